"""Operations: what becomes of each, and what the clients look like."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from k8sgen.errors import NamingError, SpecError
from k8sgen.lower.model import CppGroupClient, CppResourceClient
from k8sgen.lower.resources import Place, parse_path
from k8sgen.options import Options
from k8sgen.pipeline import Compiled
from k8sgen.report import check_totals

from specs import META, OPENAPI, STRING, committed, compiled, document, kind, ref


@cache
def real() -> Compiled:
    return committed()


def group(name: str) -> CppGroupClient:
    return next(client for client in real().clients if client.name == name)


def client(group_name: str, name: str) -> CppResourceClient:
    return next(found for found in group(group_name).clients if found.name == name)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/api/v1/pods", Place("/api/v1", "pods", False, "")),
        ("/api/v1/namespaces/{namespace}/pods/{name}/log", Place("/api/v1", "pods", True, "log")),
        ("/api/v1/namespaces/{name}", Place("/api/v1", "namespaces", False, "")),
        ("/api/v1/namespaces/{name}/finalize", Place("/api/v1", "namespaces", False, "finalize")),
        ("/api/v1/watch/namespaces/{namespace}/pods", Place("/api/v1", "pods", True, "")),
        ("/apis/apps/v1/deployments", Place("/apis/apps/v1", "deployments", False, "")),
        ("/api/v1/nodes/{name}/proxy/{path}", Place("/api/v1", "nodes", False, "proxy/{path}")),
        ("/apis/apps/v1/", None),
        ("/apis/", None),
        ("/version/", None),
    ],
)
def test_paths_lead_to_resources(path: str, place: Place | None) -> None:
    assert parse_path(path) == place


def test_every_operation_and_definition_of_the_specification_has_one_fate() -> None:
    check_totals(real())
    paths = json.loads((OPENAPI / "swagger.json").read_bytes())["paths"]
    methods = sum(len(item.keys() - {"parameters"}) for item in paths.values())
    resources = real().resources
    assert len(resources.served) + len(resources.skipped) == methods


def test_nothing_of_a_resource_is_skipped_but_watches_connections_and_bindings() -> None:
    reasons = {reason.partition(":")[0] for reason in real().resources.skipped.values()}
    assert reasons == {
        "OpenID documents",
        "a discovery document",
        "deprecated path",
        "the binding of a pod is the same",
        "the server's version",
        "upgrades or proxies the connection",
    }


@pytest.mark.parametrize(
    ("definition", "verbs"),
    [
        ("io.k8s.api.core.v1.Pod", "Get List Watch Create Update Patch Delete DeleteCollection"),
        ("io.k8s.api.core.v1.Namespace", "Get List Watch Create Update Patch Delete"),
        ("io.k8s.api.core.v1.ComponentStatus", "Get List"),
        ("io.k8s.api.authentication.v1.TokenReview", "Create"),
    ],
)
def test_a_client_has_the_verbs_that_are_served(definition: str, verbs: str) -> None:
    struct = next(found for found in real().structs if found.definition == definition)
    assert struct.resource is not None
    assert [verb.removeprefix("codec::Verb::k") for verb in struct.resource.verbs] == verbs.split()


@pytest.mark.parametrize(
    ("group_name", "name", "methods"),
    [
        (
            "CoreV1Client",
            "PodClient",
            "Bind Evict GetLogs StreamLogs ProxyGet "
            "GetEphemeralContainers UpdateEphemeralContainers PatchEphemeralContainers "
            "ApplyEphemeralContainers GetResize UpdateResize PatchResize ApplyResize "
            "GetStatus UpdateStatus PatchStatus ApplyStatus",
        ),
        ("CoreV1Client", "NamespaceClient", "Finalize GetStatus UpdateStatus PatchStatus ApplyStatus"),
        ("CoreV1Client", "ServiceAccountClient", "CreateToken"),
        ("CoreV1Client", "ConfigMapClient", ""),
        (
            "AppsV1Client",
            "DeploymentClient",
            "GetScale UpdateScale PatchScale ApplyScale GetStatus UpdateStatus PatchStatus ApplyStatus",
        ),
        (
            "CertificatesV1Client",
            "CertificateSigningRequestClient",
            "GetApproval UpdateApproval PatchApproval ApplyApproval GetStatus UpdateStatus PatchStatus ApplyStatus",
        ),
    ],
)
def test_a_client_has_a_method_for_what_lies_below(group_name: str, name: str, methods: str) -> None:
    assert {method.name for method in client(group_name, name).methods} == set(methods.split())


def test_what_is_sent_to_a_subresource_may_be_a_kind_of_another_group() -> None:
    evict = next(method for method in client("CoreV1Client", "PodClient").methods if method.name == "Evict")
    assert evict.answer == "metav1::Status"
    assert evict.declared[:2] == ("std::string_view name", "const policyv1::Eviction& eviction = {}")
    assert evict.arguments == 'name, "eviction", eviction, options, context'


def test_the_own_kind_is_named_by_itself() -> None:
    update = next(method for method in client("CoreV1Client", "PodClient").methods if method.name == "UpdateStatus")
    assert update.declared[0] == "const Pod& object"
    assert update.arguments == 'object.metadata.name, "status", object, options, context'


def test_an_informer_is_made_for_what_can_be_listed_and_watched() -> None:
    core = next(found for found in real().informers if found.name == "CoreV1Informers")
    accessors = {informer.accessor for informer in core.informers}
    assert {"Pods", "Endpoints", "ConfigMaps"} <= accessors
    assert not {"Bindings", "ComponentStatuses"} & accessors
    listed = {client.accessor for client in group("CoreV1Client").clients}
    assert accessors < listed


def test_informers_lie_in_folders_of_their_own() -> None:
    core = next(found for found in real().informers if found.name == "CoreV1Informers")
    policies = next(informer for informer in core.informers if informer.accessor == "PersistentVolumeClaims")
    assert policies.header == "k8s/informers/core/v1/persistent_volume_claims.h"
    assert policies.lister_header == "k8s/listers/core/v1/persistent_volume_claims.h"
    assert (policies.name, policies.lister) == ("PersistentVolumeClaimInformer", "PersistentVolumeClaimLister")


def test_what_has_metadata_of_its_own_gets_no_informer() -> None:
    """Caches read the metadata of the runtime."""
    paths = {WIDGETS: {"get": operation("list", f"{WIDGET}List")}, f"{WIDGETS}/{{name}}": {"get": operation("get")}}
    assert compiled(widget_document(paths), options=Options(namespace="mine")).informers == []
    assert [group.name for group in compiled(widget_document(paths)).informers] == ["ExampleV1Informers"]


def test_an_informer_may_not_have_the_name_of_a_type() -> None:
    paths = {WIDGETS: {"get": operation("list", f"{WIDGET}List")}, f"{WIDGETS}/{{name}}": {"get": operation("get")}}
    taken = {"com.example.v1.WidgetLister": {"type": "object", "properties": {"a": STRING}}}
    with pytest.raises(NamingError, match="both need the name WidgetLister; rename one of them"):
        compiled(widget_document(paths, **taken))


def test_accessors_are_those_of_client_go() -> None:
    assert [found.accessor for found in real().clients if found.package.startswith(("apiserverinternal", "core", "rbac"))] == [
        "InternalV1alpha1",
        "CoreV1",
        "RbacV1",
    ]
    assert {"Pods", "Endpoints", "ComponentStatuses"} <= {found.accessor for found in group("CoreV1Client").clients}


# Documents of others.

WIDGET = "com.example.v1.Widget"
WIDGETS = "/apis/example.com/v1/widgets"


def operation(action: str, answer: str = WIDGET, **more: Any) -> dict[str, Any]:
    return {
        "operationId": f"{action} {len(str(more))}",
        "x-kubernetes-action": action,
        "responses": {"200": {"schema": ref(answer)}},
        **more,
    }


def widget_document(paths: dict[str, Any], **definitions: Any) -> bytes:
    schemas = {
        WIDGET: kind("Widget", "example.com", metadata=ref(f"{META}.ObjectMeta")),
        f"{WIDGET}List": kind("WidgetList", "example.com", items={"type": "array", "items": ref(WIDGET)}),
        f"{META}.ObjectMeta": {"type": "object", "properties": {"name": STRING}},
        **definitions,
    }
    return document(schemas, paths)


def test_what_can_be_listed_can_be_watched_where_no_watch_paths_are_published() -> None:
    result = compiled(
        widget_document(
            {WIDGETS: {"get": operation("list", f"{WIDGET}List")}, f"{WIDGETS}/{{name}}": {"get": operation("get")}}
        )
    )
    assert result.resources.by_definition[WIDGET].watchable


def test_a_resource_whose_kind_has_no_schema_is_skipped() -> None:
    schemas = {"com.example.v1.Free": {"type": "object"}}
    result = compiled(
        widget_document({"/apis/example.com/v1/frees/{name}": {"get": operation("get", "com.example.v1.Free")}}, **schemas)
    )
    assert list(result.resources.skipped.values()) == ["its kind has no struct of its own"]
    check_totals(result)


def test_every_list_of_a_skipped_resource_is_skipped_with_it() -> None:
    schemas = {"com.example.v1.FreeList": {"type": "object"}}
    listing = operation("list", "com.example.v1.FreeList")
    paths = {"/apis/example.com/v1/frees": {"get": listing}}
    paths["/apis/example.com/v1/namespaces/{namespace}/frees"] = {"get": {**listing, "operationId": "one namespace"}}
    result = compiled(widget_document(paths, **schemas))
    assert len(result.resources.skipped) == 2
    check_totals(result)


def test_a_kind_without_a_name_gets_no_client() -> None:
    schemas = {"com.example.v1.Nameless": kind("Nameless", "example.com", "v1", spec=STRING)}
    paths = {"/apis/example.com/v1/nameless": {"get": operation("get", "com.example.v1.Nameless")}}
    result = compiled(widget_document(paths, **schemas))
    assert list(result.resources.skipped.values()) == ["its kind has no struct of its own"]


def test_a_kind_that_is_served_twice_gets_one_client() -> None:
    result = compiled(
        widget_document(
            {
                f"{WIDGETS}/{{name}}": {"get": operation("get")},
                "/apis/example.com/v1/things/{name}": {"get": operation("get", x=1)},
            }
        )
    )
    assert list(result.resources.skipped.values()) == ["its kind is served as things already"]


def test_a_subresource_of_no_kind_is_skipped() -> None:
    paths = {
        f"{WIDGETS}/{{name}}": {"get": operation("get")},
        f"{WIDGETS}/{{name}}/odd": {"post": operation("post", f"{META}.ObjectMeta")},
    }
    reasons = list(compiled(widget_document(paths)).resources.skipped.values())
    assert reasons == ["a subresource without a kind of its own, or a verb that no subresource has"]


def test_a_resource_of_two_kinds_is_refused() -> None:
    paths = {f"{WIDGETS}/{{name}}": {"get": operation("get"), "put": operation("put", f"{WIDGET}List")}}
    with pytest.raises(SpecError, match="widgets has several kinds"):
        compiled(widget_document(paths))


def test_a_client_may_not_have_the_name_of_a_type() -> None:
    paths = {f"{WIDGETS}/{{name}}": {"get": operation("get")}}
    with pytest.raises(NamingError, match="both need the name WidgetClient; rename one of them"):
        compiled(widget_document(paths, **{"com.example.v1.WidgetClient": {"type": "object", "properties": {"a": STRING}}}))
