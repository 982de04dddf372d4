"""Who set which field, as the API server keeps it in metadata.managedFields."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]

# Merge keys of the lists that server-side apply treats as maps; every other list is owned as a whole.
_LIST_KEYS: dict[str, tuple[str, ...]] = {
    "conditions": ("type",),
    "containers": ("name",),
    "env": ("name",),
    "imagePullSecrets": ("name",),
    "initContainers": ("name",),
    "ownerReferences": ("uid",),
    "podIPs": ("ip",),
    "ports": ("containerPort", "protocol"),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "volumeMounts": ("mountPath",),
    "volumes": ("name",),
}
_ATOMIC_MAPS = {"configMapKeyRef", "fieldRef", "labelSelector", "nodeSelector", "resourceFieldRef", "secretKeyRef"}
_LISTS_OF_ATOMIC_MAPS = {"imagePullSecrets", "ownerReferences"}


def owned_fields(value: Json, *, root: bool = True) -> Json:
    """The fieldsV1 tree of whoever set all of `value`."""
    tree: Json = {} if root else {".": {}}
    for name in sorted(value):
        member = value[name]
        if member == []:
            continue
        keys = _LIST_KEYS.get(name)
        if isinstance(member, dict) and member and name not in _ATOMIC_MAPS:
            tree[f"f:{name}"] = owned_fields(member, root=False)
        elif isinstance(member, list) and keys:
            items = {}
            for item in member:
                key = json.dumps({key: item[key] for key in keys}, separators=(",", ":"))
                items[f"k:{key}"] = {} if name in _LISTS_OF_ATOMIC_MAPS else owned_fields(item, root=False)
            own: Json = {} if name in ("containers", "initContainers") else {".": {}}
            tree[f"f:{name}"] = own | {key: items[key] for key in sorted(items)}
        else:
            tree[f"f:{name}"] = {}
    return tree


def managed_fields(manager: str, time: str, fields: Json, subresource: str = "") -> Json:
    entry = {
        "manager": manager,
        "operation": "Update",
        "apiVersion": "v1",
        "time": time,
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
    }
    return entry | ({"subresource": subresource} if subresource else {})
