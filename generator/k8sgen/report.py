"""What became of everything in a document. The numbers have to add up: nothing is dropped silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from k8sgen.errors import GeneratorError, SpecError
from k8sgen.lower.members import TYPE_META
from k8sgen.pipeline import Compiled
from k8sgen.spec.model import ObjectType, Specification

_LISTED = 20


def check_is_an_api(compiled: Compiled) -> None:
    """What has no kinds or nowhere to send them is not the document of an API server, but the answer of something else."""
    document = compiled.document
    if not document.definitions:
        raise SpecError("/definitions", "there are none: an API server has kinds")
    if not document.operations:
        raise SpecError("/paths", "there are no operations: an API server serves its kinds")
    if not any(struct.kind for struct in compiled.structs):
        raise SpecError("/definitions", "none of them is a kind: an object with apiVersion, kind and a group, version and kind")


def check_totals(compiled: Compiled) -> None:
    """Every definition, property and operation of the document has exactly one fate."""
    specification = compiled.specification
    definitions = (compiled.catalog.structs, specification.handwritten, specification.plain)
    _check("definition", compiled.document.definitions, definitions)
    _check("property", _properties(compiled.document), _fates_of_properties(compiled).values())
    operations = [operation.id for operation in compiled.document.operations]
    _check("operation", operations, (compiled.resources.served, compiled.resources.skipped))


def _check(what: str, everything: Iterable[str], fates: Iterable[Iterable[str]]) -> None:
    count = Counter(name for fate in fates for name in fate)
    for name in everything:
        if count[name] != 1:
            raise GeneratorError(f"{what} {name} has {count[name]} fates instead of one: a defect of the generator")


def _properties(specification: Specification) -> list[str]:
    return [
        f"{name}.{member.name}"
        for name, definition in specification.definitions.items()
        if isinstance(definition.type, ObjectType)
        for member in definition.type.properties
    ]


def _fates_of_properties(compiled: Compiled) -> dict[str, list[str]]:
    specification = compiled.specification
    replaced = replace(specification, definitions={name: specification.definitions[name] for name in specification.handwritten})
    return {
        "members": [f"{struct.definition}.{field.property}" for struct in compiled.structs for field in struct.fields],
        "apiVersion and kind of whole objects": [
            f"{struct.definition}.{name}" for struct in compiled.structs if struct.kind for name in TYPE_META
        ],
        "in handwritten types": _properties(replaced),
    }


def summary(compiled: Compiled) -> list[str]:
    """The lines that a run prints."""
    specification, resources = compiled.specification, compiled.resources
    properties, operations = _properties(compiled.document), compiled.document.operations
    lines = [
        f"Kubernetes {specification.version}: {len(compiled.document.definitions)} definitions, "
        f"{len(properties)} properties, {len(operations)} operations",
        f"definitions: {len(compiled.structs)} generated, {len(specification.handwritten)} mapped to handwritten types, "
        f"{len(specification.plain)} inlined as plain types",
        "properties: " + ", ".join(f"{len(names)} {fate}" for fate, names in _fates_of_properties(compiled).items()),
        f"enumerations: {len(compiled.enumerations)}, of {len(compiled.catalog.enumeration_of)} properties",
        f"operations: {len(resources.served)} served by {len(resources.by_definition)} clients, "
        f"{len(resources.skipped)} skipped",
    ]
    if added := len(_properties(specification)) - len(properties):
        lines.insert(3, f"  {added} of them added by passes")
    lines += [f"  {count} skipped: {reason}" for reason, count in sorted(Counter(resources.skipped.values()).items())]
    return lines if compiled.catalog.options.target else lines + _decided_by_schema(compiled)


def _decided_by_schema(compiled: Compiled) -> list[str]:
    """Fields that the facts of the Go types do not know."""
    unknown = [
        f"{struct.definition}.{field.property}: {field.reason}"
        for struct in compiled.structs
        for field in struct.fields
        if not field.known_to_go
    ]
    if not unknown:
        return ["presence: all decided by facts of the Go types"]
    more = [f"  and {len(unknown) - _LISTED} more"] if len(unknown) > _LISTED else []
    listed = [f"  {line}" for line in unknown[:_LISTED]]
    return [f"presence: {len(unknown)} members decided by the schema alone", *listed, *more]
