"""From the bytes of a document to the texts of all files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from k8sgen.errors import GeneratorError
from k8sgen.facts import Facts
from k8sgen.lower.catalog import Catalog, build_catalog
from k8sgen.lower.enumerations import lower_enumerations
from k8sgen.lower.model import CppEnumeration, CppGroup, CppStruct, CppTables
from k8sgen.lower.packages import Package
from k8sgen.lower.resources import ResourceTable, collect_resources
from k8sgen.lower.structs import StructLowering, is_kind
from k8sgen.lower.tables import dependencies, spread
from k8sgen.options import Options
from k8sgen.passes import PASSES, Trace, run_passes
from k8sgen.render import Renderer
from k8sgen.spec.loader import load
from k8sgen.spec.model import Specification


@dataclass(frozen=True)
class Compiled:
    """Everything known before the first byte is printed."""

    specification: Specification
    """As the passes left it."""
    trace: Trace
    catalog: Catalog
    resources: ResourceTable
    structs: list[CppStruct]
    enumerations: list[CppEnumeration]
    tables: list[CppTables]
    groups: list[CppGroup]
    warnings: list[str]


def compile_document(document: bytes, facts: Facts, options: Options, *, strict: bool) -> Compiled:
    read, warnings = load(document, strict=strict)
    specification, trace = run_passes(read, facts, PASSES, strict=strict)
    catalog = build_catalog(specification, facts, options)
    resources = collect_resources(
        specification, lambda name: name in catalog.structs and is_kind(specification.definitions[name])
    )
    lowering = StructLowering(specification, facts, catalog, resources, strict=strict)
    structs = lowering.lower()
    tables, groups = _packages(structs, catalog)
    return Compiled(
        specification=specification,
        trace=trace,
        catalog=catalog,
        resources=resources,
        structs=structs,
        enumerations=lower_enumerations(catalog),
        tables=tables,
        groups=groups,
        warnings=[*warnings, *trace.warnings, *lowering.warnings],
    )


def _packages(structs: list[CppStruct], catalog: Catalog) -> tuple[list[CppTables], list[CppGroup]]:
    package_of = {name: named.package for name, named in catalog.structs.items()}
    members: dict[Package, list[CppStruct]] = {}
    for struct in structs:
        members.setdefault(package_of[struct.definition], []).append(struct)
    tables: list[CppTables] = []
    groups: list[CppGroup] = []
    for package in sorted(members):
        sources = spread(package, members[package], catalog)
        tables += sources
        groups.append(
            CppGroup(
                target=package.target,
                namespace=package.namespace,
                sources=tuple(source.path for source in sources),
                depends=tuple(other.target for other in dependencies(members[package], package, package_of)),
                client_sources=(),
                client_depends=(),
            )
        )
    return tables, groups


def render_files(compiled: Compiled) -> Mapping[str, str]:
    """All files by their path below the output."""
    renderer = Renderer()
    files: dict[str, str] = {}

    def add(path: str, text: str) -> None:
        if path in files:
            raise GeneratorError(f"two things would be written to {path}")
        files[path] = text

    for struct in compiled.structs:
        add(struct.header, renderer.render("struct.h.j2", struct=struct))
    for enumeration in compiled.enumerations:
        add(enumeration.header, renderer.render("enumeration.h.j2", enumeration=enumeration))
    for tables in compiled.tables:
        add(tables.path, renderer.render("tables.cc.j2", tables=tables))
    options = compiled.catalog.options
    root = options.include_root
    whole = {"groups": compiled.groups, "root": root, "namespace": options.namespace}
    add(f"{root}/api/registry.h", renderer.render("registry.h.j2", **whole))
    add(f"{root}/api/registry.cc", renderer.render("registry.cc.j2", **whole))
    specification = compiled.specification
    add("CMakeLists.txt", renderer.render("CMakeLists.txt.j2", **whole, version=specification.version, digest=specification.digest))
    return files
