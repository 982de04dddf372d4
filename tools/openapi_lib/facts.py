"""Counts that tell at a glance whether an export is what it should be, and checks of one file against the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from testbed_lib.errors import ToolError

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """How much there is of what."""

    definitions: int
    properties: int
    enums: int
    paths: int
    operations: int
    go_types: int
    go_structs: int
    properties_with_go_field: int

    def lines(self) -> list[str]:
        return [
            f"{self.definitions:,} definitions with {self.properties:,} properties and {self.enums:,} enums",
            f"{self.paths:,} paths with {self.operations:,} operations",
            f"{self.go_types:,} Go types, {self.go_structs:,} of them structs",
            f"{self.properties_with_go_field:,} properties have their Go field",
        ]


def facts_of(swagger: Json, types: Json) -> Facts:
    definitions: Json = swagger["definitions"]
    go_types: Json = types["types"]
    properties = sum(len(definition.get("properties", {})) for definition in definitions.values())
    return Facts(
        definitions=len(definitions),
        properties=properties,
        enums=sum("enum" in schema for definition in definitions.values() for schema in _schemas(definition)),
        paths=len(swagger["paths"]),
        operations=sum(key != "parameters" for path in swagger["paths"].values() for key in path),
        go_types=len(go_types),
        go_structs=sum("fields" in go_type for go_type in go_types.values()),
        properties_with_go_field=properties - len(properties_without_go_field(swagger, types)),
    )


def properties_without_go_field(swagger: Json, types: Json) -> list[str]:
    missing = []
    for name, definition in swagger["definitions"].items():
        known = {field.get("json") for field in types["types"].get(name, {}).get("fields", [])}
        missing += [f"{name}.{field}" for field in definition.get("properties", {}) if field not in known]
    return missing


def require_go_fields(swagger: Json, types: Json) -> None:
    """Whatever the server publishes must be known from Go, or the two come from different versions."""
    if missing := properties_without_go_field(swagger, types):
        raise ToolError(f"{len(missing)} properties have no Go field: {', '.join(missing[:5])}, ...")


def _schemas(schema: Json) -> Iterator[Json]:
    """A schema and all that lie in it."""
    yield schema
    children = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    for child in children:
        if isinstance(child, Mapping):
            yield from _schemas(child)
