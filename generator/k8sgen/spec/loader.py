"""From the bytes of a document to a Specification."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from dataclasses import replace

from k8sgen.errors import SpecError
from k8sgen.spec.json_text import parse_json
from k8sgen.spec.model import Definition, ListType, MapType, ObjectType, Operation, Reference, Specification, Type
from k8sgen.spec.operations import OperationReader
from k8sgen.spec.reader import JsonObject, Novelties, as_object, below, string_member
from k8sgen.spec.schemas import SchemaReader

_TOP_LEVEL = frozenset({"definitions", "info", "parameters", "paths", "security", "securityDefinitions", "swagger"})

# Definition names become paths and identifiers, so what may be in them is settled before anything else looks at them.
_DEFINITION_NAME = re.compile(r"(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9_]*")


def load(document: bytes, *, strict: bool) -> tuple[Specification, list[str]]:
    """Read a document. Also returns warnings: what it says that the generator does not understand, unless strict."""
    return load_parsed(as_object(parse_json(document), ""), hashlib.sha256(document).hexdigest(), strict=strict)


def load_parsed(
    root: JsonObject, digest: str, *, strict: bool, elsewhere: Container[str] = ()
) -> tuple[Specification, list[str]]:
    """`elsewhere`: definitions that are referred to, and that need not be there."""
    novelties = Novelties(strict)
    _check_top_level(root, novelties)
    schemas = SchemaReader(novelties)
    definitions = _definitions(root, schemas)
    operations = _operations(root, schemas, novelties)
    _check_references(definitions, operations, elsewhere)
    specification = Specification(
        minor=_minor(root),
        digest=digest,
        definitions=definitions,
        operations=operations,
    )
    return specification, novelties.warnings()


def _check_top_level(root: JsonObject, novelties: Novelties) -> None:
    if root.get("swagger") != "2.0":
        raise SpecError("/swagger", "expected an OpenAPI document of version 2.0, as kube-apiserver serves at /openapi/v2")
    for keyword in root.keys() - _TOP_LEVEL:
        novelties.note(below("", keyword), f"keyword {keyword!r}")


def _minor(root: JsonObject) -> tuple[int, int] | None:
    version = string_member(as_object(root.get("info", {}), "/info"), "version", "/info")
    found = re.search(r"(\d{1,3})\.(\d{1,3})", version)
    return (int(found[1]), int(found[2])) if found else None


def _definitions(root: JsonObject, schemas: SchemaReader) -> dict[str, Definition]:
    members = as_object(root.get("definitions", {}), "/definitions")
    definitions = {}
    for name in sorted(members):
        pointer = below("/definitions", name)
        if not _DEFINITION_NAME.fullmatch(name):
            raise SpecError(pointer, "not a name that a definition can have: words with dots between them, a type's name last")
        definitions[name] = schemas.definition(name, members[name], pointer)
    return definitions


def _operations(root: JsonObject, schemas: SchemaReader, novelties: Novelties) -> tuple[Operation, ...]:
    shared = as_object(root.get("parameters", {}), "/parameters")
    paths = as_object(root.get("paths", {}), "/paths")
    operations = tuple(OperationReader(schemas, novelties, shared).operations(paths))
    seen: dict[str, Operation] = {}
    for operation in operations:
        other = seen.setdefault(operation.id, operation)
        if other is not operation and novelties.strict:
            raise SpecError(operation.pointer, f"has the operationId of {other.title}: {operation.id!r}")
    # A server makes them of the first word of a group, so those of a custom resource may be those of a built-in one.
    return tuple(
        operation if seen[operation.id] is operation else replace(operation, id=operation.title) for operation in operations
    )


def _check_references(definitions: dict[str, Definition], operations: tuple[Operation, ...], elsewhere: Container[str]) -> None:
    def check(part: Type, pointer: str) -> None:
        match part:
            case Reference(name) if name not in definitions and name not in elsewhere:
                raise SpecError(pointer, f"refers to {name!r}, which is not defined")
            case ListType(element) | MapType(element):
                check(element, pointer)
            case ObjectType(properties):
                for member in properties:
                    check(member.type, member.pointer)
            case _:
                pass

    for definition in definitions.values():
        check(definition.type, definition.pointer)
    for operation in operations:
        for found in (operation.body, operation.answer, *(parameter.type for parameter in operation.parameters)):
            if found is not None:
                check(found, operation.pointer)
