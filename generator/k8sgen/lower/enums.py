"""Enumerations: which strings and numbers the specification lists, and under which name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from k8sgen.facts import Facts
from k8sgen.spec.model import ListType, MapType, ObjectType, Scalar, ScalarType, Specification, Type


@dataclass(frozen=True, slots=True)
class Enumeration:
    scalar: Scalar
    values: tuple[str, ...]
    uses: tuple[tuple[str, str], ...]
    """(definition, property) of the fields that hold such a value."""


def collect_enumerations(specification: Specification, facts: Facts) -> dict[str, Enumeration]:
    """By name, which is that of the Go type, or made of the owner's and the property's.

    Where fields of one Go type list different values, the enumeration has all of them.
    """
    uses: dict[str, list[tuple[str, str]]] = {}
    values: dict[str, set[str]] = {}
    scalars: dict[str, Scalar] = {}
    for definition, member, listed in _enumerated(specification):
        settled = specification.enumeration_names.get((definition, member)) or _go_name(definition, member, facts)
        key = settled or f"{definition}{member[:1].upper()}{member[1:]}"
        uses.setdefault(key, []).append((definition, member))
        values.setdefault(key, set()).update(listed.enum)
        scalars[key] = listed.scalar
    return {key: Enumeration(scalars[key], _sorted(values[key], scalars[key]), tuple(uses[key])) for key in sorted(uses)}


def _sorted(values: set[str], scalar: Scalar) -> tuple[str, ...]:
    return tuple(sorted(values) if scalar is Scalar.STRING else sorted(values, key=int))


def _enumerated(specification: Specification) -> Iterator[tuple[str, str, ScalarType]]:
    for name, definition in specification.definitions.items():
        if isinstance(definition.type, ObjectType):
            for member in definition.type.properties:
                if listed := _listing(member.type):
                    yield name, member.name, listed


def _listing(part: Type) -> ScalarType | None:
    match part:
        case ScalarType(_, enum):
            return part if enum else None
        case ListType(element) | MapType(element):
            return _listing(element)
        case _:
            return None


def _go_name(definition: str, member: str, facts: Facts) -> str | None:
    for field in facts.fields(definition):
        if field.name == member:
            return field.type.element if facts.is_named_string(field.type.element) else None
    return None
