"""What became of everything in a document. The numbers have to add up: nothing is dropped silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from k8sgen.errors import GeneratorError
from k8sgen.pipeline import Compiled
from k8sgen.spec.model import Definition, ObjectType

_LISTED = 20


def check_totals(compiled: Compiled) -> None:
    """Every definition and operation has exactly one fate."""
    specification = compiled.specification
    fates = (compiled.catalog.structs, specification.handwritten, specification.plain)
    _check("definition", specification.definitions, fates)
    operations = [operation.id for operation in specification.operations]
    _check("operation", operations, (compiled.resources.served, compiled.resources.skipped))


def _check(what: str, everything: Iterable[str], fates: Iterable[Iterable[str]]) -> None:
    count = Counter(name for fate in fates for name in fate)
    for name in everything:
        if count[name] != 1:
            raise GeneratorError(f"{what} {name} has {count[name]} fates instead of one: a defect of the generator")


def summary(compiled: Compiled) -> list[str]:
    """The lines that a run prints."""
    specification = compiled.specification
    properties = sum(_properties(definition) for definition in specification.definitions.values())
    fields = sum(len(struct.fields) for struct in compiled.structs)
    resources = compiled.resources
    lines = [
        f"Kubernetes {specification.version}: {len(specification.definitions)} definitions, "
        f"{properties} properties, {len(specification.operations)} operations",
        f"definitions: {len(compiled.structs)} generated, {len(specification.handwritten)} mapped to handwritten types, "
        f"{len(specification.plain)} inlined as plain types",
        f"properties: {fields} members, {properties - fields} apiVersion and kind of whole objects",
        f"enumerations: {len(compiled.enumerations)}",
        f"operations: {len(resources.served)} served by {len(resources.by_definition)} clients, "
        f"{len(resources.skipped)} skipped",
    ]
    lines += [f"  {count} skipped: {reason}" for reason, count in sorted(Counter(resources.skipped.values()).items())]
    return lines + _decided_by_schema(compiled)


def _properties(definition: Definition) -> int:
    return len(definition.type.properties) if isinstance(definition.type, ObjectType) else 0


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
