"""Documents as a server serves them for the custom resources of some definitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8sgen.custom.manifests import CustomVersion

from specs import META, struct

_OBJECT_META = f"{META}.ObjectMeta"
_LIST_META = f"{META}.ListMeta"
_DELETE_OPTIONS = f"{META}.DeleteOptions"
_SCALE = "io.k8s.api.autoscaling.v1.Scale"


def documents_of_v3(versions: Sequence[CustomVersion]) -> list[dict[str, Any]]:
    """One for each group version."""
    by_group_version: dict[str, list[CustomVersion]] = {}
    for version in versions:
        by_group_version.setdefault(f"{version.group}/{version.version}", []).append(version)
    return [
        {
            "openapi": "3.0.0",
            "info": {"title": "Kubernetes CRD Swagger", "version": "v0.1.0"},
            "paths": _paths(part, _operation_of_v3),
            "components": {"schemas": _definitions(part, lambda name: {"allOf": [_ref_of_v3(name)]}, _ref_of_v3)},
        }
        for part in by_group_version.values()
    ]


def document_of_v2(versions: Sequence[CustomVersion]) -> dict[str, Any]:
    return {
        "swagger": "2.0",
        "info": {"version": "v1.36.3"},
        "paths": _paths(versions, _operation_of_v2),
        "definitions": _definitions(versions, _ref_of_v2, _ref_of_v2),
    }


def _ref_of_v2(name: str) -> dict[str, Any]:
    return {"$ref": f"#/definitions/{name}"}


def _ref_of_v3(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _definitions(versions: Sequence[CustomVersion], beside: Any, ref: Any) -> dict[str, Any]:
    found: dict[str, Any] = {name: struct() for name in (_OBJECT_META, _LIST_META, _DELETE_OPTIONS, _SCALE)}
    for version in versions:
        properties: Mapping[str, Any] = version.schema.get("properties") or {}  # type: ignore[assignment]
        text = {"type": "string", "description": "What the server says."}
        own = {"apiVersion": text, "kind": text, "metadata": {"description": "What the server says.", **beside(_OBJECT_META)}}
        found[_definition(version, version.kind)] = {
            **version.schema,
            "properties": {**properties, **own},
            "x-kubernetes-group-version-kind": [_gvk(version, version.kind)],
        }
        items = {"type": "array", "items": ref(_definition(version, version.kind))}
        found[_definition(version, version.list_kind)] = {
            **struct(("items",), apiVersion=text, kind=text, metadata=beside(_LIST_META), items=items),
            "x-kubernetes-group-version-kind": [_gvk(version, version.list_kind)],
        }
    return found


def _definition(version: CustomVersion, kind: str) -> str:
    return f"{'.'.join(reversed(version.group.split('.')))}.{version.version}.{kind}"


def _gvk(version: CustomVersion, kind: str) -> dict[str, str]:
    return {"group": version.group, "version": version.version, "kind": kind}


def _paths(versions: Sequence[CustomVersion], operation: Any) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for version in versions:
        base = f"/apis/{version.group}/{version.version}"
        whole = f"{base}/{'namespaces/{namespace}/' if version.namespaced else ''}{version.plural}"
        one = _definition(version, version.kind)
        page = _definition(version, version.list_kind)
        paths[f"{base}/{version.plural}"] = {"get": operation(version, "list", page)}
        paths[whole] = {
            "get": operation(version, "list", page),
            "post": operation(version, "post", one, one),
            "delete": operation(version, "deletecollection", f"{META}.Status"),
        }
        paths[whole + "/{name}"] = {
            "get": operation(version, "get", one),
            "put": operation(version, "put", one, one),
            "patch": operation(version, "patch", one, f"{META}.Patch"),
            "delete": operation(version, "delete", f"{META}.Status", _DELETE_OPTIONS),
        }
        parts = {"status": (version.has_status, one), "scale": (version.has_scale, _SCALE)}
        for name, (is_there, answer) in parts.items():
            if is_there:
                paths[f"{whole}/{{name}}/{name}"] = {
                    "get": operation(version, "get", answer),
                    "put": operation(version, "put", answer, answer),
                }
    return paths


def _operation_of_v2(version: CustomVersion, action: str, answer: str, body: str = "") -> dict[str, Any]:
    parameters = [{"in": "body", "name": "body", "schema": _ref_of_v2(body)}] if body else []
    return {
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": _gvk(version, version.kind),
        "parameters": parameters,
        "responses": {"200": {"description": "OK", "schema": _ref_of_v2(answer)}, "401": {"description": "no"}},
    }


def _operation_of_v3(version: CustomVersion, action: str, answer: str, body: str = "") -> dict[str, Any]:
    content = {"requestBody": {"content": {"*/*": {"schema": _ref_of_v3(body)}}}} if body else {}
    return {
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": _gvk(version, version.kind),
        "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "uniqueItems": True}}],
        "responses": {"200": {"description": "OK", "content": {"application/json": {"schema": _ref_of_v3(answer)}}}},
        **content,
    }
