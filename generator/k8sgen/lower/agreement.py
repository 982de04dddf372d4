"""Types that Go knows are Go's, whatever the document says of them; what cannot be the same thing ends the run.

A document of another minor or another server may leave a format out, describe an object in place that it could refer to, or
not say what is in it. That changes no type which programs use. A document that has a number where Go has an object is wrong,
or of a version that these facts do not know.
"""

from __future__ import annotations

from dataclasses import replace

from k8sgen.errors import SpecError
from k8sgen.facts import LIST, Facts, GoType
from k8sgen.lower.types import RAW_JSON, RUNTIME_SCALARS
from k8sgen.passes.types import HANDWRITTEN
from k8sgen.spec.model import (
    AnyType,
    Definition,
    Handwritten,
    ListType,
    MapType,
    ObjectType,
    Property,
    Reference,
    Scalar,
    ScalarType,
    Specification,
    Type,
)

_SCALARS = {
    "bool": Scalar.BOOLEAN,
    "int32": Scalar.INT32,
    "int64": Scalar.INT64,
    "float64": Scalar.DOUBLE,
    "string": Scalar.STRING,
    "[]byte": Scalar.BYTES,
}
_INTEGERS = frozenset({Scalar.INT32, Scalar.INT64})
_TEXTS = frozenset({Scalar.STRING, Scalar.BYTES})

# How documents spell, in place, what they could refer to.
_IN_PLACE = {
    "Duration": frozenset({Scalar.STRING}),
    "IntOrString": frozenset({Scalar.INT_OR_STRING}),
    "MicroTime": frozenset({Scalar.TIME, Scalar.STRING}),
    "Quantity": frozenset({Scalar.STRING, Scalar.INT_OR_STRING}),
    "Time": frozenset({Scalar.TIME, Scalar.STRING}),
}


def types_of_go(specification: Specification, facts: Facts, *, strict: bool) -> tuple[Specification, list[str]]:
    """The specification with the types that Go has, and warnings about those that it cannot have.

    Where strict, the document and the facts are of one version, and any difference is an error.
    """
    agreement = _Agreement(specification, facts, strict=strict)
    definitions = {name: agreement.definition(definition) for name, definition in specification.definitions.items()}
    return replace(specification, definitions=definitions), agreement.warnings


class _Agreement:
    def __init__(self, specification: Specification, facts: Facts, *, strict: bool) -> None:
        self.warnings: list[str] = []
        self._specification = specification
        self._facts = facts
        self._strict = strict

    def definition(self, definition: Definition) -> Definition:
        if not isinstance(definition.type, ObjectType) or definition.name in self._specification.handwritten:
            return definition
        go_types = {field.name: field.type for field in self._facts.fields(definition.name)}
        properties = tuple(
            self._member(member, go_types[member.name]) if member.name in go_types else member
            for member in definition.type.properties
        )
        if all(new is old for new, old in zip(properties, definition.type.properties, strict=True)):
            return definition
        return replace(definition, type=ObjectType(properties))

    def _member(self, member: Property, go_type: GoType) -> Property:
        known = self._type(go_type)
        if known is None or _is_one_in_cpp(member.type, known):
            return member
        if self._strict or not _fits(member.type, known):
            raise SpecError(member.pointer, f"is {_words(member.type)}, where Go has {go_type.spelling}")
        missing = _missing(known, self._specification)
        if missing is None:
            return replace(member, type=known)
        if not isinstance(_inside(member.type), Reference):
            raise SpecError(member.pointer, f"is {_words(member.type)}, where Go has {missing}, which is not defined")
        self.warnings.append(f"{member.pointer}: is {_words(member.type)}, where Go has {missing}, which is not defined")
        return member

    def _type(self, go_type: GoType) -> Type | None:
        """What Go has, in the words of a specification; None for what only Go has, such as `any`."""
        name = self._facts.underlying(go_type.element)
        if name in _SCALARS:
            part: Type = ScalarType(_SCALARS[name])
        elif name in self._facts.types:
            part = Reference(name)
        else:
            return None
        for container in reversed(go_type.containers):
            part = ListType(part) if container == LIST else MapType(part)
        return part


def _is_one_in_cpp(found: Type, known: Type) -> bool:
    match found, known:
        case (ListType(inner), ListType(known_inner)) | (MapType(inner), MapType(known_inner)):
            return _is_one_in_cpp(inner, known_inner)
        case ScalarType(scalar), ScalarType(known_scalar):
            return scalar is known_scalar
        case _:
            return found == known or (_stand_in(known) is not None and _stand_in(found) == _stand_in(known))


def _stand_in(part: Type) -> Handwritten | None:
    match part:
        case ScalarType(scalar):
            return RUNTIME_SCALARS.get(scalar)
        case Reference(name):
            return HANDWRITTEN.get(name)
        case AnyType():
            return RAW_JSON
        case _:
            return None


def _fits(found: Type, known: Type) -> bool:
    """Whether what a document says may be said of what Go has."""
    match found, known:
        case (ListType(inner), ListType(known_inner)) | (MapType(inner), MapType(known_inner)):
            return _fits(inner, known_inner)
        case ScalarType(scalar), ScalarType(known_scalar):
            return scalar is known_scalar or any({scalar, known_scalar} <= alike for alike in (_INTEGERS, _TEXTS))
        case ScalarType(scalar), Reference(name):
            return name in HANDWRITTEN and scalar in _IN_PLACE.get(HANDWRITTEN[name].type, ())
        case Reference(name), Reference(known_name):
            return HANDWRITTEN.get(name) == HANDWRITTEN.get(known_name)
        case AnyType(), MapType():
            return True
        case AnyType(), Reference(name):
            return name not in HANDWRITTEN
        case _:
            return False


def _missing(known: Type, specification: Specification) -> str | None:
    """The definition that a type takes and that the document does not have as an object."""
    inside = _inside(known)
    if not isinstance(inside, Reference) or inside.definition in {**specification.handwritten, **specification.external}:
        return None
    definition = specification.definitions.get(inside.definition)
    return None if definition and isinstance(definition.type, ObjectType) else inside.definition


def _inside(part: Type) -> Type:
    """What is in lists and maps."""
    while isinstance(part, ListType | MapType):
        part = part.element
    return part


def _words(part: Type) -> str:
    match part:
        case ScalarType(scalar):
            return scalar.value
        case Reference(name):
            return name
        case ListType(element):
            return f"a list of {_words(element)}"
        case MapType(element):
            return f"a map of {_words(element)}"
        case _:
            return "an object without properties"
