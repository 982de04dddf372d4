"""What passes have in common: replacing parts of a specification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from k8sgen.spec.model import (
    Definition,
    ListType,
    MapType,
    ObjectType,
    Operation,
    Property,
    Specification,
    Type,
)


def with_definition(specification: Specification, definition: Definition) -> Specification:
    return replace(specification, definitions={**specification.definitions, definition.name: definition})


def with_property(
    specification: Specification, definition: str, name: str, change: Callable[[Property], Property]
) -> Specification:
    """Change one property; the same specification if it does not exist."""
    owner = specification.definitions.get(definition)
    if owner is None or not isinstance(owner.type, ObjectType):
        return specification
    if all(member.name != name for member in owner.type.properties):
        return specification
    properties = tuple(change(member) if member.name == name else member for member in owner.type.properties)
    return with_definition(specification, replace(owner, type=ObjectType(properties)))


def map_operations(specification: Specification, change: Callable[[Operation], Operation]) -> Specification:
    return replace(specification, operations=tuple(change(operation) for operation in specification.operations))


def skip_operations(specification: Specification, reason: Callable[[Operation], str | None]) -> Specification:
    """Skip the operations for which there is a reason, unless they are skipped already."""
    skipped = dict(specification.skipped_operations)
    for operation in specification.operations:
        if operation.id not in skipped and (why := reason(operation)):
            skipped[operation.id] = why
    return replace(specification, skipped_operations=skipped)


def rewrite_type(changed: Type, change: Callable[[Type], Type]) -> Type:
    """Apply `change` to every part of a type, from the inside out; the same object if nothing differs."""
    match changed:
        case ListType(element):
            inner = rewrite_type(element, change)
            return change(changed if inner is element else ListType(inner))
        case MapType(element):
            inner = rewrite_type(element, change)
            return change(changed if inner is element else MapType(inner))
        case ObjectType(properties):
            members = tuple(_rewrite_property(member, change) for member in properties)
            same = all(new is old for new, old in zip(members, properties, strict=True))
            return change(changed if same else ObjectType(members))
        case _:
            return change(changed)


def _rewrite_property(member: Property, change: Callable[[Type], Type]) -> Property:
    inner = rewrite_type(member.type, change)
    return member if inner is member.type else replace(member, type=inner)
