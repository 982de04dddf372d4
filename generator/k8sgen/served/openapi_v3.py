"""OpenAPI v3 in the words of v2: the same API, spelled in another way."""

from __future__ import annotations

from collections.abc import Mapping

from k8sgen.spec.model import JsonValue
from k8sgen.spec.reader import JsonObject, as_list, as_object, below

_SCHEMAS = "#/components/schemas/"
DEFINITIONS = "#/definitions/"

_METHODS = ("delete", "get", "head", "options", "patch", "post", "put")

# What lies deeper is nothing that a reader would take; it stays as it is.
_MAX_DEPTH = 100


def schema_of_v3(schema: JsonObject, pointer: str, depth: int = 0) -> JsonObject:
    """References are beside what is said about them, instead of alone in an `allOf`."""
    if depth > _MAX_DEPTH:
        return schema
    found = dict(schema)
    match schema.get("allOf"):
        case [{"$ref": str() as reference}]:
            del found["allOf"]
            found["$ref"] = reference
        case _:
            pass
    if isinstance(target := found.get("$ref"), str):
        found["$ref"] = target.replace(_SCHEMAS, DEFINITIONS, 1)
    for key in ("items", "additionalProperties"):
        if isinstance(part := schema.get(key), Mapping):
            found[key] = dict(schema_of_v3(part, below(pointer, key), depth + 1))
    if isinstance(properties := schema.get("properties"), Mapping):
        at = below(pointer, "properties")
        found["properties"] = {
            name: dict(schema_of_v3(part, below(at, name), depth + 1)) if isinstance(part, Mapping) else part
            for name, part in properties.items()
        }
    return found


def path_of_v3(path: JsonObject, pointer: str) -> JsonObject:
    found: dict[str, JsonValue] = {"parameters": _parameters(path, pointer)}
    for key, value in path.items():
        if key in _METHODS:
            found[key] = _operation(as_object(value, below(pointer, key)), below(pointer, key))
    return found


def _operation(operation: JsonObject, pointer: str) -> dict[str, JsonValue]:
    found = {key: value for key, value in operation.items() if key not in ("requestBody", "responses")}
    parameters = _parameters(operation, pointer)
    if "requestBody" in operation:
        at = below(pointer, "requestBody")
        parameters.append({"in": "body", "name": "body", **_content(as_object(operation["requestBody"], at), at)})
    found["parameters"] = parameters
    at = below(pointer, "responses")
    found["responses"] = {
        status: _content(as_object(answer, below(at, status)), below(at, status))
        for status, answer in as_object(operation.get("responses", {}), at).items()
    }
    return found


def _parameters(holder: JsonObject, pointer: str) -> list[JsonValue]:
    at = below(pointer, "parameters")
    found: list[JsonValue] = []
    for index, value in enumerate(as_list(holder.get("parameters", []), at)):
        here = f"{at}/{index}"
        node = as_object(value, here)
        schema = as_object(node.get("schema", {}), below(here, "schema"))
        found.append({key: node[key] for key in ("name", "in", "description", "required") if key in node} | dict(schema))
    return found


def _content(holder: JsonObject, pointer: str) -> dict[str, JsonValue]:
    """A body, by the schema of its first form: they are all of one."""
    at = below(pointer, "content")
    for form, value in as_object(holder.get("content", {}), at).items():
        here = below(at, form)
        schema = as_object(value, here).get("schema")
        if schema is not None:
            return {"schema": dict(schema_of_v3(as_object(schema, here), here))}
    return {}
