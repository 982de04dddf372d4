"""From the documents of a server to a specification of some of its groups, on top of what the library has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from k8sgen.custom.builtins import Builtins
from k8sgen.custom.external import external
from k8sgen.custom.manifests import CustomVersion
from k8sgen.custom.specify import package_names, specify
from k8sgen.library import Library
from k8sgen.lower.packages import prefix_of
from k8sgen.passes.types import HANDWRITTEN
from k8sgen.served.documents import Served, references
from k8sgen.served.resources import custom_versions
from k8sgen.served.selection import CORE, GroupVersion, reached, selected_paths
from k8sgen.spec.loader import load_parsed
from k8sgen.spec.model import JsonValue, Specification
from k8sgen.spec.reader import JsonObject


@dataclass(frozen=True)
class Selected:
    custom: Specification
    """What describes itself in one piece, as definitions of custom resources do."""
    referring: Specification
    """What refers to other definitions, as those of aggregated APIs and of Kubernetes itself do; not yet repaired."""
    packages: Mapping[str, str]
    """The names of packages by the prefix of their definitions."""
    notes: list[str]


def specify_served(
    served: Served, wanted: Sequence[str], chosen: Mapping[str, str], library: Library, builtins: Builtins | None = None
) -> Selected:
    """`chosen` are names of packages by group."""
    paths = selected_paths(served, wanted)
    names = package_names((group_version.group or CORE for group_version in paths), chosen)
    versions: list[CustomVersion] = []
    rest: dict[GroupVersion, Mapping[str, JsonObject]] = {}
    for group_version in paths:
        if found := custom_versions(served, group_version, paths[group_version]):
            versions += found
        else:
            rest[group_version] = paths[group_version]
    custom = specify(versions, names, builtins)
    prefixes = _prefixes(served, rest)
    referring, warnings = _load(served, rest, prefixes, library)
    packages = {prefix_of(f"{prefix}.Any")[0]: names[group] for prefix, group in prefixes.items()}
    return Selected(custom.specification, referring, {**packages, **custom.packages}, [*custom.notes, *warnings])


def _prefixes(served: Served, wanted: Mapping[GroupVersion, object]) -> dict[str, str]:
    """What stands before the definitions of a group version, with the group: kinds tell, that are of no other."""
    found: dict[str, str] = {}
    for name, definition in served.definitions.items():
        match definition.get("x-kubernetes-group-version-kind"):
            case [{"group": str() as group, "version": str() as version}] if GroupVersion(group, version) in wanted:
                found[name.rpartition(".")[0]] = group or CORE
            case _:
                pass
    return found


def _load(
    served: Served, wanted: Mapping[GroupVersion, Mapping[str, JsonObject]], prefixes: Mapping[str, str], library: Library
) -> tuple[Specification, list[str]]:
    if not wanted:
        return Specification(minor=None, digest="", definitions={}, operations=()), []
    outside = {name for name in library.structs if name.rpartition(".")[0] not in prefixes}
    paths: dict[str, JsonValue] = {path: dict(node) for part in wanted.values() for path, node in part.items()}
    roots = [*references(paths), *references(served.parameters)]
    handwritten: dict[str, JsonValue] = {name: {} for name in HANDWRITTEN}
    definitions: dict[str, JsonValue] = {
        name: dict(node) for name, node in reached(served, roots, frozenset(outside | handwritten.keys())).items()
    }
    root: JsonObject = {
        "swagger": "2.0",
        "info": {"version": served.version},
        "parameters": served.parameters,
        "paths": paths,
        "definitions": definitions | handwritten,
    }
    digest = hashlib.sha256(json.dumps(root, sort_keys=True).encode("utf-8", "surrogatepass")).hexdigest()
    specification, warnings = load_parsed(root, digest, strict=False, elsewhere=outside)
    return replace(specification, external={name: external(name) for name in sorted(outside)}), warnings
