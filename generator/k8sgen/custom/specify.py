"""From custom resources to a specification, as if a server had described them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from k8sgen.custom.builtins import Builtins
from k8sgen.custom.external import LIST_META, OBJECT_META, SCALE, external
from k8sgen.custom.manifests import CustomVersion
from k8sgen.custom.structural import StructuralReader
from k8sgen.errors import GeneratorError
from k8sgen.spec.model import Definition, GroupVersionKind, Operation, Reference, Specification


@dataclass(frozen=True)
class Custom:
    specification: Specification
    packages: Mapping[str, str]
    """The names of packages by the prefix of their definitions."""
    notes: list[str]


def specify(versions: Sequence[CustomVersion], packages: Mapping[str, str], builtins: Builtins | None = None) -> Custom:
    """`packages` are names of packages by group."""
    definitions: dict[str, Definition] = {}
    enumeration_names: dict[tuple[str, str], str] = {}
    notes: list[str] = []
    outside = {OBJECT_META, LIST_META, SCALE}
    for (group, version), members in sorted(_by_group_version(versions).items()):
        reader = StructuralReader(f"{_prefix(group)}.{version}", _reserved(members), builtins)
        for member in members:
            reader.read(member)
        definitions |= reader.definitions
        enumeration_names |= reader.enumeration_names
        outside |= reader.mapped
        notes += reader.notes
    specification = Specification(
        minor=None,
        digest=_digest(versions),
        definitions={name: definitions[name] for name in sorted(definitions)},
        operations=tuple(operation for version in versions for operation in _operations(version)),
        external={name: external(name) for name in sorted(outside)},
        enumeration_names=enumeration_names,
        schemas={_definition(version, version.kind): version.schema for version in versions},
    )
    return Custom(specification, _by_prefix(versions, packages), notes)


def _by_group_version(versions: Sequence[CustomVersion]) -> dict[tuple[str, str], list[CustomVersion]]:
    found: dict[tuple[str, str], list[CustomVersion]] = {}
    for version in sorted(versions, key=lambda version: version.kind):
        found.setdefault((version.group, version.version), []).append(version)
    return found


def _reserved(versions: Sequence[CustomVersion]) -> Iterator[str]:
    """What a kind brings along, so that nothing within another one is called like that."""
    for version in versions:
        yield version.list_kind
        yield from (version.kind + suffix for suffix in ("", "Client", "Informer", "Lister"))


def package_names(all_groups: Iterable[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """By group, as `chosen`, else the first word of it; all of it where groups begin alike."""
    groups = sorted(set(all_groups))
    if unknown := sorted(chosen.keys() - set(groups)):
        raise GeneratorError(f"--package {unknown[0]}: there is no such group; there are: {', '.join(groups)}")
    first = [_word(group.partition(".")[0]) for group in groups]
    return {
        group: chosen.get(group) or (word if first.count(word) == 1 else _word(group))
        for group, word in zip(groups, first, strict=True)
    }


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "_", text)


def _by_prefix(versions: Sequence[CustomVersion], packages: Mapping[str, str]) -> dict[str, str]:
    """For a version that does not look like one, too: its package has it in its name."""
    names: dict[str, str] = {}
    for version in versions:
        package = packages[version.group]
        names[_prefix(version.group)] = package
        names[f"{_prefix(version.group)}.{version.version}"] = f"{package}_{_word(version.version)}"
    return names


def _prefix(group: str) -> str:
    return ".".join(reversed(group.split(".")))


def _definition(version: CustomVersion, kind: str) -> str:
    return f"{_prefix(version.group)}.{version.version}.{kind}"


def _operations(version: CustomVersion) -> Iterator[Operation]:
    own = Reference(_definition(version, version.kind))
    page = Reference(_definition(version, version.list_kind))
    base = f"/apis/{version.group}/{version.version}/"
    all_ = f"{base}{'namespaces/{namespace}/' if version.namespaced else ''}{version.plural}"
    one = f"{all_}/{{name}}"
    kind = GroupVersionKind(version.group, version.version, version.kind)

    def operation(action: str, method: str, path: str, answer: Reference | None, body: Reference | None = None) -> Operation:
        return Operation(
            id=f"{action} {path}",
            method=method,
            path=path,
            pointer=version.pointer,
            action=action,
            kind=kind,
            body=body,
            answer=answer,
        )

    yield operation("list", "get", all_, page)
    yield operation("post", "post", all_, own, own)
    yield operation("deletecollection", "delete", all_, None)
    yield operation("get", "get", one, own)
    yield operation("put", "put", one, own, own)
    yield operation("patch", "patch", one, own)
    yield operation("delete", "delete", one, None)
    parts = {"status": (version.has_status, own), "scale": (version.has_scale, Reference(SCALE))}
    for name, (is_there, body) in parts.items():
        if is_there:
            yield operation("get", "get", f"{one}/{name}", body)
            yield operation("put", "put", f"{one}/{name}", body, body)
            yield operation("patch", "patch", f"{one}/{name}", body)


def _digest(versions: Sequence[CustomVersion]) -> str:
    text = json.dumps([[version.title, version.schema] for version in versions], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
