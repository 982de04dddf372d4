"""Schemas: from the JSON of a definition or a property to its type."""

from __future__ import annotations

from k8sgen.errors import SpecError
from k8sgen.spec.model import (
    AnyType,
    Definition,
    GroupVersionKind,
    JsonValue,
    ListType,
    MapType,
    Merge,
    ObjectType,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Type,
)
from k8sgen.spec.reader import (
    JsonObject,
    Novelties,
    as_bool,
    as_list,
    as_object,
    as_string,
    below,
    string_member,
    strings_member,
)

_DEFINITIONS = "#/definitions/"

# Nobody nests a schema that deep by hand, and everything that walks a type may recurse.
_MAX_DEPTH = 64

_TYPE_KEYWORDS = frozenset({"$ref", "additionalProperties", "enum", "format", "items", "properties", "required", "type"})
_ANNOTATIONS = frozenset({"default", "description", "nullable"})
_MERGE_EXTENSIONS = frozenset(
    {
        "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type",
        "x-kubernetes-map-type",
        "x-kubernetes-patch-merge-key",
        "x-kubernetes-patch-strategy",
    }
)
# Unions are left to the server to check.
_DEFINITION_EXTENSIONS = frozenset({"x-kubernetes-group-version-kind", "x-kubernetes-map-type", "x-kubernetes-unions"})
# In the schemas of custom resources.
_FREE_EXTENSIONS = frozenset(
    {"x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"}
)

_PROPERTY_KEYWORDS = _TYPE_KEYWORDS | _ANNOTATIONS | _MERGE_EXTENSIONS | _FREE_EXTENSIONS
_DEFINITION_KEYWORDS = _TYPE_KEYWORDS | _ANNOTATIONS | _DEFINITION_EXTENSIONS | _FREE_EXTENSIONS

SCALAR_OF = {
    ("boolean", ""): Scalar.BOOLEAN,
    ("integer", ""): Scalar.INT64,
    ("integer", "int32"): Scalar.INT32,
    ("integer", "int64"): Scalar.INT64,
    ("number", ""): Scalar.DOUBLE,
    ("number", "double"): Scalar.DOUBLE,
    ("string", ""): Scalar.STRING,
    ("string", "byte"): Scalar.BYTES,
    ("string", "date-time"): Scalar.TIME,
    ("string", "int-or-string"): Scalar.INT_OR_STRING,
}
_JSON_TYPES = frozenset({"array", "boolean", "integer", "number", "object", "string"})


class SchemaReader:
    """Reads schemas. Whatever they say and it does not know goes to the novelties."""

    def __init__(self, novelties: Novelties) -> None:
        self._novelties = novelties

    def definition(self, name: str, value: JsonValue, pointer: str) -> Definition:
        schema = as_object(value, pointer)
        self._check_keywords(schema, _DEFINITION_KEYWORDS, pointer)
        return Definition(
            name=name,
            type=self.type(schema, pointer),
            pointer=pointer,
            description=string_member(schema, "description", pointer),
            kinds=_kinds(schema, pointer),
            atomic=string_member(schema, "x-kubernetes-map-type", pointer) == "atomic",
            free_form=_is_free_form(schema),
        )

    def type(self, schema: JsonObject, pointer: str, depth: int = 0) -> Type:
        if depth > _MAX_DEPTH:
            raise SpecError(pointer, f"schemas are nested more than {_MAX_DEPTH} deep")
        if "$ref" in schema:
            return _reference(schema, pointer)
        if schema.get("x-kubernetes-int-or-string") is True:
            return ScalarType(Scalar.INT_OR_STRING)
        json_type = string_member(schema, "type", pointer)
        match json_type:
            case "" | "object":
                return self._object(schema, pointer, depth)
            case "array":
                return self._list(schema, pointer, depth)
            case _:
                return self._scalar(schema, json_type, pointer)

    def _object(self, schema: JsonObject, pointer: str, depth: int) -> Type:
        if schema.get("properties"):
            return self._properties(schema, pointer, depth)
        elements = schema.get("additionalProperties")
        if isinstance(elements, dict):
            at = below(pointer, "additionalProperties")
            self._check_keywords(elements, _PROPERTY_KEYWORDS, at)
            return MapType(self.type(elements, at, depth + 1))
        return AnyType()

    def _properties(self, schema: JsonObject, pointer: str, depth: int) -> ObjectType:
        required = frozenset(strings_member(schema, "required", pointer))
        at = below(pointer, "properties")
        properties = as_object(schema["properties"], at)
        for name in sorted(required):
            if name not in properties:
                raise SpecError(below(pointer, "required"), f"requires {name!r}, which is not among the properties")
        return ObjectType(
            tuple(
                self._property(name, properties[name], name in required, below(at, name), depth) for name in sorted(properties)
            )
        )

    def _property(self, name: str, value: JsonValue, required: bool, pointer: str, depth: int) -> Property:
        schema = as_object(value, pointer)
        self._check_keywords(schema, _PROPERTY_KEYWORDS, pointer)
        return Property(
            name=name,
            type=self.type(schema, pointer, depth + 1),
            pointer=pointer,
            required=required,
            description=string_member(schema, "description", pointer),
            merge=_merge(schema, pointer),
            default=schema.get("default"),
            nullable=as_bool(schema.get("nullable", False), below(pointer, "nullable")),
        )

    def _list(self, schema: JsonObject, pointer: str, depth: int) -> Type:
        if "items" not in schema:
            raise SpecError(pointer, "an array without items")
        at = below(pointer, "items")
        items = as_object(schema["items"], at)
        self._check_keywords(items, _PROPERTY_KEYWORDS, at)
        return ListType(self.type(items, at, depth + 1))

    def _scalar(self, schema: JsonObject, json_type: str, pointer: str) -> ScalarType:
        if json_type not in _JSON_TYPES:
            raise SpecError(below(pointer, "type"), f"no such type: {json_type!r}")
        json_format = string_member(schema, "format", pointer)
        scalar = SCALAR_OF.get((json_type, json_format))
        if scalar is None:
            self._novelties.note(below(pointer, "format"), f"format {json_format!r} of a {json_type}")
            scalar = SCALAR_OF[json_type, ""]
        values = strings_member(schema, "enum", pointer) if scalar is Scalar.STRING else ()
        return ScalarType(scalar, values)

    def _check_keywords(self, schema: JsonObject, known: frozenset[str], pointer: str) -> None:
        for keyword in schema.keys() - known:
            self._novelties.note(below(pointer, keyword), f"keyword {keyword!r}")


def _reference(schema: JsonObject, pointer: str) -> Reference:
    contradictions = sorted((schema.keys() & _TYPE_KEYWORDS) - {"$ref"})
    if contradictions:
        raise SpecError(pointer, f"has $ref and {', '.join(contradictions)}: which of them is its type?")
    target = string_member(schema, "$ref", pointer)
    if not target.startswith(_DEFINITIONS):
        raise SpecError(below(pointer, "$ref"), f"refers to {target!r}, which is not below {_DEFINITIONS}")
    return Reference(target.removeprefix(_DEFINITIONS).replace("~1", "/").replace("~0", "~"))


def _is_free_form(schema: JsonObject) -> bool:
    return schema.get("type") == "object" and not schema.get("properties") and "additionalProperties" not in schema


def _merge(schema: JsonObject, pointer: str) -> Merge:
    if schema.keys().isdisjoint(_MERGE_EXTENSIONS):
        return Merge()
    strategy = string_member(schema, "x-kubernetes-patch-strategy", pointer)
    return Merge(
        list_type=string_member(schema, "x-kubernetes-list-type", pointer),
        list_map_keys=strings_member(schema, "x-kubernetes-list-map-keys", pointer),
        map_type=string_member(schema, "x-kubernetes-map-type", pointer),
        patch_merge_key=string_member(schema, "x-kubernetes-patch-merge-key", pointer),
        patch_strategies=tuple(strategy.split(",")) if strategy else (),
    )


def _kinds(schema: JsonObject, pointer: str) -> tuple[GroupVersionKind, ...]:
    key = "x-kubernetes-group-version-kind"
    if key not in schema:
        return ()
    at = below(pointer, key)
    return tuple(group_version_kind(item, at) for item in as_list(schema[key], at))


def group_version_kind(value: JsonValue, pointer: str) -> GroupVersionKind:
    members = as_object(value, pointer)
    for key in ("group", "version", "kind"):
        if key not in members:
            raise SpecError(pointer, f"has no {key}")
    return GroupVersionKind(*(as_string(members[key], below(pointer, key)) for key in ("group", "version", "kind")))
