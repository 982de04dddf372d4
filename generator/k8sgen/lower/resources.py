"""Resources: what the operations of a specification say about each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from k8sgen.errors import SpecError
from k8sgen.spec.model import Operation, Reference, Scalar, ScalarType, Specification

# Actions of a specification, and the verbs that a client has for them.
VERBS = {
    "get": "Get",
    "list": "List",
    "watch": "Watch",
    "post": "Create",
    "put": "Update",
    "patch": "Patch",
    "delete": "Delete",
    "deletecollection": "DeleteCollection",
}

_SUBRESOURCE_ACTIONS = frozenset({"get", "patch", "post", "put"})
_WATCH_ACTIONS = frozenset({"watch", "watchlist"})


@dataclass(frozen=True, slots=True)
class Place:
    """What the path of an operation leads to."""

    base: str
    """`/api/v1`, `/apis/apps/v1`"""
    plural: str
    namespaced: bool
    subresource: str


@dataclass
class Subresource:
    name: str
    operations: dict[str, Operation] = field(default_factory=dict)
    """By action."""


@dataclass
class Resource:
    base: str
    plural: str
    namespaced: bool = False
    operations: dict[str, Operation] = field(default_factory=dict)
    """By action; `list` may come from the path without a namespace."""
    subresources: dict[str, Subresource] = field(default_factory=dict)
    watchable: bool = False
    definition: str = ""
    list_definition: str = ""

    def all_operations(self) -> list[Operation]:
        below = [operation for part in self.subresources.values() for operation in part.operations.values()]
        return [*self.operations.values(), *below]

    @property
    def actions(self) -> list[str]:
        watch = {"watch"} if self.watchable else set()
        return [action for action in VERBS if action in self.operations.keys() | watch]


@dataclass(frozen=True)
class ResourceTable:
    by_definition: Mapping[str, Resource]
    served: Mapping[str, str]
    """What became of each operation that is not skipped, by its id."""
    skipped: Mapping[str, str]
    """Why operations got no client, by id: those of the passes, and those of resources without a usable kind."""


def parse_path(path: str) -> Place | None:
    """None for a path that is not one of a resource."""
    segments = path.strip("/").split("/")
    depth = {"api": 2, "apis": 3}.get(segments[0], 0)
    if not depth or len(segments) <= depth:
        return None
    base, rest = "/" + "/".join(segments[:depth]), segments[depth:]
    if rest[0] == "watch" and len(rest) > 1:
        rest = rest[1:]
    namespaced = len(rest) > 2 and rest[:2] == ["namespaces", "{namespace}"]
    if namespaced:
        rest = rest[2:]
    return Place(base, rest[0], namespaced, "/".join(rest[2:]))


def collect_resources(specification: Specification, usable: Callable[[str], bool]) -> ResourceTable:
    """`usable` tells whether a definition is a generated struct that is a kind."""
    skipped = dict(specification.skipped_operations)
    _skip_unusable_subresources(specification.operations, usable, skipped)
    resources = _group(specification.operations, skipped)
    _mark_watchable(resources, specification.operations)
    by_definition: dict[str, Resource] = {}
    served: dict[str, str] = {}
    for key in sorted(resources):
        resource = resources[key]
        reason = _settle_kind(resource, usable, by_definition)
        for operation in resource.all_operations():
            if reason:
                skipped[operation.id] = reason
            else:
                served[operation.id] = f"client of {resource.plural}"
        if not reason:
            by_definition[resource.definition] = resource
    _serve_lists_everywhere(specification.operations, by_definition, served, skipped)
    return ResourceTable(by_definition, served, skipped)


def _skip_unusable_subresources(
    operations: Iterable[Operation], usable: Callable[[str], bool], skipped: dict[str, str]
) -> None:
    """Methods exist for what sends and gets kinds, or gets a text."""
    for operation in operations:
        place = parse_path(operation.path)
        if operation.id in skipped or place is None or not place.subresource:
            continue
        sent = operation.body if operation.action in ("post", "put") else None
        gets_text = operation.action == "get" and operation.answer == ScalarType(Scalar.STRING)
        kinds = all(isinstance(part, Reference) and usable(part.definition) for part in (operation.answer, sent) if part)
        has_method = operation.action in _SUBRESOURCE_ACTIONS and "/" not in place.subresource
        if not has_method or not operation.answer or not (gets_text or kinds):
            skipped[operation.id] = "a subresource without a kind of its own, or a verb that no subresource has"


def _group(operations: Iterable[Operation], skipped: dict[str, str]) -> dict[tuple[str, str], Resource]:
    resources: dict[tuple[str, str], Resource] = {}
    for operation in operations:
        if operation.id in skipped:
            continue
        place = parse_path(operation.path)
        if place is None or operation.action not in VERBS:
            skipped[operation.id] = "acts on no resource that a client could have"
            continue
        resource = resources.setdefault((place.base, place.plural), Resource(place.base, place.plural))
        resource.namespaced |= place.namespaced
        if place.subresource:
            part = resource.subresources.setdefault(place.subresource, Subresource(place.subresource))
            part.operations[operation.action] = operation
        elif operation.action not in resource.operations or place.namespaced:
            resource.operations[operation.action] = operation
    return resources


def _mark_watchable(resources: Mapping[tuple[str, str], Resource], operations: Iterable[Operation]) -> None:
    """What can be listed can be watched, unless the paths under /watch/ of its group leave it out."""
    watched = {
        (place.base, place.plural)
        for operation in operations
        if operation.action in _WATCH_ACTIONS and (place := parse_path(operation.path))
    }
    bases = {base for base, _ in watched}
    for key, resource in resources.items():
        resource.watchable = "list" in resource.operations and (key in watched or resource.base not in bases)


def _settle_kind(resource: Resource, usable: Callable[[str], bool], taken: Mapping[str, Resource]) -> str:
    """Find the definitions of a resource. Returns why it gets no client; empty if it gets one."""
    if not resource.operations:
        return "below a resource that cannot be read or written itself"
    definition = _kind_of(resource)
    if not definition or not usable(definition):
        return "its kind has no struct of its own"
    if definition in taken:
        return f"its kind is served as {taken[definition].plural} already"
    resource.definition = definition
    listing = resource.operations.get("list")
    if listing and isinstance(listing.answer, Reference) and usable(listing.answer.definition):
        resource.list_definition = listing.answer.definition
    elif listing:
        raise SpecError(listing.pointer, "lists something that is not a kind")
    return ""


def _kind_of(resource: Resource) -> str:
    candidates = {
        action: part
        for action, operation in resource.operations.items()
        if (part := operation.body if action == "post" else operation.answer if action in ("get", "put") else None)
    }
    kinds = {part.definition for part in candidates.values() if isinstance(part, Reference)}
    if len(kinds) > 1:
        pointer = next(iter(resource.operations.values())).pointer
        raise SpecError(pointer, f"{resource.plural} has several kinds: {', '.join(sorted(kinds))}")
    return next(iter(kinds), "")


def _serve_lists_everywhere(
    operations: Iterable[Operation],
    resources: Mapping[str, Resource],
    served: dict[str, str],
    skipped: Mapping[str, str],
) -> None:
    """A list over all namespaces is the same verb as that of one."""
    clients = {(resource.base, resource.plural) for resource in resources.values()}
    for operation in operations:
        if operation.id in served or operation.id in skipped:
            continue
        place = parse_path(operation.path)
        if place and (place.base, place.plural) in clients:
            served[operation.id] = f"client of {place.plural}"
