"""What a server serves: one OpenAPI v2 document of everything, or OpenAPI v3 documents, one for each group version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from k8sgen.errors import GeneratorError, SpecError
from k8sgen.served.openapi_v3 import DEFINITIONS, path_of_v3, schema_of_v3
from k8sgen.spec.json_text import parse_json
from k8sgen.spec.model import JsonValue
from k8sgen.spec.reader import JsonObject, as_object, below, string_member


@dataclass
class Served:
    """In the words of OpenAPI v2, which the reader knows."""

    version: str = ""
    """Of Kubernetes; the documents of v3 do not all tell it."""
    definitions: dict[str, JsonObject] = field(default_factory=dict)
    paths: dict[str, JsonObject] = field(default_factory=dict)
    parameters: dict[str, JsonValue] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    """Where a definition or a path stands."""


def read_documents(documents: Iterable[tuple[str, bytes]]) -> Served:
    """`documents` have names, for what is wrong with them. What several describe is taken from the first."""
    served = Served()
    for name, text in documents:
        try:
            root = as_object(parse_json(text), "")
        except SpecError as error:
            raise GeneratorError(f"{name}: {error}") from None
        _add(root, f"{name}:", served)
    return served


def _add(root: JsonObject, place: str, served: Served) -> None:
    if root.get("swagger") == "2.0":
        info = as_object(root.get("info", {}), below(place, "info"))
        served.version = served.version or string_member(info, "version", below(place, "info"))
        served.parameters |= as_object(root.get("parameters", {}), below(place, "parameters"))
        _add_new(served.definitions, _objects(root, "definitions", place), served)
        _add_new(served.paths, _objects(root, "paths", place), served)
    elif str(root.get("openapi", "")).startswith("3."):
        at = below(place, "components")
        schemas = _objects(as_object(root.get("components", {}), at), "schemas", at)
        _add_new(served.definitions, ((name, schema_of_v3(node, at), at) for name, node, at in schemas), served)
        paths = _objects(root, "paths", place)
        _add_new(served.paths, ((path, path_of_v3(node, at), at) for path, node, at in paths), served)
    else:
        raise GeneratorError(
            f"{place} neither an OpenAPI document of version 2.0 nor one of version 3, as kube-apiserver serves at "
            "/openapi/v2 and below /openapi/v3"
        )


def _objects(holder: JsonObject, key: str, pointer: str) -> Iterator[tuple[str, JsonObject, str]]:
    at = below(pointer, key)
    for name, node in as_object(holder.get(key, {}), at).items():
        yield name, as_object(node, below(at, name)), below(at, name)


def _add_new(known: dict[str, JsonObject], found: Iterable[tuple[str, JsonObject, str]], served: Served) -> None:
    for name, node, place in found:
        if name not in known:
            known[name] = node
            served.places[name] = place


def references(node: JsonValue | JsonObject) -> Iterator[str]:
    """The definitions that a part of a document names. Without recursion: nobody has checked how deep it is."""
    waiting: list[JsonValue | JsonObject] = [node]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Mapping):
            reference = value.get("$ref")
            if isinstance(reference, str) and reference.startswith(DEFINITIONS):
                yield reference.removeprefix(DEFINITIONS).replace("~1", "/").replace("~0", "~")
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
