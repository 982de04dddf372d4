"""Custom resources in a document: what their definitions said is what the document says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from k8sgen.custom.external import OBJECT_META
from k8sgen.custom.manifests import GROUP, KIND, PLURAL, VERSION, CustomVersion
from k8sgen.lower.resources import parse_path
from k8sgen.served.documents import Served, references
from k8sgen.served.selection import GroupVersion
from k8sgen.spec.model import JsonSchema, JsonValue
from k8sgen.spec.reader import JsonObject, as_object, below


@dataclass
class _Resource:
    namespaced: bool = False
    kind: str = ""
    """The definition of its objects."""
    listing: str = ""
    subresources: set[str] = field(default_factory=set)


def custom_versions(served: Served, wanted: GroupVersion, paths: Mapping[str, JsonObject]) -> list[CustomVersion]:
    """Empty where the group version is not one of custom resources: those are described in one piece, metadata excepted."""
    resources = _resources(paths)
    if not all(_in_one_piece(served, wanted, resource) for resource in resources.values()):
        return []
    return [_version(served, wanted, plural, resources[plural]) for plural in sorted(resources)]


def _resources(paths: Mapping[str, JsonObject]) -> dict[str, _Resource]:
    found: dict[str, _Resource] = {}
    for path, node in paths.items():
        place = parse_path(path)
        if place is None:
            continue
        resource = found.setdefault(place.plural, _Resource())
        resource.namespaced |= place.namespaced
        if place.subresource:
            resource.subresources.add(place.subresource)
        elif path.endswith("/{name}"):
            resource.kind = _answer(node)
        else:
            resource.listing = _answer(node)
    return found


def _answer(path: JsonObject) -> str:
    """The definition that a GET answers with."""
    match path.get("get"):
        case {"responses": {"200": {"schema": schema}}}:
            return next(references(schema), "")
        case _:
            return ""


def _in_one_piece(served: Served, wanted: GroupVersion, resource: _Resource) -> bool:
    prefix = f"{'.'.join(reversed(wanted.group.split('.')))}.{wanted.version}"
    if "." not in wanted.group or resource.kind.rpartition(".")[0] != prefix or resource.kind not in served.definitions:
        return False
    return set(references(served.definitions[resource.kind])) <= {OBJECT_META}


def _version(served: Served, wanted: GroupVersion, plural: str, resource: _Resource) -> CustomVersion:
    at = served.places[resource.kind]
    kind = KIND.checked(resource.kind.rpartition(".")[2], at)
    return CustomVersion(
        group=GROUP.checked(wanted.group, at),
        version=VERSION.checked(wanted.version, at),
        kind=kind,
        list_kind=KIND.checked(resource.listing.rpartition(".")[2] or f"{kind}List", at),
        plural=PLURAL.checked(plural, at),
        namespaced=resource.namespaced,
        has_status="status" in resource.subresources,
        has_scale="scale" in resource.subresources,
        schema=_schema(served.definitions[resource.kind], at),
        pointer=at,
    )


def _schema(definition: JsonObject, pointer: str) -> JsonSchema:
    """Without what the server says of every object."""
    properties = as_object(definition.get("properties", {}), below(pointer, "properties"))
    own: dict[str, JsonValue] = {"apiVersion": {"type": "string"}, "kind": {"type": "string"}, "metadata": {"type": "object"}}
    return {**definition, "type": "object", "properties": {**properties, **own}}
