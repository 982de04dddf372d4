"""Merge metadata: what patches and server-side apply need to know of a list or a map."""

from __future__ import annotations

from k8sgen.errors import SpecError
from k8sgen.lower.model import CppKeys, CppMerge
from k8sgen.lower.text import literal
from k8sgen.spec.model import ListType, ObjectType, Property, Reference, Specification

_LIST_KINDS = {"": "kAtomic", "atomic": "kAtomic", "set": "kSet", "map": "kMap"}


def lower_merge(member: Property, constant: str, specification: Specification) -> CppMerge | None:
    """None where everything is as in a field that says nothing."""
    merge = member.merge
    if merge.list_type not in _LIST_KINDS:
        raise SpecError(member.pointer, f"no such list type: {merge.list_type!r}")
    keys = merge.list_map_keys
    result = CppMerge(
        constant=f"k{constant}Merge",
        list_kind=_LIST_KINDS[merge.list_type],
        keys=_keys(f"k{constant}Keys", keys),
        key_defaults=_keys(f"k{constant}KeyDefaults", _defaults(member, keys, specification)),
        patch_key=literal(merge.patch_merge_key) if merge.patch_merge_key else "",
        patch_merge="merge" in merge.patch_strategies,
        retain_keys="retainKeys" in merge.patch_strategies,
        atomic_map=merge.map_type == "atomic",
    )
    says_something = (
        result.list_kind != "kAtomic" or result.patch_key or result.patch_merge or result.retain_keys or result.atomic_map
    )
    return result if says_something else None


def _keys(constant: str, values: tuple[str, ...]) -> CppKeys | None:
    return CppKeys(constant, tuple(literal(value) for value in values)) if values else None


def _defaults(member: Property, keys: tuple[str, ...], specification: Specification) -> tuple[str, ...]:
    """What counts where an item leaves a key out; nothing if no key has a default."""
    match member.type:
        case ListType(Reference(name)) if name in specification.definitions:
            item = specification.definitions[name].type
        case _:
            return ()
    known = {part.name: part.default for part in item.properties} if isinstance(item, ObjectType) else {}
    defaults = tuple(default if isinstance(default := known.get(key), str) else "" for key in keys)
    return defaults if any(defaults) else ()
