"""From the bytes of a document to everything that is to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from k8sgen.facts import Facts
from k8sgen.lower.agreement import types_of_go
from k8sgen.lower.catalog import Catalog, build_catalog
from k8sgen.lower.clients import lower_clients
from k8sgen.lower.enumerations import lower_enumerations
from k8sgen.lower.informers import lower_informers
from k8sgen.lower.members import MemberLowering, is_kind, is_named_object
from k8sgen.lower.model import CppEnumeration, CppGroup, CppGroupClient, CppGroupInformers, CppStruct, CppTables, CppValidator
from k8sgen.lower.packages import Package
from k8sgen.lower.resources import ResourceTable, Usable, collect_resources
from k8sgen.lower.schemas import lower_validators
from k8sgen.lower.structs import StructLowering
from k8sgen.lower.tables import spread
from k8sgen.options import Options
from k8sgen.passes import PASSES, Trace, run_passes
from k8sgen.served.specify import Selected
from k8sgen.spec.loader import load
from k8sgen.spec.model import Specification


@dataclass(frozen=True)
class Compiled:
    """Everything known before the first byte is printed."""

    document: Specification
    """As it was read."""
    specification: Specification
    """As the passes left it, with the types that Go has."""
    trace: Trace
    catalog: Catalog
    resources: ResourceTable
    structs: list[CppStruct]
    enumerations: list[CppEnumeration]
    tables: list[CppTables]
    clients: list[CppGroupClient]
    informers: list[CppGroupInformers]
    validators: list[CppValidator]
    groups: list[CppGroup]
    warnings: list[str]


def compile_document(document: bytes, facts: Facts, options: Options, *, strict: bool) -> Compiled:
    read, warnings = load(document, strict=strict)
    repaired, trace = run_passes(read, facts, PASSES, strict=strict)
    specification, differences = types_of_go(repaired, facts, strict=strict)
    return _lower(read, specification, trace, facts, options, [*warnings, *trace.warnings, *differences])


def compile_specification(specification: Specification, options: Options, notes: list[str]) -> Compiled:
    """What was not read from the document of a server, and needs none of its repairs."""
    return _lower(specification, specification, Trace(), Facts.none(), options, notes)


def compile_served(selected: Selected, facts: Facts, options: Options) -> Compiled:
    """Some groups of a server: what refers to definitions needs the repairs, custom resources need none."""
    repaired, trace = run_passes(selected.referring, facts, PASSES, strict=False)
    specification, differences = types_of_go(repaired, facts, strict=False)
    notes = [*selected.notes, *trace.warnings, *differences]
    read = _joined(selected.referring, selected.custom)
    return _lower(read, _joined(specification, selected.custom), trace, facts, options, notes)


def _joined(first: Specification, second: Specification) -> Specification:
    definitions = {**first.definitions, **second.definitions}
    return replace(
        first,
        definitions={name: definitions[name] for name in sorted(definitions)},
        operations=(*first.operations, *second.operations),
        external={**first.external, **second.external},
        enumeration_names={**first.enumeration_names, **second.enumeration_names},
        schemas={**first.schemas, **second.schemas},
    )


def _lower(
    read: Specification, specification: Specification, trace: Trace, facts: Facts, options: Options, warnings: list[str]
) -> Compiled:
    catalog = build_catalog(specification, facts, options)
    definitions = specification.definitions
    resources = collect_resources(
        specification,
        Usable(
            objects=frozenset(name for name in catalog.structs if is_named_object(definitions[name]))
            | catalog.externals.keys(),
            answers=frozenset(name for name in catalog.structs if is_kind(definitions[name])) | catalog.externals.keys(),
        ),
    )
    members = MemberLowering(specification, facts, catalog)
    structs = StructLowering(specification, catalog, resources, members).lower()
    by_package = _by_package(structs, catalog)
    tables = {package: spread(package, part, catalog) for package, part in by_package.items()}
    clients = lower_clients(resources, catalog)
    informers = lower_informers(resources, catalog)
    validators, unchecked = lower_validators(specification, catalog)
    return Compiled(
        document=read,
        specification=specification,
        trace=trace,
        catalog=catalog,
        resources=resources,
        structs=structs,
        enumerations=lower_enumerations(catalog),
        tables=[source for package in tables for source in tables[package]],
        clients=clients,
        informers=informers,
        validators=validators,
        groups=[_group(package, part, tables[package], clients, informers, catalog) for package, part in by_package.items()],
        warnings=[*warnings, *unchecked],
    )


def _by_package(structs: list[CppStruct], catalog: Catalog) -> dict[Package, list[CppStruct]]:
    parts: dict[Package, list[CppStruct]] = {package: [] for package in catalog.packages}
    for struct in structs:
        parts[catalog.structs[struct.definition].package].append(struct)
    return {package: part for package, part in parts.items() if part}


def _group(
    package: Package,
    structs: list[CppStruct],
    tables: list[CppTables],
    clients: list[CppGroupClient],
    informers: list[CppGroupInformers],
    catalog: Catalog,
) -> CppGroup:
    client = next((client for client in clients if client.inner == package.namespace), None)
    following = next((group for group in informers if group.inner == package.namespace), None)

    def targets(definitions: Iterable[str]) -> tuple[str, ...]:
        return tuple(other.target for other in sorted({catalog.objects[name].package for name in definitions} - {package}))

    return CppGroup(
        target=package.target,
        namespace=package.namespace,
        sources=tuple(source.path for source in tables),
        depends=targets(name for struct in structs for name in struct.depends),
        client_sources=(client.source,) if client else (),
        client_depends=targets(client.depends) if client else (),
        informer_folders=following.folders if following else (),
    )
