"""Schemas: from what a custom resource says about its objects to the tables that objects are validated against."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable

from k8sgen.errors import SpecError
from k8sgen.lower import names
from k8sgen.lower.catalog import Catalog
from k8sgen.lower.includes import includes
from k8sgen.lower.model import CppConstantTable, CppPattern, CppValidator
from k8sgen.lower.patterns import PatternError, translate
from k8sgen.lower.text import literal
from k8sgen.spec.model import (
    JsonSchema,
    JsonValue,
    ListType,
    MapType,
    ObjectType,
    Reference,
    Scalar,
    ScalarType,
    Specification,
    Type,
)
from k8sgen.spec.reader import as_bool, as_list, as_object, as_string, below, strings_member

_MAX_DEPTH = 64
_LONGEST_REMARK = 300

_TYPES = {
    "array": "kList",
    "boolean": "kBoolean",
    "integer": "kInteger",
    "number": "kNumber",
    "object": "kObject",
    "string": "kString",
}
_TYPES_OF_NUMBERS = {("integer", "int32"): "kInt32", ("number", "float"): "kFloat"}
# Formats of strings that a server checks, without dashes, which do not count.
_FORMATS = frozenset(
    """
    bsonobjectid byte cidr creditcard date datetime duration email hexcolor hostname ipv4 ipv6 isbn isbn10 isbn13 k8slongname
    k8sshortname mac rgbcolor ssn uri uuid uuid3 uuid4 uuid5
    """.split()
)
# What a type of C++ cannot hold in another form. Those of the library have a type for each.
_FORMATS_OF_TYPES = {Scalar.BYTES: "byte", Scalar.TIME: "datetime"}
_OF_EVERY_RESOURCE = ("apiVersion", "kind")
_INT_OR_STRING: list[JsonValue] = [{"type": "integer"}, {"type": "string"}]
_SIZES = {
    "characters": ("minLength", "maxLength"),
    "elementCount": ("minItems", "maxItems"),
    "memberCount": ("minProperties", "maxProperties"),
}
_LARGEST_SIZE = 2**63 - 1


def lower_validators(specification: Specification, catalog: Catalog) -> tuple[list[CppValidator], list[str]]:
    """And notes about what is not checked although one might think so."""
    validators: list[CppValidator] = []
    notes: list[str] = []
    for definition in sorted(specification.schemas):
        schema = specification.schemas[definition]
        named = catalog.structs[definition]
        lowering = _SchemaLowering(specification, notes)
        root = lowering.root(definition, schema)
        stem = f"{catalog.options.include_root}/validation/{named.package.folder}/{names.snake(named.name)}"
        header = f"{stem}.h"
        validators.append(
            CppValidator(
                object=named.name,
                namespace=catalog.full_namespace(named.package),
                runtime=catalog.runtime_prefix(named.package),
                header=header,
                source=f"{stem}.cc",
                includes=includes(("k8s/codec/validation/validate.h", named.header)),
                source_includes=includes((header, "<string_view>", "k8s/codec/validation/schema.h")),
                patterns=tuple(lowering.patterns.values()),
                tables=f"{names.snake(named.name)}_schema",
                constants=tuple(lowering.constants),
                root=root,
            )
        )
    return validators, notes


class _SchemaLowering:
    """One table for what is equal, so that a schema that repeats itself does not repeat them."""

    def __init__(self, specification: Specification, notes: list[str]) -> None:
        self._specification = specification
        self.patterns: dict[str, CppPattern] = {}
        self.constants: list[CppConstantTable] = []
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._notes = notes

    def root(self, definition: str, schema: JsonSchema) -> str:
        """The name of the constant."""
        pointer = self._specification.definitions[definition].pointer
        return self._schema(schema, pointer, Reference(definition), 0)

    def _schema(self, schema: JsonSchema, pointer: str, type_: Type | None, depth: int) -> str:
        """`type_` is what holds the value in C++."""
        if depth > _MAX_DEPTH:
            self._notes.append(f"{pointer}: not validated: it lies more than {_MAX_DEPTH} levels deep")
            return self._constant("Schema", (".notChecked = " + self._texts((literal("lies too deep to be validated"),)),))
        of_text = _formats(schema, type_)
        parts = [
            *_type(schema, pointer),
            *self._members(schema, pointer, type_, depth),
            *_completion(schema, pointer, depth),
            *self._values(schema, pointer),
            *self._pattern(schema, pointer, of_text),
            *_bounds(schema, pointer),
            *_sizes(schema, pointer),
            *self._uniqueness(schema, pointer),
            *self._junctors(schema, pointer, type_, depth),
        ]
        for member, remarks in (("notChecked", _rules(schema, pointer, depth)), ("notCheckedOfText", of_text)):
            if remarks:
                parts.append(f".{member} = " + self._texts(map(literal, remarks)))
        return self._constant("Schema", tuple(parts))

    def _members(self, schema: JsonSchema, pointer: str, type_: Type | None, depth: int) -> list[str]:
        parts: list[str] = []
        at = below(pointer, "properties")
        properties = as_object(schema.get("properties") or {}, at)
        if properties:
            names_in_order = sorted(properties, key=lambda name: name.encode("utf-8", "surrogatepass"))
            items = [self._schema_member(name, properties[name], below(at, name), type_, depth) for name in names_in_order]
            parts.append(".members = " + self._constant("SchemaMember", tuple(items), many=True))
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                at = below(pointer, key)
                parts.append(f".elements = &{self._schema(as_object(schema[key], at), at, _element(type_), depth + 1)}")
                break
        if required := _required(schema, pointer, depth):
            parts.append(".required = " + self._texts(map(literal, required)))
        return parts

    def _schema_member(self, name: str, value: JsonValue, pointer: str, owner: Type | None, depth: int) -> str:
        schema = self._schema(as_object(value, pointer), pointer, self._type_of_member(owner, name), depth + 1)
        return f"{{{literal(name)}, &{schema}}}"

    def _type_of_member(self, owner: Type | None, name: str) -> Type | None:
        """Whatever is in an object of the library is the library's."""
        if not isinstance(owner, Reference) or owner.definition in self._specification.external:
            return owner if isinstance(owner, Reference) else None
        held = self._specification.definitions[owner.definition].type
        if not isinstance(held, ObjectType):
            return None
        return next((member.type for member in held.properties if member.name == name), None)

    def _values(self, schema: JsonSchema, pointer: str) -> list[str]:
        values = as_list(schema.get("enum") or [], below(pointer, "enum"))
        return [".values = " + self._texts(literal(_json(value)) for value in values)] if values else []

    def _pattern(self, schema: JsonSchema, pointer: str, remarks: list[str]) -> list[str]:
        if not schema.get("pattern"):
            return []
        at = below(pointer, "pattern")
        text = as_string(schema["pattern"], at)
        if text not in self.patterns:
            try:
                automaton = translate(text)
            except PatternError as error:
                self._notes.append(f"{at}: not checked: it {error}")
                remarks.append(_cut(f"must match {text}, which {error}"))
                return []
            self.patterns[text] = CppPattern(
                constant=f"kPattern{len(self.patterns) + 1}",
                text=literal(text),
                steps=tuple(f"{{{step.op.value}, {step.a}, {step.b}}}" for step in automaton.steps),
                ranges=tuple(f"{{{first}, {last}}}" for first, last in automaton.ranges),
            )
        return [f".pattern = &{self.patterns[text].constant}"]

    def _uniqueness(self, schema: JsonSchema, pointer: str) -> list[str]:
        if schema.get("x-kubernetes-list-type") == "map":
            keys = strings_member(schema, "x-kubernetes-list-map-keys", pointer)
            return [".uniqueness = SchemaUniqueness::kKeys", ".keys = " + self._texts(map(literal, keys))]
        if schema.get("x-kubernetes-list-type") == "set" or _flag(schema, "uniqueItems", pointer):
            return [".uniqueness = SchemaUniqueness::kElements"]
        return []

    def _junctors(self, schema: JsonSchema, pointer: str, type_: Type | None, depth: int) -> list[str]:
        parts: list[str] = []
        for key in ("allOf", "anyOf", "oneOf"):
            at = below(pointer, key)
            branches = as_list(schema.get(key) or [], at)
            if not branches or (branches == _INT_OR_STRING and schema.get("x-kubernetes-int-or-string") is True):
                continue
            items = tuple(
                "&" + self._schema(as_object(branch, f"{at}/{index}"), f"{at}/{index}", type_, depth + 1)
                for index, branch in enumerate(branches)
            )
            parts.append(f".{key} = " + self._constant("const Schema* const", items, many=True))
        if schema.get("not") is not None:
            at = below(pointer, "not")
            parts.append(f".notAny = &{self._schema(as_object(schema['not'], at), at, type_, depth + 1)}")
        return parts

    def _texts(self, literals: Iterable[str]) -> str:
        return self._constant("std::string_view", tuple(literals), many=True)

    def _constant(self, type_: str, parts: tuple[str, ...], *, many: bool = False) -> str:
        key = (f"{type_}[]" if many else type_, parts)
        if key not in self._names:
            prefix = {"Schema": "kSchema", "SchemaMember": "kMembers", "const Schema* const": "kSchemas"}.get(type_, "kTexts")
            self._names[key] = f"{prefix}{len(self.constants) + 1}"
            self.constants.append(CppConstantTable(type_, self._names[key] + ("[]" if many else ""), parts))
        return self._names[key]


def _element(owner: Type | None) -> Type | None:
    """Of a list, or of what an object has beyond its properties."""
    if isinstance(owner, ListType | MapType):
        return owner.element
    return owner if isinstance(owner, Reference) else None


def _type(schema: JsonSchema, pointer: str) -> list[str]:
    parts: list[str] = []
    json_type = schema.get("type")
    text_format = schema.get("format")
    if schema.get("x-kubernetes-int-or-string") is True:
        parts.append(".type = SchemaType::kIntOrString")
    elif json_type in (None, "", "string") and _is_checked(text_format):
        parts.append(".type = SchemaType::kFormatted")
    elif isinstance(json_type, str) and json_type in _TYPES:
        parts.append(f".type = SchemaType::{_TYPES_OF_NUMBERS.get((json_type, str(text_format)), _TYPES[json_type])}")
    if _flag(schema, "nullable", pointer) or _is_unknown(schema):
        parts.append(".nullable = true")
    return parts


def _is_unknown(schema: JsonSchema) -> bool:
    """A structural schema has a type. One of OpenAPI v2 has none where it has no words for what may be null."""
    return not any(schema.get(key) for key in ("type", "x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"))


def _required(schema: JsonSchema, pointer: str, depth: int) -> list[str]:
    listed = strings_member(schema, "required", pointer) if schema.get("required") is not None else ()
    of_resource = _OF_EVERY_RESOURCE if depth and _flag(schema, "x-kubernetes-embedded-resource", pointer) else ()
    return list(dict.fromkeys((*listed, *of_resource)))


def _completion(schema: JsonSchema, pointer: str, depth: int) -> list[str]:
    """What the server makes of an object before it validates."""
    parts: list[str] = []
    if _flag(schema, "x-kubernetes-preserve-unknown-fields", pointer) or _is_unknown(schema):
        parts.append(".others = SchemaOthers::kKept")
    elif schema.get("additionalProperties") is True:
        parts.append(".others = SchemaOthers::kWithoutMembers")
    if depth == 0 or _flag(schema, "x-kubernetes-embedded-resource", pointer):
        parts.append(".isResource = true")
    if schema.get("default") is not None:
        parts.append(f".defaultValue = {literal(_json(schema['default']))}")
    return parts


def _bounds(schema: JsonSchema, pointer: str) -> list[str]:
    parts: list[str] = []
    for key in ("minimum", "maximum", "multipleOf"):
        if schema.get(key) is not None:
            parts.append(f".{key} = {_number(schema[key], below(pointer, key))}")
        exclusive = "exclusive" + key.capitalize()
        if key in ("minimum", "maximum") and _flag(schema, exclusive, pointer):
            parts.append(f".{exclusive} = true")
    return sorted(parts, key=lambda part: _BOUNDS.index(part.partition(" ")[0]))


# In the order of the members of the table.
_BOUNDS = (".minimum", ".maximum", ".exclusiveMinimum", ".exclusiveMaximum", ".multipleOf")


def _number(value: JsonValue, pointer: str) -> str:
    """As C++ writes it: always a double."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SpecError(pointer, "expected a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise SpecError(pointer, "is beyond all numbers")
    return repr(number)


def _sizes(schema: JsonSchema, pointer: str) -> list[str]:
    parts: list[str] = []
    for member, keys in _SIZES.items():
        ends = [
            f".{end} = {_count(schema[key], below(pointer, key))}"
            for end, key in zip(("least", "most"), keys, strict=True)
            if schema.get(key) is not None
        ]
        if ends:
            parts.append(f".{member} = {{{', '.join(ends)}}}")
    return parts


def _count(value: JsonValue, pointer: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LARGEST_SIZE:
        raise SpecError(pointer, "expected a count")
    return value


def _rules(schema: JsonSchema, pointer: str, depth: int) -> list[str]:
    """What only the server evaluates."""
    remarks: list[str] = []
    if depth and _flag(schema, "x-kubernetes-embedded-resource", pointer):
        remarks.append("must have the apiVersion, kind and metadata of an object")
    at = below(pointer, "x-kubernetes-validations")
    for index, value in enumerate(as_list(schema.get("x-kubernetes-validations") or [], at)):
        rule = as_object(value, f"{at}/{index}")
        remarks.append(_cut(f"must follow the rule {as_string(rule.get('rule'), f'{at}/{index}/rule')}"))
    return remarks


def _formats(schema: JsonSchema, type_: Type | None) -> list[str]:
    """A schema without a type has them too: it stands under `anyOf` and its like."""
    text_format = schema.get("format")
    if schema.get("type") not in (None, "", "string") or not _is_checked(text_format) or _holds(type_, text_format):
        return []
    return [f"must have the format {text_format}"]


def _is_checked(text_format: JsonValue) -> bool:
    return isinstance(text_format, str) and text_format.replace("-", "") in _FORMATS


def _holds(type_: Type | None, text_format: JsonValue) -> bool:
    """Whether what is in a value of the type has the format in any case."""
    plain = str(text_format).replace("-", "")
    if isinstance(type_, Reference):
        return plain in _FORMATS_OF_TYPES.values()
    return isinstance(type_, ScalarType) and _FORMATS_OF_TYPES.get(type_.scalar) == plain


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_REMARK else text[:_LONGEST_REMARK] + "..."


def _flag(schema: JsonSchema, key: str, pointer: str) -> bool:
    return schema.get(key) is not None and as_bool(schema[key], below(pointer, key))


def _json(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
