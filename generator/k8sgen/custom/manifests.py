"""CustomResourceDefinitions: from manifests to the versions of custom resources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from k8sgen.errors import GeneratorError, SpecError
from k8sgen.spec.files import read_file
from k8sgen.spec.json_text import parse_json
from k8sgen.spec.model import JsonSchema, JsonValue
from k8sgen.spec.reader import JsonObject, as_bool, as_list, as_object, as_string, below
from k8sgen.spec.yaml_text import parse_yaml

_LABEL = r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?"


@dataclass(frozen=True, slots=True)
class Naming:
    """Names become paths and identifiers, so what may be in them is settled here."""

    pattern: str
    expected: str

    def checked(self, value: JsonValue, pointer: str) -> str:
        text = as_string(value, pointer)
        if not re.fullmatch(self.pattern, text):
            raise SpecError(pointer, f"{text[:100]!r} is not {self.expected}")
        return text


GROUP = Naming(
    r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)+", "a domain such as stable.example.com"
)
VERSION = Naming(_LABEL, "a version such as v1beta1")
PLURAL = Naming(_LABEL, "a lower-case name")
KIND = Naming(r"[A-Za-z]([-A-Za-z0-9]{0,61}[A-Za-z0-9])?", "a name of letters, digits and dashes")


@dataclass(frozen=True, slots=True)
class CustomVersion:
    """One version of a custom resource that is served."""

    group: str
    version: str
    kind: str
    list_kind: str
    plural: str
    namespaced: bool
    has_status: bool
    has_scale: bool
    schema: JsonSchema
    pointer: str
    """Of the schema."""

    @property
    def title(self) -> str:
        return f"{self.plural}.{self.group}/{self.version}"


def read_crds(files: Sequence[Path]) -> tuple[list[CustomVersion], list[str]]:
    """The served versions of all definitions in the files, and notes about what was left out."""
    found: list[CustomVersion] = []
    notes: list[str] = []
    for file in files:
        definitions = [(node, pointer) for node, pointer in _objects(file) if node.get("kind") == "CustomResourceDefinition"]
        if not definitions:
            raise GeneratorError(f"{file} has no CustomResourceDefinition")
        for node, pointer in definitions:
            found += _versions(node, pointer, notes)
    _check_distinct(found)
    return found, notes


def _objects(file: Path) -> Iterator[tuple[JsonObject, str]]:
    """The objects of a file, those in lists included, each with its place."""
    text = read_file(file)
    documents = [_json(text, file)] if text.lstrip()[:1] == b"{" else parse_yaml(text, str(file))
    for number, document in enumerate(documents, 1):
        pointer = f"{file}:" if len(documents) == 1 else f"{file}: document {number}:"
        yield from _unpacked(as_object(document, pointer), pointer)


def _json(text: bytes, file: Path) -> JsonValue:
    try:
        return parse_json(text)
    except SpecError as error:
        raise GeneratorError(f"{file}: {error}") from None


def _unpacked(node: JsonObject, pointer: str) -> Iterator[tuple[JsonObject, str]]:
    if not str(node.get("kind", "")).endswith("List"):
        yield node, pointer
        return
    at = below(pointer, "items")
    for index, item in enumerate(as_list(node.get("items"), at)):
        yield as_object(item, f"{at}/{index}"), f"{at}/{index}"


def _versions(node: JsonObject, pointer: str, notes: list[str]) -> Iterator[CustomVersion]:
    if node.get("apiVersion") != "apiextensions.k8s.io/v1":
        raise SpecError(below(pointer, "apiVersion"), f"{node.get('apiVersion')!r} is not apiextensions.k8s.io/v1")
    at = below(pointer, "spec")
    spec = as_object(node.get("spec"), at)
    names_at = below(at, "names")
    names = as_object(spec.get("names"), names_at)
    group = GROUP.checked(spec.get("group"), below(at, "group"))
    plural = PLURAL.checked(names.get("plural"), below(names_at, "plural"))
    kind = KIND.checked(names.get("kind"), below(names_at, "kind"))
    list_kind = kind + "List"
    if names.get("listKind"):
        list_kind = KIND.checked(names["listKind"], below(names_at, "listKind"))
    scope = as_string(spec.get("scope"), below(at, "scope"))
    if scope not in ("Cluster", "Namespaced"):
        raise SpecError(below(at, "scope"), f"{scope!r} is neither Cluster nor Namespaced")
    versions_at = below(at, "versions")
    for index, item in enumerate(as_list(spec.get("versions"), versions_at)):
        here = f"{versions_at}/{index}"
        entry = as_object(item, here)
        version = VERSION.checked(entry.get("name"), below(here, "name"))
        if not as_bool(entry.get("served", False), below(here, "served")):
            notes.append(f"{here}: {version} is not served, so nothing is generated for it")
            continue
        schema, schema_at = _schema(entry, here)
        parts = as_object(entry.get("subresources") or {}, below(here, "subresources"))
        yield CustomVersion(
            group=group,
            version=version,
            kind=kind,
            list_kind=list_kind,
            plural=plural,
            namespaced=scope == "Namespaced",
            has_status=parts.get("status") is not None,
            has_scale=parts.get("scale") is not None,
            schema=schema,
            pointer=schema_at,
        )


def _schema(entry: JsonObject, pointer: str) -> tuple[JsonSchema, str]:
    at = below(pointer, "schema")
    holder = as_object(entry.get("schema"), at)
    at = below(at, "openAPIV3Schema")
    schema = as_object(holder.get("openAPIV3Schema"), at)
    if schema.get("type") != "object":
        raise SpecError(below(at, "type"), "a custom resource is an object: expected 'object'")
    return schema, at


def _check_distinct(versions: Iterable[CustomVersion]) -> None:
    """As a server demands it: of resources, and of kinds, among which those of lists are."""
    first: dict[str, str] = {}
    for version in versions:
        kinds = [f"{kind} of {version.group}/{version.version}" for kind in (version.kind, version.list_kind)]
        for title in (version.title, *kinds):
            if title in first:
                raise SpecError(version.pointer, f"{title} was defined already, at {first[title]}")
            first[title] = version.pointer
