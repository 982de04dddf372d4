"""Custom resources: what is made of a definition, and what is said about one that is malformed or hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from k8sgen.cli import main

from compiling import compiler, complaints
from custom_sink import GENERATED, generate
from specs import REPOSITORY

ROOTS = (REPOSITORY / "generated", REPOSITORY / "informers")


def crd(schema: Mapping[str, Any], kind: str = "Thing", group: str = "things.example.com", **spec: Any) -> dict[str, Any]:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": kind, "plural": kind.lower() + "s"}
    everything = {"group": group, "scope": "Namespaced", "names": names, "versions": [version], **spec}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": everything}


def of_spec(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}


class Run:
    """What a run has written, and what it has said."""

    def __init__(self, code: int, output: Path, said: str) -> None:
        self.code = code
        self.said = said
        self.files = {
            path.relative_to(output).as_posix(): path.read_text() for path in sorted(output.rglob("*")) if path.is_file()
        }

    def header(self, name: str, package: str = "things/v1") -> str:
        return self.files[f"acme/api/{package}/{name}.h"]


Runner = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    def run_it(*definitions: Mapping[str, Any] | str, options: tuple[str, ...] = ()) -> Run:
        files = []
        for number, definition in enumerate(definitions):
            file = tmp_path / f"crd{number}.yaml"
            file.write_text(definition if isinstance(definition, str) else json.dumps(definition), encoding="utf-8")
            files.append(str(file))
        output = tmp_path / "out"
        code = main(["crd", *files, "--namespace", "acme", "--output", str(output), *options])
        captured = capsys.readouterr()
        return Run(code, output, captured.err)

    return run_it


def test_the_kitchen_sink_is_what_was_reviewed() -> None:
    done = generate(GENERATED, "--check")
    assert done.returncode == 0, (
        f"{done.stderr}\nif that is meant, run tests/generator/custom_sink.py and review what it writes"
    )


def test_the_output_is_the_same_each_time_and_wherever_it_lies(run: Runner, tmp_path: Path) -> None:
    first = run(
        crd(of_spec(a={"type": "string", "enum": ["x", "y"]}, b={"type": "object", "properties": {"c": {"type": "string"}}}))
    )
    (tmp_path / "out").rename(tmp_path / "other")
    again = run(
        crd(of_spec(a={"type": "string", "enum": ["x", "y"]}, b={"type": "object", "properties": {"c": {"type": "string"}}}))
    )
    assert first.files == again.files


# As kubectl reads YAML 1.1, which a server never sees.
def test_keys_of_yaml_are_what_kubectl_makes_of_them(run: Runner) -> None:
    properties = "".join(f"{key}: {{type: string}}, " for key in ("on", "'off'", "n", "0x10", "010", "1_000"))
    text = json.dumps(crd(of_spec())).replace('"properties": {}', f'"properties": {{{properties}}}')
    done = run(f"# YAML\n{text}")
    assert done.code == 0, done.said
    spec = done.header("thing_spec")
    assert re.findall(r"<std::string> (\w+);", spec) == ["_1000", "_16", "_8", "false_", "off", "true_"]
    assert "a key that is a number with a fraction" in run("# YAML\n{1.5: a}").said


def test_a_subresource_that_is_null_is_none(run: Runner) -> None:
    version = {"name": "v1", "served": True, "subresources": {"status": None}, "schema": {"openAPIV3Schema": of_spec()}}
    done = run(crd(of_spec(), versions=[version], names={"kind": "Thing", "plural": "things", "listKind": None}))
    assert done.code == 0, done.said
    assert "UpdateStatus" not in done.files["acme/client/things/v1/things.h"]


def test_several_definitions_in_lists_and_documents_beside_other_objects(run: Runner) -> None:
    listed = {"apiVersion": "v1", "kind": "List", "items": [crd(of_spec(), "One"), {"apiVersion": "v1", "kind": "Service"}]}
    done = run(f"{json.dumps(listed)}\n---\n---\n{json.dumps(crd(of_spec(), 'Two'))}\n".replace("{", " {", 1))
    # A text that begins with a brace is JSON: what comes behind a document of that is an error, not left out.
    assert done.code == 1
    done = run(f"# both\n{json.dumps(listed)}\n---\n---\n{json.dumps(crd(of_spec(), 'Two'))}\n")
    assert done.code == 0, done.said
    assert {"acme/api/things/v1/one.h", "acme/api/things/v1/two.h"} <= done.files.keys()


def test_groups_that_begin_alike_are_called_by_their_whole_names(run: Runner) -> None:
    done = run(crd(of_spec(), group="gateway.example.com"), crd(of_spec(), group="gateway.example.org"))
    assert done.code == 0, done.said
    assert "acme/api/gateway_example_com/v1/thing.h" in done.files
    assert "acme/api/gateway_example_org/v1/thing.h" in done.files


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_a_kind_may_be_called_as_what_generated_code_uses_and_a_property_as_a_macro(run: Runner, tmp_path: Path) -> None:
    macros = of_spec(**{name: {"type": "string"} for name in ("EAGAIN", "INT_MAX", "SEEK_SET", "SYS_read", "errno", "stdin")})
    kinds = ("Validate", "kType", "kNamespaced", "kResource", "kVerbs", "ListType")
    done = run(*(crd(macros, kind) for kind in kinds))
    assert done.code == 0, done.said
    headers = [path for path in done.files if path.endswith(".h")]
    everything = "#include <climits>\n#include <cstdio>\n" + "".join(f"#include <{header}>\n" for header in headers)
    sources = [path for path in done.files if path.endswith(".cc") and ("tables" in path or "validation" in path)]
    files = {**done.files, "all.cc": everything}
    assert complaints(files, tmp_path / "compiled", ROOTS, only=("all.cc", *sources)) == ""


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_a_kind_may_be_called_as_a_member_of_its_client_or_informer(run: Runner, tmp_path: Path) -> None:
    kinds = "All Deleted Done Find GetScale Index List Lister Namespaced Object ResourceClient Size Start Status Typed".split()
    parts = {"status": {}, "scale": {"specReplicasPath": ".spec.a", "statusReplicasPath": ".status.a"}}
    version = {"name": "v1", "served": True, "subresources": parts, "schema": {"openAPIV3Schema": of_spec()}}
    done = run(*(crd(of_spec(), kind, versions=[version]) for kind in kinds))
    assert done.code == 0, done.said
    headers = [path for path in done.files if path.startswith(("acme/client/", "acme/informers/")) and path.endswith(".h")]
    everything = "".join(f"#include <{header}>\n" for header in headers)
    assert complaints({**done.files, "all.cc": everything}, tmp_path / "compiled", ROOTS, only=("all.cc",)) == ""


def test_what_stands_beside_a_kind_gets_a_number_where_that_is_another_kind(run: Runner) -> None:
    kinds = ("Thing", "ThingClient", "ThingClient2", "ThingInformer", "ThingLister")
    done = run(*(crd(of_spec(), kind) for kind in kinds))
    assert done.code == 0, done.said
    assert "class ThingClient3 : " in done.files["acme/client/things/v1/things.h"]
    assert "class ThingInformer2 : " in done.files["acme/informers/things/v1/things.h"]
    assert "using ThingLister2 = " in done.files["acme/listers/things/v1/things.h"]
    assert "struct ThingClient {" in done.header("thing_client")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (crd(of_spec(), "Thing"), crd(of_spec(), "ThingList")),
        (crd(of_spec(), "One"), crd(of_spec(), "Other", names={"kind": "Other", "plural": "ones"})),
        (crd(of_spec(), "One"), crd(of_spec(), "One", names={"kind": "One", "plural": "others"})),
    ],
)
def test_what_no_server_serves_together_is_refused(run: Runner, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert "was defined already" in run(one, other).said


def test_a_package_can_be_named(run: Runner) -> None:
    done = run(crd(of_spec()), options=("--package", "things.example.com=stuff"))
    assert "namespace acme::stuffv1 {" in done.files["acme/api/stuff/v1/thing.h"]


def test_a_default_and_a_null_make_absence_visible(run: Runner) -> None:
    header = run(crd(of_spec(a={"type": "array", "items": {"type": "string"}, "default": []}))).header("thing_spec")
    assert "std::optional<std::vector<std::string>> a;" in header
    assert "/// Default: []" in header


@pytest.mark.parametrize(
    ("schema", "constants"),
    [
        (
            {"type": "integer", "enum": [10, 9, -1, 9]},
            ["std::int64_t kMinus1 = -1", "std::int64_t k9 = 9", "std::int64_t k10 = 10"],
        ),
        ({"type": "integer", "format": "int32", "enum": [2**31 - 1]}, ["std::int32_t k2147483647 = 2147483647"]),
        ({"type": "array", "items": {"type": "integer", "enum": [1]}}, ["std::int64_t k1 = 1"]),
    ],
)
def test_numbers_that_are_listed_have_constants(run: Runner, schema: dict[str, Any], constants: list[str]) -> None:
    text = run(crd(of_spec(a=schema))).header("thing_spec_a")
    assert re.findall(r"static constexpr (.*);", text) == constants


@pytest.mark.parametrize("values", [[2**63], [-(2**63)], [1, "2"], [True], [1.5], [None]])
def test_what_no_constant_can_be_is_left_to_the_server(run: Runner, values: list[Any]) -> None:
    done = run(crd(of_spec(a={"type": "integer", "enum": values})))
    assert done.code == 0, done.said
    assert "acme/api/things/v1/thing_spec_a.h" not in done.files


@pytest.mark.parametrize(
    ("schema", "member"),
    [
        ({"type": "string"}, "std::optional<std::string> a;"),
        ({"type": "array", "items": {"type": "string"}}, "std::optional<std::vector<std::string>> a;"),
        ({"type": "object", "properties": {"b": {"type": "string"}}}, "k8s::Box<ThingSpecA> a;"),
    ],
)
def test_what_is_required_and_may_be_null_can_say_so(run: Runner, schema: dict[str, Any], member: str) -> None:
    whole = of_spec(a={**schema, "nullable": True})
    whole["properties"]["spec"]["required"] = ["a"]
    done = run(crd(whole))
    assert f"  {member}  ///< required, or null" in done.header("thing_spec")
    assert ".emit = k8s::codec::Emit::kAlways" in done.files["acme/api/things/v1/tables.cc"]


@pytest.mark.parametrize(
    ("schema", "type_", "reason"),
    [
        ({}, "k8s::RawJson", "names no type"),
        ({"type": "object"}, "k8s::RawJson", "nothing is said"),
        ({"type": "object", "additionalProperties": True}, "std::map<std::string, k8s::RawJson>", None),
        ({"type": "object", "additionalProperties": {}}, "std::map<std::string, k8s::RawJson>", "names no type"),
        ({"type": "array"}, "std::vector<k8s::RawJson>", "does not describe them"),
        ({"type": "array", "items": [{"type": "string"}]}, "std::vector<k8s::RawJson>", "does not describe them"),
        ({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": True}, "k8s::RawJson", "has both"),
        ({"type": "object", "x-kubernetes-embedded-resource": True}, "k8s::RawJson", "a whole object"),
    ],
)
def test_what_cpp_cannot_express_is_json_with_a_note(
    run: Runner, schema: dict[str, Any], type_: str, reason: str | None
) -> None:
    done = run(crd(of_spec(a=schema)))
    assert done.code == 0, done.said
    assert f"  {type_} a;" in done.header("thing_spec")
    assert reason is None or reason in done.said


def test_what_is_required_but_not_there_is_noted(run: Runner) -> None:
    schema = of_spec(a={"type": "string"})
    schema["properties"]["spec"]["required"] = ["a", "b"]
    done = run(crd(schema))
    assert done.code == 0
    assert "requires 'b'" in done.said


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"group": "../../etc"}, "/spec/group"),
        ({"group": "nodots"}, "/spec/group"),
        ({"names": {"kind": "A{};", "plural": "things"}}, "/spec/names/kind"),
        ({"names": {"kind": "Thing", "plural": "../things"}}, "/spec/names/plural"),
        ({"names": {"kind": "Thing", "plural": "things", "listKind": "a b"}}, "/spec/names/listKind"),
        ({"scope": "Everywhere"}, "/spec/scope"),
        ({"versions": [{"name": "v1/../..", "served": True}]}, "/spec/versions/0/name"),
        ({"versions": [{"name": "v1", "served": True}]}, "/spec/versions/0/schema"),
        ({"versions": [{"name": "v1", "served": "yes"}]}, "/spec/versions/0/served"),
        ({"versions": {}}, "/spec/versions"),
    ],
)
def test_what_is_malformed_is_told_by_file_path_and_reason(run: Runner, change: dict[str, Any], place: str) -> None:
    done = run(crd(of_spec(), **change))
    assert done.code == 1
    assert re.search(rf"crd0\.yaml:{re.escape(place)}: \S", done.said), done.said
    assert done.files == {}


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        ({"type": "text"}, "type"),
        ({"type": ["string"]}, "type"),
        ({"type": "string", "minLength": -1}, "minLength"),
        ({"type": "string", "pattern": 1}, "pattern"),
        ({"type": "number", "minimum": "0"}, "minimum"),
        ({"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "heap"}, "x-kubernetes-list-type"),
        ({"type": "string", "nullable": "yes"}, "nullable"),
        ({"type": "string", "enum": "a"}, "enum"),
        ({"type": "string", "oneOf": [1]}, "oneOf/0"),
        ({"type": "string", "description": 1}, "description"),
        ({"type": "object", "properties": {"a": 1}}, "properties/a"),
    ],
)
def test_a_malformed_schema_is_told_by_file_path_and_reason(run: Runner, schema: dict[str, Any], place: str) -> None:
    done = run(crd(of_spec(a=schema)))
    assert done.code == 1
    assert f"openAPIV3Schema/properties/spec/properties/a/{place}: " in done.said


def test_other_objects_alone_are_an_error(run: Runner) -> None:
    assert "has no CustomResourceDefinition" in run({"apiVersion": "v1", "kind": "Service"}).said


def test_the_older_version_of_definitions_is_refused(run: Runner) -> None:
    definition = {**crd(of_spec()), "apiVersion": "apiextensions.k8s.io/v1beta1"}
    assert "is not apiextensions.k8s.io/v1" in run(definition).said


def test_one_definition_twice_is_refused(run: Runner) -> None:
    assert "was defined already" in run(crd(of_spec()), crd(of_spec())).said


@pytest.mark.parametrize("namespace", ["k8s", "std::x", "acme::k8s", "class", "a b", "a::", "../x", "1a", "a;b"])
def test_a_namespace_that_cannot_be_is_refused(namespace: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "crd.json"
    file.write_text(json.dumps(crd(of_spec())))
    assert main(["crd", str(file), "--namespace", namespace, "--output", str(tmp_path / "out")]) == 1
    assert "--namespace" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["k8s", "k8s/x", "../x", "/x", "a/../b", "a b"])
def test_an_include_root_that_cannot_be_is_refused(run: Runner, folder: str) -> None:
    assert "--include-root" in run(crd(of_spec()), options=("--include-root", folder)).said


def test_a_time_is_text_but_in_a_condition(run: Runner) -> None:
    time = {"type": "string", "format": "date-time"}
    condition = {"type": {"type": "string"}, "status": {"type": "string"}, "lastTransitionTime": time, "lastProbeTime": time}
    conditions = {"type": "array", "items": {"type": "object", "properties": condition}}
    done = run(crd(of_spec(lastTransitionTime=time, times={"type": "array", "items": time}, conditions=conditions)))
    assert "std::optional<std::string> lastTransitionTime;" in done.header("thing_spec")
    assert "std::vector<std::string> times;" in done.header("thing_spec")
    assert "std::optional<k8s::Time> lastTransitionTime;" in done.header("thing_spec_conditions")
    assert "std::optional<std::string> lastProbeTime;" in done.header("thing_spec_conditions")


@pytest.mark.parametrize(
    ("schema", "members"),
    [
        (
            {"type": "array", "items": {"type": "string"}, "minLength": 1, "maxItems": 2},
            [".characters = {.least = 1}", ".elementCount = {.most = 2}"],
        ),
        ({"anyOf": [{"format": "ipv4"}]}, ['"must have the format ipv4"']),
        ({"anyOf": [{"format": "date-time"}]}, ['"must have the format date-time"']),
        ({"type": "string", "not": {"pattern": r"\p{Greek}"}}, [".notCheckedOfText = kTexts"]),
    ],
)
def test_what_bounds_a_type_bounds_no_other(run: Runner, schema: dict[str, Any], members: list[str]) -> None:
    table = run(crd(of_spec(a=schema))).files["acme/validation/things/v1/thing.cc"]
    assert [member for member in members if member not in table] == []


# Hostile ones.

CODE = (
    '*/ "; int evil() { return 1; } /*',
    "a\nint evil();",
    "a\r#error evil",
    "a\u2028#error evil",
    "ends with \\",
    "ends with ??/",
    "{{ evil }} {% evil %} ${evil}",
    'R"(evil)"',
    '")) evil',
    "\u202e evil",
    "\x00evil",
)


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_code_in_every_text_is_inert(run: Runner, tmp_path: Path) -> None:
    properties: dict[str, Any] = {}
    for number, code in enumerate(CODE):
        properties[code] = {"type": "string", "description": code, "default": code}
        properties[f"p{number}"] = {"type": "string", "pattern": re.escape(code), "enum": [code, f"{code}2"]}
        properties[f"o{number}"] = {"type": "object", "description": code, "properties": {code: {"type": "string"}}}
        properties[f"v{number}"] = {"type": "string", "x-kubernetes-validations": [{"rule": code, "message": code}]}
        properties[f"m{number}"] = {
            "type": "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [code],
            "items": {"type": "object", "required": [code], "properties": {code: {"type": "string", "default": code}}},
        }
    schema = {**of_spec(**properties), "description": "\n".join(CODE)}
    done = run(crd(schema))
    assert done.code == 0, done.said
    sources = {path: text for path, text in done.files.items() if path.endswith((".h", ".cc"))}
    assert complaints(sources, tmp_path / "compiled", ROOTS) == ""


def test_a_million_properties_end_soon_with_an_error(run: Runner) -> None:
    lines = [f"              p{number}: {{type: string}}" for number in range(1_000_000)]
    text = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  group: a.b\n  scope: Cluster\n"
        "  names: {kind: A, plural: as}\n  versions:\n  - name: v1\n    served: true\n    schema:\n      openAPIV3Schema:\n"
        "        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n"
    )
    done = run(text + "\n".join(lines))
    assert done.code == 1
    assert "more than" in done.said


@pytest.mark.parametrize("depth", [60, 70, 200])
def test_deep_schemas_end_in_json(run: Runner, depth: int) -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth):
        schema = {"type": "object", "properties": {"a": schema}}
    done = run(crd(of_spec(a=schema)))
    assert done.code == 0, done.said
    assert all(len(Path(path).name) < 200 for path in done.files)
    assert ("levels deep" in done.said) == (depth > 62)


def test_deeper_text_than_any_schema_is_refused(run: Runner) -> None:
    assert "deep" in run("a: " + "[" * 100_000).said
    assert "deep" in run("{" + '"a":{' * 100_000).said


def test_texts_that_refer_to_themselves_are_refused(run: Runner) -> None:
    assert "an alias" in run("a: &a\n  b: *a\n").said


@pytest.mark.parametrize("text", ["", "\x00", "a: [", "a: 1\na: 2", "- a", "!!python/object:os.system {}", "{", "\ufffe"])
def test_what_is_no_manifest_is_an_error_of_one_line(run: Runner, text: str) -> None:
    done = run(text)
    assert done.code == 1
    assert len(done.said.splitlines()) == 1
