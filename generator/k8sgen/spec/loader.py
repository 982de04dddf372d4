"""From the bytes of a document to a Specification."""

from __future__ import annotations

import hashlib
import re

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
    novelties = Novelties(strict)
    root = as_object(parse_json(document), "")
    _check_top_level(root, novelties)
    schemas = SchemaReader(novelties)
    definitions = _definitions(root, schemas)
    operations = _operations(root, schemas, novelties)
    _check_references(definitions, operations)
    specification = Specification(
        minor=_minor(root),
        digest=hashlib.sha256(document).hexdigest(),
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
        if other is not operation:
            raise SpecError(operation.pointer, f"has the operationId of {other.title}: {operation.id!r}")
    return operations


def _check_references(definitions: dict[str, Definition], operations: tuple[Operation, ...]) -> None:
    for definition in definitions.values():
        _check_type(definition.type, definition.pointer, definitions)
    for operation in operations:
        for part in (operation.body, operation.answer, *(parameter.type for parameter in operation.parameters)):
            if part is not None:
                _check_type(part, operation.pointer, definitions)


def _check_type(checked: Type, pointer: str, definitions: dict[str, Definition]) -> None:
    match checked:
        case Reference(name) if name not in definitions:
            raise SpecError(pointer, f"refers to {name!r}, which is not defined")
        case ListType(element) | MapType(element):
            _check_type(element, pointer, definitions)
        case ObjectType(properties):
            for member in properties:
                _check_type(member.type, member.pointer, definitions)
        case _:
            pass
