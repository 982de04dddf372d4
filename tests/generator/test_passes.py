"""Each pass, on as little as shows what it is for."""

from __future__ import annotations

from typing import Any

import pytest
from k8sgen.errors import GeneratorError, SpecError
from k8sgen.facts import Facts
from k8sgen.passes import PASSES, Pass, run_passes
from k8sgen.passes.kinds import one_kind_for_delete_options, one_kind_for_status
from k8sgen.passes.merging import protocol_defaults_to_tcp
from k8sgen.passes.operations import (
    bindings_are_made_on_pods,
    eviction_and_binding_answer_with_status,
    pod_log_takes_since_time,
    skip_connections,
    skip_deprecated_watches,
    skip_what_is_no_resource,
)
from k8sgen.passes.types import (
    inline_plain_definitions,
    keep_empty_structs,
    map_handwritten,
    name_nested_objects,
    unions_of_shapes,
)
from k8sgen.spec.model import (
    Definition,
    GroupVersionKind,
    ListType,
    ObjectType,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Specification,
)

from specs import META, STRING, document, kind, loaded, ref, struct

CORE = "io.k8s.api.core.v1"
EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"
A = "com.example.v1.A"
NOTHING = Facts.none()


def members(definition: Definition) -> dict[str, Property]:
    assert isinstance(definition.type, ObjectType)
    return {member.name: member for member in definition.type.properties}


def operations(paths: dict[str, dict[str, Any]]) -> Specification:
    content = {
        path: {method: {"operationId": f"{method} {path}", "responses": {}, **(more or {})} for method, more in item.items()}
        for path, item in paths.items()
    }
    return loaded(document({f"{META}.Status": struct(code=STRING)}, content))


@pytest.mark.parametrize(("name", "step"), [("Status", one_kind_for_status), ("DeleteOptions", one_kind_for_delete_options)])
def test_one_kind_is_left_of_several(name: str, step: object) -> None:
    definition = kind(name)
    definition["x-kubernetes-group-version-kind"].append({"group": "apps", "version": "v1", "kind": name})
    before = loaded(document({f"{META}.{name}": definition}))
    after = step(before, NOTHING)  # type: ignore[operator]
    assert after.definitions[f"{META}.{name}"].kinds == (GroupVersionKind("", "v1", name),)


def test_an_object_that_go_knows_to_be_empty_is_a_struct() -> None:
    before = loaded(document({A: {"type": "object"}, "com.example.v1.B": {"type": "object"}}))
    after = keep_empty_structs(before, Facts({A: {"fields": []}}, {}))
    assert after.definitions[A].type == ObjectType(())
    assert after.definitions["com.example.v1.B"].free_form


def test_handwritten_types_stand_for_their_definitions() -> None:
    time = f"{META}.Time"
    after = map_handwritten(loaded(document({time: {"type": "string", "format": "date-time"}})), NOTHING)
    assert after.handwritten[time].type == "Time"
    assert list(after.handwritten) == [time]


def test_unions_of_shapes_get_the_members_that_go_has() -> None:
    name = f"{EXTENSIONS}.JSONSchemaPropsOrBool"
    after = unions_of_shapes(loaded(document({name: {}})), NOTHING)
    assert list(members(after.definitions[name])) == ["allows", "schema"]
    assert after.definitions[name].shape_union


def test_a_plain_definition_is_what_it_stands_for() -> None:
    names, name = "com.example.v1.Names", "com.example.v1.Name"
    before = loaded(document({A: struct(a=ref(names)), names: {"type": "array", "items": ref(name)}, name: STRING}))
    after = inline_plain_definitions(before, NOTHING)
    assert members(after.definitions[A])["a"].type == ListType(ScalarType(Scalar.STRING))
    assert set(after.plain) == {name, names}


@pytest.mark.parametrize(
    "schemas",
    [
        {"com.example.v1.X": ref("com.example.v1.X")},
        {"com.example.v1.X": ref("com.example.v1.Y"), "com.example.v1.Y": ref("com.example.v1.X")},
        {"com.example.v1.X": {"type": "array", "items": ref("com.example.v1.X")}},
        {"com.example.v1.Z": ref("com.example.v1.X"), "com.example.v1.X": ref("com.example.v1.X")},
    ],
)
def test_a_plain_definition_of_itself_is_refused(schemas: dict[str, object]) -> None:
    with pytest.raises(SpecError, match="is defined by nothing but itself"):
        inline_plain_definitions(loaded(document(schemas)), NOTHING)


def test_nested_objects_are_named_after_owner_and_property() -> None:
    inner = struct(limits={"type": "array", "items": struct(cpu=STRING)})
    after = name_nested_objects(loaded(document({A: struct(spec=inner)})), NOTHING)
    assert list(after.definitions) == [A, f"{A}Spec", f"{A}SpecLimits"]
    assert members(after.definitions[A])["spec"].type == Reference(f"{A}Spec")
    assert members(after.definitions[f"{A}Spec"])["limits"].type == ListType(Reference(f"{A}SpecLimits"))


def test_a_nested_object_whose_name_is_taken_gets_a_number() -> None:
    nested = {"fooBar": struct(a=STRING), "FooBar": struct(b=STRING), "spec": struct(c=STRING)}
    before = loaded(document({A: struct(**nested), f"{A}Spec": struct(d=STRING)}))
    after = name_nested_objects(before, NOTHING)
    types = {name: member.type for name, member in members(after.definitions[A]).items()}
    assert types == {"FooBar": Reference(f"{A}FooBar"), "fooBar": Reference(f"{A}FooBar2"), "spec": Reference(f"{A}Spec2")}
    assert set(members(after.definitions[f"{A}Spec"])) == {"d"}


def test_the_protocol_of_a_port_defaults_to_tcp() -> None:
    port = f"{CORE}.ContainerPort"
    after = protocol_defaults_to_tcp(loaded(document({port: struct(protocol=STRING)})), NOTHING)
    assert members(after.definitions[port])["protocol"].default == "TCP"


POD = "/api/v1/namespaces/{namespace}/pods/{name}"


def test_the_log_of_a_pod_can_be_asked_for_since_a_moment() -> None:
    after = pod_log_takes_since_time(operations({f"{POD}/log": {"get": {}}, POD: {"get": {}}}), NOTHING)
    assert [[parameter.name for parameter in operation.parameters] for operation in after.operations] == [[], ["sinceTime"]]


def test_evictions_and_bindings_answer_with_a_status() -> None:
    after = eviction_and_binding_answer_with_status(
        operations({f"{POD}/eviction": {"post": {}}, f"{POD}/binding": {"post": {}}, POD: {"get": {}}}), NOTHING
    )
    status = Reference(f"{META}.Status")
    assert [operation.answer for operation in after.operations] == [None, status, status]


@pytest.mark.parametrize(
    ("step", "path", "more", "reason"),
    [
        (bindings_are_made_on_pods, "/api/v1/namespaces/{namespace}/bindings", {}, "the binding of a pod is the same"),
        (skip_deprecated_watches, "/api/v1/watch/pods", {"x-kubernetes-action": "watchlist"}, "deprecated path"),
        (skip_connections, f"{POD}/exec", {"x-kubernetes-action": "connect"}, "upgrades or proxies the connection"),
        (skip_what_is_no_resource, "/apis/apps/v1/", {}, "a discovery document"),
        (skip_what_is_no_resource, "/version/", {}, "the server's version"),
        (skip_what_is_no_resource, "/openid/v1/jwks/", {}, "OpenID documents"),
        (skip_what_is_no_resource, "/logs/{logpath}", {}, "logs of the server's machine"),
        (skip_what_is_no_resource, "/metrics", {}, "acts on no resource"),
    ],
)
def test_operations_are_skipped_with_a_reason(step: object, path: str, more: dict[str, str], reason: str) -> None:
    before = operations({path: {"get": more}, POD: {"get": {"x-kubernetes-action": "get"}}})
    after = step(before, NOTHING)  # type: ignore[operator]
    assert list(after.skipped_operations) == [f"get {path}"]
    assert after.skipped_operations[f"get {path}"].startswith(reason)


def test_what_is_read_behind_a_proxy_is_no_connection() -> None:
    connect = {"x-kubernetes-action": "connect"}
    before = operations({f"{POD}/proxy/{{path}}": {"get": connect, "post": connect}, f"{POD}/proxy": {"get": connect}})
    after = skip_connections(before, NOTHING)
    assert sorted(after.skipped_operations) == [f"get {POD}/proxy", f"post {POD}/proxy/{{path}}"]


def idle(specification: Specification, _facts: Facts) -> Specification:
    """Changes nothing."""
    return specification


def test_a_pass_that_changes_nothing_fails_on_a_committed_document() -> None:
    with pytest.raises(GeneratorError, match="pass idle changed nothing"):
        run_passes(loaded(document()), NOTHING, [Pass(idle)], strict=True)


def test_a_pass_that_changes_nothing_is_a_warning_where_it_had_something_to_repair() -> None:
    specification = loaded(document({A: struct(a=STRING)}))
    _, trace = run_passes(specification, NOTHING, [Pass(idle, repairs=(A,)), Pass(idle, repairs=("b.C",))], strict=False)
    assert trace.warnings == ["pass idle found nothing to change in this document"]


@pytest.mark.parametrize(("version", "runs"), [("v1.25.0", False), ("v1.26.0", True), ("v1.30.9", True), ("v1.31.0", False)])
def test_a_pass_runs_for_the_minors_it_names(version: str, runs: bool) -> None:
    ran = []

    def note(specification: Specification, _facts: Facts) -> Specification:
        ran.append(version)
        return specification

    run_passes(loaded(document(version=version)), NOTHING, [Pass(note, since=(1, 26), until=(1, 30))], strict=False)
    assert bool(ran) == runs


def test_every_pass_says_why_it_is_there() -> None:
    assert [step.name for step in PASSES if not step.reason] == []


def test_the_trace_tells_which_pass_changed_what() -> None:
    port = f"{CORE}.ContainerPort"
    _, trace = run_passes(loaded(document({port: struct(protocol=STRING)})), NOTHING, PASSES, strict=False)
    assert trace.changes == {port: ["protocol_defaults_to_tcp"]}
