"""Resources: what the operations of a specification say about each kind."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from k8sgen.errors import SpecError
from k8sgen.passes.operations import is_proxied_read
from k8sgen.spec.model import Operation, Reference, Scalar, ScalarType, Specification, Type

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
    proxied: Operation | None = None
    """The read of a path behind an object, if objects have one."""
    all_ids: list[str] = field(default_factory=list)
    watchable: bool = False
    definition: str = ""
    list_definition: str = ""

    @property
    def path(self) -> str:
        return f"{self.base}/{'namespaces/{namespace}/' if self.namespaced else ''}{self.plural}"

    @property
    def actions(self) -> list[str]:
        watch = {"watch"} if self.watchable else set()
        return [action for action in VERBS if action in self.operations.keys() | watch]


@dataclass(frozen=True, slots=True)
class Usable:
    """Definitions that methods can be made for."""

    objects: frozenset[str]
    """Structs of whole objects with a name: they can be written."""
    answers: frozenset[str]
    """Structs of whole objects: lists and statuses as well."""


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


def collect_resources(specification: Specification, usable: Usable) -> ResourceTable:
    skipped = dict(specification.skipped_operations)
    _skip_unusable_subresources(specification.operations, usable, skipped)
    resources = _group(specification.operations, skipped)
    _mark_watchable(resources, specification.operations)
    by_definition: dict[str, Resource] = {}
    served: dict[str, str] = {}
    for key in sorted(resources):
        resource = resources[key]
        if reason := _settle_kind(resource, usable, by_definition):
            skipped |= dict.fromkeys(resource.all_ids, reason)
        else:
            served |= dict.fromkeys(resource.all_ids, f"client of {resource.plural}")
            by_definition[resource.definition] = resource
    return ResourceTable(by_definition, served, skipped)


def _skip_unusable_subresources(operations: Iterable[Operation], usable: Usable, skipped: dict[str, str]) -> None:
    for operation in operations:
        place = parse_path(operation.path)
        if operation.id in skipped or is_proxied_read(operation):
            continue
        if place and place.subresource and not _has_method(operation, place, usable):
            skipped[operation.id] = "a subresource without a kind of its own, or a verb that no subresource has"


def _has_method(operation: Operation, place: Place, usable: Usable) -> bool:
    """Methods send and get objects, or get a text."""
    if operation.action not in _SUBRESOURCE_ACTIONS or "/" in place.subresource:
        return False
    if operation.action == "get" and operation.answer == ScalarType(Scalar.STRING):
        return True
    answered = _refers_to(operation.answer, usable.answers)
    match operation.action:
        case "post" | "put":
            return answered and _refers_to(operation.body, usable.objects)
        case "patch":
            return _refers_to(operation.answer, usable.objects)
        case _:
            return answered


def _refers_to(part: Type | None, definitions: Container[str]) -> bool:
    return isinstance(part, Reference) and part.definition in definitions


def _group(operations: Iterable[Operation], skipped: dict[str, str]) -> dict[tuple[str, str], Resource]:
    resources: dict[tuple[str, str], Resource] = {}
    for operation in operations:
        if operation.id in skipped:
            continue
        place = parse_path(operation.path)
        if place is None or (operation.action not in VERBS and not is_proxied_read(operation)):
            skipped[operation.id] = "acts on no resource that a client could have"
            continue
        resource = resources.setdefault((place.base, place.plural), Resource(place.base, place.plural))
        resource.namespaced |= place.namespaced
        resource.all_ids.append(operation.id)
        if is_proxied_read(operation):
            resource.proxied = operation
        elif place.subresource:
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


def _settle_kind(resource: Resource, usable: Usable, taken: Mapping[str, Resource]) -> str:
    """Find the definitions of a resource. Returns why it gets no client; empty if it gets one."""
    if not resource.operations:
        return "below a resource that cannot be read or written itself"
    definition = _kind_of(resource)
    if definition not in usable.objects:
        return "its kind has no struct of its own"
    if definition in taken:
        return f"its kind is served as {taken[definition].plural} already"
    listing = resource.operations.get("list")
    if listing and not _refers_to(listing.answer, usable.answers):
        return "its list has no struct of its own"
    resource.definition = definition
    if listing and isinstance(listing.answer, Reference):
        resource.list_definition = listing.answer.definition
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
