"""Operations: from the JSON under `paths` to verbs on resources."""

from __future__ import annotations

from collections.abc import Iterator

from k8sgen.errors import SpecError
from k8sgen.spec.model import AnyType, JsonValue, Operation, Parameter, Type
from k8sgen.spec.reader import JsonObject, Novelties, as_bool, as_list, as_object, as_string, below, string_member
from k8sgen.spec.schemas import SchemaReader, group_version_kind

_METHODS = frozenset({"delete", "get", "head", "options", "patch", "post", "put"})
_PARAMETERS = "#/parameters/"

_OPERATION_KEYWORDS = frozenset(
    {
        "consumes",
        "deprecated",
        "description",
        "operationId",
        "parameters",
        "produces",
        "responses",
        "schemes",
        "tags",
        "x-kubernetes-action",
        "x-kubernetes-group-version-kind",
    }
)
_PARAMETER_KEYWORDS = frozenset({"description", "format", "in", "items", "name", "required", "schema", "type", "uniqueItems"})
_RESPONSE_KEYWORDS = frozenset({"description", "schema"})
_SUCCESSES = ("200", "201", "202")


class OperationReader:
    """Reads paths. Shared parameters are told apart by their reference: names of theirs occur twice."""

    def __init__(self, schemas: SchemaReader, novelties: Novelties, shared: JsonObject) -> None:
        self._schemas = schemas
        self._novelties = novelties
        self._shared = {
            _PARAMETERS + name: self._inline_parameter(value, below("/parameters", name)) for name, value in shared.items()
        }

    def operations(self, paths: JsonObject) -> Iterator[Operation]:
        for path in sorted(paths):
            at = below("/paths", path)
            item = as_object(paths[path], at)
            common = self._parameters(item, at)
            for method in sorted(item.keys() - {"parameters"}):
                if method in _METHODS:
                    yield self._operation(path, method, item[method], common, below(at, method))
                else:
                    self._novelties.note(below(at, method), f"method {method!r}")

    def _operation(self, path: str, method: str, value: JsonValue, common: tuple[Parameter, ...], pointer: str) -> Operation:
        node = as_object(value, pointer)
        for keyword in node.keys() - _OPERATION_KEYWORDS:
            self._novelties.note(below(pointer, keyword), f"keyword {keyword!r} of an operation")
        parameters = (*common, *self._parameters(node, pointer))
        kind = node.get("x-kubernetes-group-version-kind")
        return Operation(
            id=string_member(node, "operationId", pointer) or f"{method} {path}",
            method=method,
            path=path,
            pointer=pointer,
            action=string_member(node, "x-kubernetes-action", pointer),
            kind=group_version_kind(kind, below(pointer, "x-kubernetes-group-version-kind")) if kind is not None else None,
            parameters=tuple(parameter for parameter in parameters if parameter.location != "body"),
            body=next((parameter.type for parameter in parameters if parameter.location == "body"), None),
            answer=self._answer(node, pointer),
            description=string_member(node, "description", pointer),
        )

    def _parameters(self, holder: JsonObject, pointer: str) -> tuple[Parameter, ...]:
        at = below(pointer, "parameters")
        return tuple(self._parameter(value, at) for value in as_list(holder.get("parameters", []), at))

    def _parameter(self, value: JsonValue, pointer: str) -> Parameter:
        node = as_object(value, pointer)
        if "$ref" not in node:
            return self._inline_parameter(value, pointer)
        target = string_member(node, "$ref", pointer)
        if target not in self._shared:
            raise SpecError(pointer, f"refers to {target!r}, which does not exist")
        return self._shared[target]

    def _inline_parameter(self, value: JsonValue, pointer: str) -> Parameter:
        node = as_object(value, pointer)
        for keyword in node.keys() - _PARAMETER_KEYWORDS:
            self._novelties.note(below(pointer, keyword), f"keyword {keyword!r} of a parameter")
        location = as_string(node.get("in"), below(pointer, "in"))
        return Parameter(
            name=as_string(node.get("name"), below(pointer, "name")),
            location=location,
            type=self._body(node, pointer) if location == "body" else self._schemas.type(node, pointer),
            required=as_bool(node.get("required", False), below(pointer, "required")),
            description=string_member(node, "description", pointer),
        )

    def _body(self, node: JsonObject, pointer: str) -> Type:
        if "schema" not in node:
            return AnyType()
        at = below(pointer, "schema")
        return self._schemas.type(as_object(node["schema"], at), at)

    def _answer(self, node: JsonObject, pointer: str) -> Type | None:
        at = below(pointer, "responses")
        responses = as_object(node.get("responses", {}), at)
        for status in _SUCCESSES:
            if status in responses:
                return self._response(responses[status], below(at, status))
        return None

    def _response(self, value: JsonValue, pointer: str) -> Type | None:
        node = as_object(value, pointer)
        for keyword in node.keys() - _RESPONSE_KEYWORDS:
            self._novelties.note(below(pointer, keyword), f"keyword {keyword!r} of a response")
        return self._body(node, pointer) if "schema" in node else None
