"""Members: which a struct has, in which order, of which type, and what stands for their absence."""

from __future__ import annotations

from dataclasses import dataclass

from k8sgen.facts import Facts, GoField
from k8sgen.lower import names, presence
from k8sgen.lower.catalog import Catalog
from k8sgen.lower.presence import Presence
from k8sgen.lower.types import CppType, TypeMapper
from k8sgen.spec.model import Definition, ObjectType, Property, Reference, Scalar, ScalarType, Specification

OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
TYPE_META = ("apiVersion", "kind")
_OUTERMOST = frozenset({"metadata", "spec", "status"})


@dataclass(frozen=True, slots=True)
class Member:
    property: Property
    go: GoField | None
    presence: Presence
    type: CppType


def is_kind(definition: Definition) -> bool:
    """Whether a definition is a whole object: one that says of itself what it is."""
    if len(definition.kinds) != 1 or not isinstance(definition.type, ObjectType):
        return False
    texts = {member.name for member in definition.type.properties if member.type == ScalarType(Scalar.STRING)}
    return texts.issuperset(TYPE_META)


def is_named_object(definition: Definition) -> bool:
    """Whether a whole object has a name of its own, so that there can be a client for it."""
    if not is_kind(definition) or not isinstance(definition.type, ObjectType):
        return False
    return any(member.name == "metadata" and member.type == Reference(OBJECT_META) for member in definition.type.properties)


class MemberLowering:
    def __init__(self, specification: Specification, facts: Facts, catalog: Catalog) -> None:
        self._facts = facts
        self._catalog = catalog
        self._types = TypeMapper(specification, catalog)

    def members(self, definition: Definition) -> list[Member]:
        """In the order in which Go declares them; those that Go does not know come last, by name."""
        properties = definition.type.properties if isinstance(definition.type, ObjectType) else ()
        go_fields = {field.name: field for field in self._facts.fields(definition.name)}
        if definition.shape_union:
            go_fields = {_as_in_json(name): field for name, field in go_fields.items()}
        order = {name: position for position, name in enumerate(go_fields)}
        hidden = TYPE_META if is_kind(definition) else ()
        ordered = sorted(
            (member for member in properties if member.name not in hidden),
            key=lambda member: (order.get(member.name, len(order)), member.name),
        )
        return [self._member(definition, member, go_fields.get(member.name)) for member in ordered]

    def _member(self, definition: Definition, member: Property, go: GoField | None) -> Member:
        package = self._catalog.structs[definition.name].package
        decided = self._presence(definition, member, go)
        inner = self._types.cpp(member.type, package, member.pointer)
        return Member(member, go, decided, self._types.held_in(inner, decided.holder, package))

    def _presence(self, definition: Definition, member: Property, go: GoField | None) -> Presence:
        category = self._types.category(member.type, member.pointer)
        if go is not None:
            plain = self._facts.requires(definition.name, member.name, otherwise=member.required)
            return presence.from_go(go, category, required=member.required, plain_if_pointer=plain)
        return presence.from_schema(
            category,
            required=member.required,
            nullable=member.nullable,
            outermost=is_kind(definition) and member.name in _OUTERMOST,
            distinguishes_empty=member.default is not None or member.nullable,
        )


def _as_in_json(go_name: str) -> str:
    """A Go name as its JSON tag would spell it: JSONSchemas is jsonSchemas."""
    head = names.snake(go_name).partition("_")[0]
    return head + go_name[len(head) :]
