"""Structs: from a definition to the members, the table and the header of a C++ struct."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8sgen.errors import SpecError
from k8sgen.lower import names
from k8sgen.lower.catalog import Catalog, Named
from k8sgen.lower.graph import check_finite, components
from k8sgen.lower.includes import includes
from k8sgen.lower.members import Member, MemberLowering, is_kind
from k8sgen.lower.merge import lower_merge
from k8sgen.lower.model import CppField, CppKind, CppMerge, CppResource, CppStruct, CppSubresource, Forward, Includes
from k8sgen.lower.resources import VERBS, Resource, ResourceTable, Subresource
from k8sgen.lower.text import comment_lines, literal
from k8sgen.lower.types import all_headers
from k8sgen.spec.model import Definition, Property, Reference, Specification

_COMMENT_WIDTH = 120
_MAX_PROTOBUF_DEPTH = 3


class StructLowering:
    """Lowers all definitions together: what a header includes depends on the cycles among all of them."""

    def __init__(
        self, specification: Specification, catalog: Catalog, resources: ResourceTable, members: MemberLowering
    ) -> None:
        self._specification = specification
        self._catalog = catalog
        self._resources = resources
        self._members = {name: members.members(specification.definitions[name]) for name in catalog.structs}
        self._component = self._components()

    def lower(self) -> list[CppStruct]:
        return [self._struct(self._specification.definitions[name], named) for name, named in self._catalog.structs.items()]

    def _components(self) -> dict[str, int]:
        held: dict[str, dict[str, str]] = {}
        edges: dict[str, set[str]] = {}
        for name, members in self._members.items():
            held[name] = {
                target: member.property.name for member in members for target in member.type.held if target in self._members
            }
            edges[name] = {
                target for member in members for target in member.type.held | member.type.pointed
            } & self._members.keys()
        check_finite(held, {name: self._specification.definitions[name].pointer for name in held})
        return components(edges)

    def _struct(self, definition: Definition, named: Named) -> CppStruct:
        members = self._members[definition.name]
        resource = self._resources.by_definition.get(definition.name)
        cycle = self._cycle_of(definition.name, members)
        bound = {target for member in members for target in member.type.held}
        used = {target for member in members for target in member.type.held | member.type.pointed}
        listing = self._catalog.structs[resource.list_definition] if resource and resource.list_definition else None
        return CppStruct(
            definition=definition.name,
            name=named.name,
            namespace=self._catalog.full_namespace(named.package),
            header=named.header,
            table=f"{names.snake(named.name)}_table",
            codec=self._catalog.runtime("codec", named.package),
            includes=self._includes(definition, members, used - (cycle - bound), resource),
            late_includes=includes(self._catalog.structs[target].header for target in cycle - bound),
            forwards=self._foreign_forwards(named, cycle - bound),
            local_forwards=self._local_forwards(named, cycle - bound, listing),
            documentation=_documentation(definition, resource),
            fields=self._fields(definition, named, members),
            kind=_kind(definition),
            list_type=listing.name if listing else "",
            resource=self._resource(resource, named) if resource else None,
            shape_union=definition.shape_union,
            atomic=definition.atomic,
            depends=frozenset(used | _named_by(resource, self._catalog)),
        )

    def _cycle_of(self, name: str, members: Iterable[Member]) -> set[str]:
        """What it points to that comes back to it."""
        pointed = {target for member in members for target in member.type.pointed}
        return {target for target in pointed if target != name and self._component.get(target) == self._component[name]}

    def _includes(self, definition: Definition, members: list[Member], used: set[str], resource: Resource | None) -> Includes:
        headers = {self._catalog.objects[target].header for target in used if target != definition.name}
        headers |= {named.header for member in members if (named := self._enumeration(definition, member.property))}
        headers |= all_headers(member.type for member in members)
        headers.add("k8s/codec/type.h")
        if resource:
            headers.add("k8s/codec/resource.h")
        return includes(headers)

    def _foreign_forwards(self, named: Named, targets: set[str]) -> tuple[Forward, ...]:
        foreign = (self._catalog.structs[target] for target in sorted(targets))
        return tuple(
            Forward(self._catalog.full_namespace(other.package), other.name)
            for other in foreign
            if other.package != named.package
        )

    def _local_forwards(self, named: Named, targets: set[str], listing: Named | None) -> tuple[str, ...]:
        local = {self._catalog.structs[target] for target in targets} | ({listing} if listing else set())
        return tuple(sorted(other.name for other in local if other.package == named.package))

    def _enumeration(self, definition: Definition, member: Property) -> Named | None:
        key = self._catalog.enumeration_of.get((definition.name, member.name))
        return self._catalog.enumerations[key] if key else None

    def _fields(self, definition: Definition, named: Named, members: list[Member]) -> tuple[CppField, ...]:
        mentioned = {part for member in members for part in _type_names(member.type.spelling)} | {named.name}
        properties = (member.property.name for member in members)
        chosen = names.members(definition.pointer, properties, mentioned, renames=self._catalog.options.foreign)
        merges = self._merges(members, chosen)
        return tuple(
            CppField(
                member=chosen[member.property.name],
                json_name=literal(member.property.name),
                type=member.type.spelling,
                initializer=member.type.initializer,
                documentation=comment_lines(member.property.description, _COMMENT_WIDTH),
                remark=self._remark(definition, named, member, chosen[member.property.name]),
                always_written=member.presence.always_written,
                required=member.property.required,
                protobuf=_protobuf(member),
                merge=merges.get(member.property.name),
                property=member.property.name,
                reason=member.presence.reason,
                known_to_go=member.go is not None,
            )
            for member in members
        )

    def _merges(self, members: list[Member], chosen: Mapping[str, str]) -> dict[str, CppMerge]:
        taken: set[str] = set()
        merges: dict[str, CppMerge] = {}
        for member in members:
            constant = chosen[member.property.name]
            constant = constant[:1].upper() + constant[1:]
            while constant in taken:
                constant += "_"
            taken.add(constant)
            if merge := lower_merge(member.property, constant, self._specification):
                merges[member.property.name] = merge
        return merges

    def _remark(self, definition: Definition, named: Named, member: Member, chosen: str) -> str:
        """What the declaration does not say: the name in JSON, what is required, which values there are."""
        remarks: list[str] = []
        if chosen != member.property.name:
            remarks += comment_lines(f"`{member.property.name}`", _COMMENT_WIDTH)[:1]
        if member.property.required:
            remarks.append("required, or null" if member.property.nullable else "required")
        if enumeration := self._enumeration(definition, member.property):
            remarks.append(self._catalog.call(enumeration, named.package))
        return ", ".join(remarks)

    def _resource(self, resource: Resource, named: Named) -> CppResource:
        return CppResource(
            plural=literal(resource.plural),
            namespaced=resource.namespaced,
            verbs=self._verbs(resource.actions, named),
            subresources=tuple(self._subresource(resource.subresources[name], named) for name in sorted(resource.subresources)),
        )

    def _subresource(self, part: Subresource, named: Named) -> CppSubresource:
        body = body_of(part)
        known = self._catalog.objects.get(body) if body else None
        return CppSubresource(
            name=literal(part.name),
            type=self._catalog.call(known, named.package) if known else "",
            verbs=self._verbs([action for action in VERBS if action in part.operations], named),
        )

    def _verbs(self, actions: Iterable[str], named: Named) -> tuple[str, ...]:
        codec = self._catalog.runtime("codec", named.package)
        return tuple(f"{codec}::Verb::k{VERBS[action]}" for action in actions)


def body_of(part: Subresource) -> str:
    """The definition of what is sent to a subresource, or read from it."""
    for action, operation in sorted(part.operations.items()):
        body = operation.answer if action == "get" else operation.body if action in ("post", "put") else None
        if isinstance(body, Reference):
            return body.definition
    return ""


def _named_by(resource: Resource | None, catalog: Catalog) -> set[str]:
    """The definitions that the table of a resource points to."""
    if resource is None:
        return set()
    bodies = {body_of(part) for part in resource.subresources.values()}
    return {name for name in (resource.list_definition, *bodies) if name in catalog.objects}


def _documentation(definition: Definition, resource: Resource | None) -> tuple[str, ...]:
    prose = comment_lines(definition.description, _COMMENT_WIDTH)
    if not is_kind(definition):
        return prose
    kind = definition.kinds[0]
    version = f"{kind.group}/{kind.version}" if kind.group else kind.version
    served = f", served as `{resource.path}`" if resource else ""
    fact = comment_lines(f"The kind `{kind.kind}` of `{version}`{served}.", _COMMENT_WIDTH)
    return (*prose, "", *fact) if prose else fact


def _kind(definition: Definition) -> CppKind | None:
    if not is_kind(definition):
        return None
    kind = definition.kinds[0]
    return CppKind(literal(kind.group), literal(kind.version), literal(kind.kind))


def _protobuf(member: Member) -> tuple[int, ...]:
    numbers = member.go.protobuf if member.go else ()
    if len(numbers) > _MAX_PROTOBUF_DEPTH:
        raise SpecError(member.property.pointer, f"lies {len(numbers)} messages deep in protobuf, more than a table can say")
    return numbers


def _type_names(spelling: str) -> set[str]:
    return {part for part in spelling.replace("<", " ").replace(">", " ").replace(",", " ").split() if "::" not in part}
