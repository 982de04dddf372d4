"""Sources of a package: how its structs are spread over a few of them."""

from __future__ import annotations

import math
from collections.abc import Iterable

from k8sgen.lower.catalog import Catalog
from k8sgen.lower.includes import includes
from k8sgen.lower.model import CppKinds, CppStruct, CppTables
from k8sgen.lower.packages import Package

# A compiler takes some 3 kB of memory and 10 ms for each field; a source of that many stays below 400 MB and 10 s.
_FIELDS_PER_SOURCE = 450
_FIELDS_FOR_A_STRUCT = 3

_RUNTIME = (
    "<cstddef>",
    "<span>",
    "<string_view>",
    "<utility>",
    "k8s/codec/describe.h",
    "k8s/codec/equal.h",
    "k8s/codec/replace.h",
    "k8s/codec/resource.h",
    "k8s/codec/type.h",
)


def spread(package: Package, structs: list[CppStruct], catalog: Catalog) -> list[CppTables]:
    """The sources of a package. The last one also registers its kinds."""
    parts = _balanced(structs)
    folder = f"{catalog.options.include_root}/api/{package.folder}"
    registered = _registered(structs)
    return [
        CppTables(
            path=f"{folder}/tables.cc" if len(parts) == 1 else f"{folder}/tables_{number}.cc",
            namespace=catalog.full_namespace(package),
            codec=catalog.runtime("codec", package),
            includes=includes((*_RUNTIME, *_headers(structs if part is parts[-1] else part, catalog))),
            structs=tuple(part),
            registered=registered if part is parts[-1] else None,
        )
        for number, part in enumerate(parts, 1)
    ]


def _registered(structs: Iterable[CppStruct]) -> CppKinds:
    kinds = [struct for struct in structs if struct.kind]
    return CppKinds(
        kinds=tuple(struct.name for struct in kinds),
        resources=tuple(struct.name for struct in kinds if struct.resource),
    )


def _headers(structs: Iterable[CppStruct], catalog: Catalog) -> set[str]:
    headers: set[str] = set()
    for struct in structs:
        headers.add(struct.header)
        headers |= {catalog.objects[name].header for name in struct.depends}
    return headers


def _weight(struct: CppStruct) -> int:
    return len(struct.fields) + _FIELDS_FOR_A_STRUCT


def _balanced(structs: list[CppStruct]) -> list[list[CppStruct]]:
    """In the order of their names, in parts of about the same weight."""
    total = sum(map(_weight, structs))
    count = max(1, math.ceil(total / _FIELDS_PER_SOURCE))
    parts: list[list[CppStruct]] = [[] for _ in range(count)]
    passed = 0
    for struct in structs:
        parts[min(count - 1, passed * count // total)].append(struct)
        passed += _weight(struct)
    return [part for part in parts if part]
