"""Facts of the Go types: what a specification cannot tell, and what must not change when it does.

They hold by (definition, property) for any document, whatever its version: regenerating never changes the C++ type of a field
that programs already use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from k8sgen.errors import GeneratorError
from k8sgen.spec.json_text import parse_json

LIST = "[]"
MAP = "map"


@dataclass(frozen=True, slots=True)
class GoType:
    """A Go type, with names of lists and maps looked through."""

    spelling: str
    pointer: bool
    containers: tuple[str, ...]
    """LIST and MAP, from the outside in."""
    element: str
    """What is inside: `string`, `[]byte`, or the name of a type."""
    wrapped: bool
    """The innermost list is a message of its own in protobuf: Verbs, ExtraValue."""


@dataclass(frozen=True, slots=True)
class GoField:
    name: str
    """In JSON; in Go for types that write their own JSON."""
    type: GoType
    omitempty: bool
    protobuf: tuple[int, ...]
    """The numbers on the way to the field, outermost message first."""


@dataclass(frozen=True)
class Facts:
    types: Mapping[str, Mapping[str, Any]]
    required: Mapping[str, frozenset[str]]
    """What the committed specification requires: the facts' own view, whichever document is being generated from."""

    @staticmethod
    def none() -> Facts:
        return Facts({}, {})

    @staticmethod
    def load(types_json: Path, swagger_json: Path) -> Facts:
        types = _member_of(types_json, "types")
        definitions = _member_of(swagger_json, "definitions")
        return Facts(types, {name: frozenset(schema.get("required", ())) for name, schema in definitions.items()})

    def fields(self, definition: str) -> Iterable[GoField]:
        """The fields of a definition in the order of their declaration; none if Go does not know it."""
        for entry in self.types.get(definition, {}).get("fields", ()):
            go_type = self._parse(entry["type"])
            numbers = tuple(entry.get("pb", ()))
            yield GoField(
                name=entry.get("json") or entry["go"],
                type=go_type,
                omitempty=entry.get("omitempty", False) or entry.get("omitzero", False),
                protobuf=(*numbers, 1) if numbers and go_type.wrapped and go_type.containers == (LIST,) else numbers,
            )

    def is_struct(self, definition: str) -> bool:
        """Whether Go knows a definition as an object with fields, possibly none, that has the usual JSON."""
        entry = self.types.get(definition, {})
        return "fields" in entry and not entry.get("custom", False)

    def is_named_string(self, name: str) -> bool:
        return self.types.get(name, {}).get("type") == "string"

    def underlying(self, name: str) -> str:
        """What a named scalar is; any other name is itself."""
        spelling: str = self.types.get(name, {}).get("type", name)
        return spelling

    def requires(self, definition: str, member: str, otherwise: bool) -> bool:
        """Whether a property is required, as far as it decides the C++ type."""
        if definition not in self.required:
            return otherwise
        return member in self.required[definition]

    def _parse(self, spelling: str) -> GoType:
        pointer = spelling.startswith("*")
        rest = spelling.removeprefix("*")
        containers: list[str] = []
        wrapped = False
        while True:
            if rest == "[]byte":
                break
            if rest.startswith("[]"):
                containers.append(LIST)
                rest = rest[2:]
            elif rest.startswith("map["):
                containers.append(MAP)
                rest = rest.partition("]")[2]
            elif (entry := self.types.get(rest, {})).get("type", "").startswith(("[]", "map[")):
                wrapped = entry.get("protobuf", False)
                rest = entry["type"]
            else:
                break
        return GoType(spelling, pointer, tuple(containers), rest, wrapped)


def _member_of(file: Path, name: str) -> dict[str, Any]:
    try:
        content: Any = parse_json(file.read_bytes())
        member: dict[str, Any] = content[name]
    except (OSError, LookupError, TypeError, GeneratorError) as error:
        raise GeneratorError(f"the facts of the Go types cannot be read: {file}: {error}") from None
    return member
