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
from k8sgen.spec.model import JsonSchema, JsonValue, Specification
from k8sgen.spec.reader import JsonObject, as_bool, as_list, as_object, as_string, below, strings_member

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
# Formats that a server checks. Those of numbers are in the types.
_FORMATS = frozenset(
    """
    bsonobjectid cidr creditcard date date-time datetime duration email hexcolor hostname ipv4 ipv6 isbn isbn10 isbn13 mac
    rgbcolor ssn uri uuid uuid3 uuid4 uuid5
    """.split()
)
# In the types of strings.
_FORMATS_OF_TYPES = frozenset({"byte"})
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
        lowering = _SchemaLowering(notes)
        root = lowering.schema(schema, specification.definitions[definition].pointer)
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

    def __init__(self, notes: list[str]) -> None:
        self.patterns: dict[str, CppPattern] = {}
        self.constants: list[CppConstantTable] = []
        self._names: dict[tuple[str, tuple[str, ...]], str] = {}
        self._notes = notes

    def schema(self, schema: JsonSchema, pointer: str, depth: int = 0) -> str:
        """The name of the constant."""
        if depth > _MAX_DEPTH:
            self._notes.append(f"{pointer}: not validated: it lies more than {_MAX_DEPTH} levels deep")
            return self._constant("Schema", (".notChecked = " + self._texts((literal("lies too deep to be validated"),)),))
        of_text = _formats(schema)
        parts = [
            *self._type(schema, pointer),
            *self._members(schema, pointer, depth),
            *self._values(schema, pointer),
            *self._pattern(schema, pointer, of_text),
            *_bounds(schema, pointer),
            *_sizes(schema, pointer),
            *self._uniqueness(schema, pointer),
            *self._junctors(schema, pointer, depth),
        ]
        for member, remarks in (("notChecked", _rules(schema, pointer)), ("notCheckedOfText", of_text)):
            if remarks:
                parts.append(f".{member} = " + self._texts(map(literal, remarks)))
        return self._constant("Schema", tuple(parts))

    def _type(self, schema: JsonSchema, pointer: str) -> list[str]:
        parts: list[str] = []
        json_type = schema.get("type")
        if schema.get("x-kubernetes-int-or-string") is True:
            parts.append(".type = SchemaType::kIntOrString")
        elif isinstance(json_type, str) and json_type in _TYPES:
            parts.append(f".type = SchemaType::{_TYPES[json_type]}")
        if _flag(schema, "nullable", pointer):
            parts.append(".nullable = true")
        return parts

    def _members(self, schema: JsonSchema, pointer: str, depth: int) -> list[str]:
        parts: list[str] = []
        at = below(pointer, "properties")
        properties = as_object(schema.get("properties") or {}, at)
        if properties:
            items = [
                self._member(name, as_object(properties[name], below(at, name)), below(at, name), depth)
                for name in sorted(properties, key=lambda name: name.encode("utf-8", "surrogatepass"))
            ]
            parts.append(".members = " + self._constant("SchemaMember", tuple(items), many=True))
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                at = below(pointer, key)
                parts.append(f".elements = &{self.schema(as_object(schema[key], at), at, depth + 1)}")
                break
        required = strings_member(schema, "required", pointer) if schema.get("required") is not None else ()
        if required:
            parts.append(".required = " + self._texts(map(literal, dict.fromkeys(required))))
        return parts

    def _member(self, name: str, schema: JsonObject, pointer: str, depth: int) -> str:
        default = ", true" if schema.get("default") is not None else ""
        return f"{{{literal(name)}, &{self.schema(schema, pointer, depth + 1)}{default}}}"

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
            parts = [".uniqueness = SchemaUniqueness::kKeys", ".keys = " + self._texts(map(literal, keys))]
            defaults = _key_defaults(schema, keys)
            return [*parts, ".keyDefaults = " + self._texts(map(literal, defaults))] if any(defaults) else parts
        if schema.get("x-kubernetes-list-type") == "set" or _flag(schema, "uniqueItems", pointer):
            return [".uniqueness = SchemaUniqueness::kElements"]
        return []

    def _junctors(self, schema: JsonSchema, pointer: str, depth: int) -> list[str]:
        parts: list[str] = []
        for key in ("allOf", "anyOf", "oneOf"):
            at = below(pointer, key)
            branches = as_list(schema.get(key) or [], at)
            if not branches or (key == "anyOf" and schema.get("x-kubernetes-int-or-string") is True):
                continue
            items = tuple(
                "&" + self.schema(as_object(branch, f"{at}/{index}"), f"{at}/{index}", depth + 1)
                for index, branch in enumerate(branches)
            )
            parts.append(f".{key} = " + self._constant("const Schema* const", items, many=True))
        if schema.get("not") is not None:
            at = below(pointer, "not")
            parts.append(f".notAny = &{self.schema(as_object(schema['not'], at), at, depth + 1)}")
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


def _key_defaults(schema: JsonSchema, keys: tuple[str, ...]) -> tuple[str, ...]:
    items = schema.get("items")
    properties = items.get("properties") if isinstance(items, dict) else None
    if not isinstance(properties, dict):
        return ()
    defaults = []
    for key in keys:
        member = properties.get(key)
        default = member.get("default") if isinstance(member, dict) else None
        defaults.append("" if default is None else _json(default))
    return tuple(defaults)


def _rules(schema: JsonSchema, pointer: str) -> list[str]:
    """What only the server evaluates."""
    remarks: list[str] = []
    at = below(pointer, "x-kubernetes-validations")
    for index, value in enumerate(as_list(schema.get("x-kubernetes-validations") or [], at)):
        rule = as_object(value, f"{at}/{index}")
        remarks.append(_cut(f"must follow the rule {as_string(rule.get('rule'), f'{at}/{index}/rule')}"))
    return remarks


def _formats(schema: JsonSchema) -> list[str]:
    """A schema without a type has them too: it stands under `anyOf` and its like."""
    text_format = schema.get("format")
    is_typed = schema.get("type") == "string"
    if not isinstance(text_format, str) or text_format not in (_FORMATS if is_typed else _FORMATS | _FORMATS_OF_TYPES):
        return []
    return [f"must have the format {text_format}"]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_REMARK else text[:_LONGEST_REMARK] + "..."


def _flag(schema: JsonSchema, key: str, pointer: str) -> bool:
    return schema.get(key) is not None and as_bool(schema[key], below(pointer, key))


def _json(value: JsonValue) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
