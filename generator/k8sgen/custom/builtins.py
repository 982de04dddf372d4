"""Types of the library inside custom resources: recognized by their structure, as definitions do not name them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from k8sgen.custom.external import META, OBJECT_META
from k8sgen.library import Library
from k8sgen.spec.model import AnyType, ListType, MapType, ObjectType, Reference, Scalar, ScalarType, Type
from k8sgen.spec.reader import JsonObject
from k8sgen.spec.schemas import SCALAR_OF

_MAX_DEPTH = 64
_FEWEST_PROPERTIES = 2

_ANY = 0
_SCALARS = {scalar: number for number, scalar in enumerate(Scalar, 1)}
# How definitions of custom resources spell what the library has a type of its own for.
_HANDWRITTEN = {
    "Duration": _SCALARS[Scalar.STRING],
    "IntOrString": _SCALARS[Scalar.INT_OR_STRING],
    "MicroTime": _SCALARS[Scalar.TIME],
    "Quantity": _SCALARS[Scalar.INT_OR_STRING],
    "RawJson": _ANY,
    "Time": _SCALARS[Scalar.TIME],
}
_PLAIN = {name: scalar for name, scalar in SCALAR_OF.items() if scalar is not Scalar.INT_OR_STRING}

_SHARED = (f"{META}.", "io.k8s.api.core.v1.")

_Structure = tuple[str | int, ...] | tuple[tuple[str, int], ...]


class Builtins:
    """A structure is a number: the same for what has the same properties of the same structures.

    Descriptions, defaults and checks do not count, nor which properties are required. Where several types of the library are
    alike, the one of `meta/v1`, else of `core/v1`, is meant, as others share those. What two of these are like is none of them,
    and neither is what has one property alone: both would be guesses.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._numbers: dict[_Structure, int] = {}
        self._of_definitions: dict[str, int | None] = {}

    def definition_of(self, schema: JsonObject) -> str | None:
        """The one definition of the library that has the structure of an object's schema."""
        candidates = self._by_structure
        structure = self._of_schema(schema, 0)
        return candidates.get(structure) if structure is not None else None

    @cached_property
    def _by_structure(self) -> Mapping[int, str]:
        owners: dict[int, list[str]] = {}
        for name, definition in self._library.structs.items():
            properties = definition.type.properties if isinstance(definition.type, ObjectType) else ()
            structure = self._of_definition(name)
            if structure is not None and len(properties) >= _FEWEST_PROPERTIES and not definition.kinds:
                owners.setdefault(structure, []).append(name)
        meant = {structure: _meant(names) for structure, names in owners.items()}
        return {structure: name for structure, name in meant.items() if name}

    def _of_definition(self, name: str) -> int | None:
        """None for what contains itself: no schema can say that."""
        if name not in self._of_definitions:
            self._of_definitions[name] = None
            definition = self._library.structs[name]
            self._of_definitions[name] = None if definition.shape_union else self._of_type(definition.type)
        return self._of_definitions[name]

    def _of_type(self, part: Type) -> int | None:
        match part:
            case ScalarType(scalar):
                return _SCALARS[scalar]
            case AnyType():
                return _ANY
            case Reference(name) if name == OBJECT_META:
                # Of metadata within an object, definitions say nothing but that it is an object.
                return _ANY
            case Reference(name) if stand_in := self._library.specification.handwritten.get(name):
                return _HANDWRITTEN.get(stand_in.type)
            case Reference(name):
                return self._of_definition(name)
            case ListType(element):
                return self._container("list", self._of_type(element))
            case MapType(element):
                return self._container("map", self._of_type(element))
            case ObjectType(properties):
                return self._object({member.name: self._of_type(member.type) for member in properties})

    def _of_schema(self, schema: JsonObject, depth: int) -> int | None:
        """None for what no type of the library can be."""
        if depth > _MAX_DEPTH or schema.get("nullable") is True:
            return None
        if schema.get("x-kubernetes-int-or-string") is True:
            return _SCALARS[Scalar.INT_OR_STRING]
        if schema.get("x-kubernetes-preserve-unknown-fields") is True or schema.get("x-kubernetes-embedded-resource") is True:
            return _ANY
        match schema.get("type"):
            case "object":
                return self._of_object(schema, depth)
            case "array":
                items = schema.get("items")
                return self._container("list", self._of_schema(items, depth + 1)) if isinstance(items, Mapping) else None
            case "string" as name:
                return _SCALARS[_PLAIN.get((name, str(schema.get("format", ""))), Scalar.STRING)]
            case str() as name:
                scalar = _PLAIN.get((name, str(schema.get("format", ""))))
                return _SCALARS[scalar] if scalar else None
            case _:
                return None

    def _of_object(self, schema: JsonObject, depth: int) -> int | None:
        properties, elements = schema.get("properties"), schema.get("additionalProperties")
        match properties, elements:
            case Mapping(), Mapping() | True if properties:
                return None
            case Mapping(), _ if properties:
                return self._object(
                    {
                        name: self._of_schema(part, depth + 1) if isinstance(part, Mapping) else None
                        for name, part in properties.items()
                    }
                )
            case _, Mapping():
                return self._container("map", self._of_schema(elements, depth + 1))
            case _, True:
                return self._container("map", _ANY)
            case _:
                return _ANY

    def _object(self, properties: Mapping[str, int | None]) -> int | None:
        members = [(name, structure) for name, structure in sorted(properties.items()) if structure is not None]
        return self._number(tuple(members)) if len(members) == len(properties) else None

    def _container(self, kind: str, element: int | None) -> int | None:
        return None if element is None else self._number((kind, element))

    def _number(self, structure: _Structure) -> int:
        return self._numbers.setdefault(structure, len(_SCALARS) + 1 + len(self._numbers))


def _meant(names: list[str]) -> str | None:
    for prefix in _SHARED:
        if shared := [name for name in names if name.startswith(prefix)]:
            return shared[0] if len(shared) == 1 else None
    return names[0] if len(names) == 1 else None
