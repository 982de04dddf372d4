"""Which group versions of a document are wanted, and what of the document belongs to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from k8sgen.errors import GeneratorError
from k8sgen.lower.resources import parse_path
from k8sgen.served.documents import Served, references
from k8sgen.spec.reader import JsonObject

CORE = "core"
"""What the group without a name is called."""
# Names become identifiers: a group that is called otherwise is none.
_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_BASE = re.compile(rf"/api/(?P<core>{_LABEL})|/apis/(?P<group>{_LABEL}(?:\.{_LABEL})*)/(?P<version>{_LABEL})")


@dataclass(frozen=True, slots=True, order=True)
class GroupVersion:
    group: str
    """Empty for the core."""
    version: str

    @property
    def title(self) -> str:
        return f"{self.group or CORE}/{self.version}"


def selected_paths(served: Served, wanted: Sequence[str]) -> dict[GroupVersion, dict[str, JsonObject]]:
    """The paths of what is wanted: groups with all their versions, or one version of them, as `apps/v1`."""
    everything = _paths(served)
    chosen: dict[GroupVersion, dict[str, JsonObject]] = {}
    for name in wanted:
        found = [known for known in everything if name in (known.group or CORE, known.title)]
        if not found:
            listed = ", ".join(sorted(known.title for known in everything)) or "nothing"
            raise GeneratorError(f"{name} is no group that the document has resources of; it has {listed}")
        chosen |= {known: everything[known] for known in found}
    return {known: chosen[known] for known in sorted(chosen)}


def _paths(served: Served) -> dict[GroupVersion, dict[str, JsonObject]]:
    found: dict[GroupVersion, dict[str, JsonObject]] = {}
    for path in sorted(served.paths):
        place = parse_path(path)
        base = _BASE.fullmatch(place.base) if place else None
        if base:
            known = GroupVersion("", base["core"]) if base["core"] else GroupVersion(base["group"], base["version"])
            found.setdefault(known, {})[path] = served.paths[path]
    return found


def reached(served: Served, roots: Sequence[str], stops: Mapping[str, object] | frozenset[str]) -> dict[str, JsonObject]:
    """The definitions that are needed for some, without those beyond `stops`. What is missing is told when it is read."""
    found: dict[str, JsonObject] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in found or name in stops or name not in served.definitions:
            continue
        found[name] = served.definitions[name]
        waiting += references(found[name])
    return found
