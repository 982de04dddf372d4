"""What changed in the API between two specifications, as Markdown for a release note."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from k8sgen.facts import Facts
from k8sgen.lower.resources import parse_path
from k8sgen.passes.types import name_nested_objects
from k8sgen.spec.loader import load
from k8sgen.spec.model import (
    Definition,
    GroupVersionKind,
    ListType,
    MapType,
    ObjectType,
    Property,
    Reference,
    ScalarType,
    Specification,
    Type,
)

# What a specification calls otherwise than discovery does.
_VERBS = {"post": "create", "put": "update", "watchlist": "watch"}


@dataclass
class _Resource:
    namespaced: bool = False
    verbs: set[str] = field(default_factory=set)

    @property
    def scope(self) -> str:
        return "namespaced" if self.namespaced else "of the cluster"

    def words(self) -> str:
        return f"{self.scope}: {', '.join(map(_code, sorted(self.verbs)))}"


def difference(old: bytes, new: bytes) -> list[str]:
    """The lines of the report; both documents are of OpenAPI version 2."""
    before, after = _read(old), _read(new)
    lines = [f"# The API of Kubernetes {after.version}, compared with {before.version}"]
    lines += _listed("Kinds", _names(_kinds(before), _kind_name), _names(_kinds(after), _kind_name))
    lines += _titled("Resources", _resources(_served(before), _served(after)))
    lines += _listed("Types", _names(_types(before), _short), _names(_types(after), _short))
    changed = [(name, _fields(before.definitions[name], after.definitions[name])) for name in _in_both(before, after)]
    fields = [line for name, found in changed if found for line in ("", f"### {_code(_short(name))}", "", *found)]
    if fields:
        lines += ["", "## Fields", *fields]
    return lines if len(lines) > 1 else [*lines, "", "Nothing changed."]


def _read(document: bytes) -> Specification:
    return name_nested_objects(load(document, strict=False)[0], Facts.none())


def _kinds(specification: Specification) -> Iterator[GroupVersionKind]:
    """Those that are served; a list goes with its kind."""
    found = {kind for definition in specification.definitions.values() for kind in definition.kinds}
    of_many = {
        kind for definition in specification.definitions.values() if len(definition.kinds) > 1 for kind in definition.kinds
    }
    for kind in found - of_many:
        if GroupVersionKind(kind.group, kind.version, kind.kind.removesuffix("List")) not in found - {kind}:
            yield kind


def _types(specification: Specification) -> Iterator[str]:
    """Those that are no kinds themselves."""
    return (name for name, definition in specification.definitions.items() if not definition.kinds)


def _names(things: Iterable[object], name: Callable[..., str]) -> set[str]:
    return {name(thing) for thing in things}


def _kind_name(kind: GroupVersionKind) -> str:
    return f"{kind.group}/{kind.version} {kind.kind}".removeprefix("/")


def _short(definition: str) -> str:
    """`core.v1.Pod`: what stands before the last three words is the same for all of them."""
    return ".".join(definition.split(".")[-3:])


def _listed(title: str, before: set[str], after: set[str]) -> list[str]:
    lines = [f"- Added: {_code(name)}" for name in sorted(after - before)]
    lines += [f"- Removed: {_code(name)}" for name in sorted(before - after)]
    return _titled(title, lines)


def _titled(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *lines] if lines else []


def _served(specification: Specification) -> Mapping[str, _Resource]:
    """Resources and subresources, by `apps/v1 deployments/scale`. What lies behind a proxy is none."""
    found: dict[str, _Resource] = {}
    for operation in specification.operations:
        place = parse_path(operation.path)
        if place is None or not operation.action or "{" in place.subresource:
            continue
        version = place.base.removeprefix("/apis/").removeprefix("/api/")
        name = "/".join(filter(None, (place.plural, place.subresource)))
        resource = found.setdefault(f"{version} {name}", _Resource())
        resource.namespaced |= place.namespaced
        resource.verbs.add(_VERBS.get(operation.action, operation.action))
    return found


def _resources(before: Mapping[str, _Resource], after: Mapping[str, _Resource]) -> list[str]:
    lines = [f"- Added: {_code(name)}, {after[name].words()}" for name in sorted(after.keys() - before.keys())]
    lines += [f"- Removed: {_code(name)}" for name in sorted(before.keys() - after.keys())]
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        changes = [] if old.namespaced == new.namespaced else [f"{old.scope} is now {new.scope}"]
        changes += [f"new verb {_code(verb)}" for verb in sorted(new.verbs - old.verbs)]
        changes += [f"verb {_code(verb)} is gone" for verb in sorted(old.verbs - new.verbs)]
        if changes:
            lines.append(f"- Changed: {_code(name)}: {'; '.join(changes)}")
    return lines


def _in_both(before: Specification, after: Specification) -> list[str]:
    return sorted(before.definitions.keys() & after.definitions.keys())


def _fields(before: Definition, after: Definition) -> list[str]:
    if not (isinstance(before.type, ObjectType) and isinstance(after.type, ObjectType)):
        return [] if before.type == after.type else [f"- Changed: {_words(before.type)} is now {_words(after.type)}"]
    old, new = _by_name(before.type), _by_name(after.type)
    lines = [f"- Added: {_code(name)}, {_described(new[name])}" for name in sorted(new.keys() - old.keys())]
    lines += [f"- Removed: {_code(name)}" for name in sorted(old.keys() - new.keys())]
    for name in sorted(old.keys() & new.keys()):
        if changes := _changes(old[name], new[name]):
            lines.append(f"- Changed: {_code(name)}: {'; '.join(changes)}")
    return lines


def _by_name(part: ObjectType) -> Mapping[str, Property]:
    return {member.name: member for member in part.properties}


def _described(member: Property) -> str:
    return _words(member.type) + (", required" if member.required else "")


def _changes(before: Property, after: Property) -> list[str]:
    changes: list[str] = []
    if (old := _words(before.type)) != (new := _words(after.type)):
        changes.append(f"{old} is now {new}")
    if before.required != after.required:
        changes.append("required" if after.required else "no longer required")
    added, removed = _values(after.type) - _values(before.type), _values(before.type) - _values(after.type)
    # Where one side lists no values at all, the document says less: the API does not.
    if _values(before.type) and _values(after.type):
        changes += [f"new value {_code(value)}" for value in sorted(added)]
        changes += [f"value {_code(value)} is gone" for value in sorted(removed)]
    return changes


def _values(part: Type) -> frozenset[str]:
    match part:
        case ScalarType(_, enum):
            return frozenset(enum)
        case ListType(element) | MapType(element):
            return _values(element)
        case _:
            return frozenset()


def _words(part: Type) -> str:
    match part:
        case ScalarType(scalar):
            return scalar.value
        case Reference(name):
            return _code(_short(name))
        case ListType(element):
            return f"list of {_words(element)}"
        case MapType(element):
            return f"map of {_words(element)}"
        case ObjectType():
            return "object"
        case _:
            return "any JSON"


def _code(text: str) -> str:
    """As code in Markdown, whatever is in it: a document may be anybody's."""
    plain = "".join(character if character.isprintable() else "?" for character in text)
    return f"`{plain.replace('`', chr(39))}`"
