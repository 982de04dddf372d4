"""Structural schemas: from the schema of a custom resource to definitions with a name each.

What C++ cannot express stays JSON, and a note tells why. Only what is malformed is an error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from k8sgen.custom.builtins import Builtins
from k8sgen.custom.external import LIST_META, OBJECT_META
from k8sgen.custom.manifests import CustomVersion
from k8sgen.errors import SpecError
from k8sgen.lower import names
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
from k8sgen.spec.reader import JsonObject, as_bool, as_list, as_object, as_string, below, string_member, strings_member

MAX_DEPTH = 64
_MAX_PROPERTIES = 100_000
_LONGEST_NAME = 96
_LONGEST_DEFAULT = 80

_INTEGERS = {"int32": Scalar.INT32}
_LARGEST = {Scalar.INT32: 2**31, Scalar.INT64: 2**63}
_CONDITION = frozenset({"lastTransitionTime", "status", "type"})
_LIST_TYPES = ("", "atomic", "map", "set")
_MAP_TYPES = ("", "atomic", "granular")
_TEXT = ScalarType(Scalar.STRING)

# What every object has, whatever its schema says of it.
_OWN: dict[str, Type] = {"apiVersion": _TEXT, "kind": _TEXT, "metadata": Reference(OBJECT_META)}


class StructuralReader:
    """Reads the schemas of one package, whose names must differ. Notes are for the person who generates."""

    def __init__(self, prefix: str, reserved: Iterable[str], builtins: Builtins | None = None) -> None:
        """With `builtins`, objects that have the structure of a type of the library are of that type."""
        self.definitions: dict[str, Definition] = {}
        self.enumeration_names: dict[tuple[str, str], str] = {}
        self._notes: list[tuple[str, str]] = []
        self.mapped: set[str] = set()
        self._builtins = builtins
        self._prefix = prefix
        self._taken = {_file(name) for name in reserved}
        self._numbers = names.Numbers(_file)
        self._properties = 0

    @property
    def notes(self) -> list[str]:
        return [f"{pointer}: {text}" for pointer, text in self._notes]

    def read(self, version: CustomVersion) -> None:
        """Adds a kind, its list, and whatever objects are in them."""
        kind = f"{self._prefix}.{version.kind}"
        nested = self._members(version.kind, version.schema, version.pointer, 0)
        members = {member.name: member for member in nested}
        if _says(version.schema, "x-kubernetes-preserve-unknown-fields"):
            self._note(version.pointer, "fields beyond those that it names are dropped when an object is read")
        members |= {name: Property(name, type_, below(version.pointer, name)) for name, type_ in _OWN.items()}
        self.definitions[kind] = Definition(
            name=kind,
            type=ObjectType(tuple(members[name] for name in sorted(members))),
            pointer=version.pointer,
            description=self._description(version.schema, version.pointer),
            kinds=(GroupVersionKind(version.group, version.version, version.kind),),
        )
        self._read_list(kind, version)

    def _read_list(self, kind: str, version: CustomVersion) -> None:
        listing = f"{self._prefix}.{version.list_kind}"
        at = version.pointer
        members = (
            Property("apiVersion", _TEXT, at),
            Property("items", ListType(Reference(kind)), at, required=True),
            Property("kind", _TEXT, at),
            Property("metadata", Reference(LIST_META), at),
        )
        self.definitions[listing] = Definition(
            name=listing,
            type=ObjectType(members),
            pointer=at,
            description=f"A page of {version.kind}.",
            kinds=(GroupVersionKind(version.group, version.version, version.list_kind),),
        )

    def _members(self, owner: str, schema: JsonObject, pointer: str, depth: int) -> list[Property]:
        at = below(pointer, "properties")
        properties = as_object(schema.get("properties") or {}, at)
        required = self._required(schema, properties, pointer)
        members = [
            self._member(owner, name, properties[name], name in required, below(at, name), depth)
            for name in sorted(properties)
            if depth > 0 or name not in _OWN
        ]
        is_condition = properties.keys() >= _CONDITION
        return [_timed(member, properties[member.name], is_condition) for member in members]

    def _required(self, schema: JsonObject, properties: JsonObject, pointer: str) -> frozenset[str]:
        listed = strings_member(schema, "required", pointer) if schema.get("required") is not None else ()
        for name in listed:
            if name not in properties:
                self._note(below(pointer, "required"), f"requires {name!r}, which is not among the properties")
        return frozenset(listed)

    def _member(self, owner: str, name: str, value: JsonValue, required: bool, pointer: str, depth: int) -> Property:
        self._properties += 1
        if self._properties > _MAX_PROPERTIES:
            raise SpecError(pointer, f"the schemas have more than {_MAX_PROPERTIES} properties")
        schema = as_object(value, pointer)
        before = len(self._notes)
        type_ = self.type(owner + _capitalized(name), schema, pointer, depth + 1)
        if _is_enumerated(type_):
            key = f"{self._prefix}.{self._unique(owner + _capitalized(name), pointer)}"
            self.enumeration_names[f"{self._prefix}.{owner}", name] = key
        remarks = [text for place, text in self._notes[before:] if place == pointer]
        return Property(
            name=name,
            type=type_,
            pointer=pointer,
            required=required,
            description=self._description(schema, pointer, remarks),
            merge=_merge(schema, pointer),
            default=schema.get("default"),
            nullable=_says(schema, "nullable", pointer),
        )

    def _description(self, schema: JsonObject, pointer: str, remarks: Iterable[str] = ()) -> str:
        parts = [string_member(schema, "description", pointer) if schema.get("description") is not None else ""]
        if schema.get("default") is not None:
            text = json.dumps(schema["default"], sort_keys=True)
            parts.append(f"Default: {text if len(text) <= _LONGEST_DEFAULT else text[:_LONGEST_DEFAULT] + '...'}")
        parts += [f"{remark[:1].upper()}{remark[1:]}." for remark in remarks]
        return "\n\n".join(part for part in parts if part)

    def type(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Type:
        """`name` is what the objects in it are called."""
        if depth > MAX_DEPTH:
            return self._json(pointer, f"kept as JSON: it lies more than {MAX_DEPTH} levels deep")
        if _says(schema, "x-kubernetes-int-or-string", pointer):
            return ScalarType(Scalar.INT_OR_STRING)
        if _says(schema, "x-kubernetes-embedded-resource", pointer):
            return self._json(pointer, "kept as JSON: a whole object of any kind")
        if _says(schema, "x-kubernetes-preserve-unknown-fields", pointer):
            return self._json(pointer, "kept as JSON: it may have fields beyond its schema")
        return self._typed(name, schema, pointer, depth)

    def _typed(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Type:
        json_type = schema.get("type")
        match json_type:
            case "object":
                return self._object(name, schema, pointer, depth)
            case "array":
                return self._list(name, schema, pointer, depth)
            case "boolean":
                return ScalarType(Scalar.BOOLEAN)
            case "integer":
                return _integer(schema, pointer)
            case "number":
                return ScalarType(Scalar.DOUBLE)
            case "string":
                return _text(schema, pointer)
            case None | "":
                return self._json(pointer, "kept as JSON: its schema names no type")
            case _:
                raise SpecError(below(pointer, "type"), f"no such type: {json_type!r}")

    def _object(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Type:
        elements = schema.get("additionalProperties")
        has_elements = elements is not None and elements is not False
        if schema.get("properties"):
            if has_elements:
                return self._json(pointer, "kept as JSON: it has both properties and additionalProperties")
            return self._define(name, schema, pointer, depth)
        if not has_elements:
            return self._json(pointer, "kept as JSON: an object of which nothing is said")
        at = below(pointer, "additionalProperties")
        return MapType(AnyType() if elements is True else self._element(name, as_object(elements, at), at, depth))

    def _list(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Type:
        at = below(pointer, "items")
        items = schema.get("items")
        if items is None or isinstance(items, list):
            self._note(pointer, "its elements are kept as JSON: the schema does not describe them as one type")
            return ListType(AnyType())
        return ListType(self._element(name, as_object(items, at), at, depth))

    def _element(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Type:
        if _says(schema, "nullable", pointer):
            return self._json(pointer, "kept as JSON: an element may be null")
        return self.type(name, schema, pointer, depth + 1)

    def _define(self, name: str, schema: JsonObject, pointer: str, depth: int) -> Reference:
        if self._builtins and (known := self._builtins.definition_of(schema)):
            self.mapped.add(known)
            return Reference(known)
        chosen = self._unique(name, pointer)
        definition = f"{self._prefix}.{chosen}"
        members = self._members(chosen, schema, pointer, depth)
        self.definitions[definition] = Definition(
            name=definition,
            type=ObjectType(tuple(members)),
            pointer=pointer,
            description=self._description(schema, pointer),
            atomic=schema.get("x-kubernetes-map-type") == "atomic",
        )
        return Reference(definition)

    def _unique(self, name: str, pointer: str) -> str:
        """A name that no other has, nor a file of it; a long path is cut, and told apart by a digest."""
        if len(name) > _LONGEST_NAME:
            name = f"{name[: _LONGEST_NAME - 12]}_{hashlib.sha256(pointer.encode()).hexdigest()[:8]}"
        chosen = self._numbers.free(name, self._taken)
        if chosen != name:
            self._note(pointer, f"named {chosen}: another type is {name} already")
        self._taken.add(_file(chosen))
        return chosen

    def _json(self, pointer: str, reason: str) -> AnyType:
        self._note(pointer, reason)
        return AnyType()

    def _note(self, pointer: str, text: str) -> None:
        self._notes.append((pointer, text))


def _text(schema: JsonObject, pointer: str) -> ScalarType:
    scalar = Scalar.BYTES if schema.get("format") == "byte" else Scalar.STRING
    values = as_list(schema.get("enum") or [], below(pointer, "enum"))
    if scalar is not Scalar.STRING or _is_time(schema) or not all(isinstance(value, str) for value in values):
        return ScalarType(scalar)
    return ScalarType(scalar, tuple(dict.fromkeys(str(value) for value in values)))


def _is_time(schema: JsonValue | JsonObject) -> bool:
    """A text for all that: a definition does not tell Go's Time from its MicroTime, and a server takes more than either."""
    return isinstance(schema, Mapping) and schema.get("type") == "string" and schema.get("format") == "date-time"


def _timed(member: Property, schema: JsonValue, is_condition: bool) -> Property:
    """Conditions are the same everywhere: metav1.Condition has a Time."""
    if not _is_time(schema):
        return member
    if is_condition and member.name == "lastTransitionTime":
        return replace(member, type=ScalarType(Scalar.TIME))
    remark = "A time, as the server has it: `k8s::Time` and `k8s::MicroTime` parse it."
    return replace(member, description=f"{member.description}\n\n{remark}".strip())


def _integer(schema: JsonObject, pointer: str) -> ScalarType:
    scalar = _INTEGERS.get(str(schema.get("format")), Scalar.INT64)
    values = as_list(schema.get("enum") or [], below(pointer, "enum"))
    if not all(type(value) is int and abs(value) < _LARGEST[scalar] for value in values):
        return ScalarType(scalar)
    return ScalarType(scalar, tuple(dict.fromkeys(str(value) for value in values)))


def _is_enumerated(part: Type) -> bool:
    match part:
        case ListType(element) | MapType(element):
            return _is_enumerated(element)
        case ScalarType(_, values):
            return bool(values)
        case _:
            return False


def _merge(schema: JsonObject, pointer: str) -> Merge:
    return Merge(
        list_type=_one_of(schema, "x-kubernetes-list-type", _LIST_TYPES, pointer),
        list_map_keys=strings_member(schema, "x-kubernetes-list-map-keys", pointer),
        map_type=_one_of(schema, "x-kubernetes-map-type", _MAP_TYPES, pointer),
    )


def _one_of(schema: JsonObject, key: str, values: tuple[str, ...], pointer: str) -> str:
    if schema.get(key) is None:
        return ""
    at = below(pointer, key)
    value = as_string(schema[key], at)
    if value not in values:
        raise SpecError(at, f"{value!r} is none of {', '.join(filter(None, values))}")
    return value


def _says(schema: JsonObject, key: str, pointer: str = "") -> bool:
    value = schema.get(key)
    return value is not None and as_bool(value, below(pointer, key))


def _capitalized(name: str) -> str:
    """What a property adds to the name of a type: nothing that no identifier could have."""
    plain = "".join(character if character.isalnum() and character.isascii() else "_" for character in name)
    return plain[:1].upper() + plain[1:]


def _file(name: str) -> str:
    return names.snake(names.identifier(name))
