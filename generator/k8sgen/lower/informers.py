"""Informers and listers: names for what the runtime has for every kind that can be listed and watched."""

from __future__ import annotations

from k8sgen.errors import NamingError
from k8sgen.lower import names
from k8sgen.lower.catalog import Catalog
from k8sgen.lower.clients import one_line
from k8sgen.lower.includes import includes
from k8sgen.lower.members import OBJECT_META
from k8sgen.lower.model import CppGroupInformers, CppInformer
from k8sgen.lower.packages import Package
from k8sgen.lower.resources import Resource, ResourceTable

_RUNTIME = "k8s"


def lower_informers(resources: ResourceTable, catalog: Catalog) -> list[CppGroupInformers]:
    """None for objects whose metadata is another type than that of the runtime: its caches could not read it."""
    if catalog.options.namespace != _RUNTIME and OBJECT_META not in catalog.externals:
        return []
    by_package: dict[Package, list[CppInformer]] = {}
    for definition, resource in resources.by_definition.items():
        if resource.watchable:
            by_package.setdefault(catalog.structs[definition].package, []).append(_informer(resource, catalog))
    return [_group(package, by_package[package], catalog) for package in sorted(by_package)]


def _informer(resource: Resource, catalog: Catalog) -> CppInformer:
    root = catalog.options.include_root
    named = catalog.structs[resource.definition]
    folder = named.package.folder
    file = names.plural_file(named.name, resource.plural)
    lister_header = f"{root}/listers/{folder}/{file}.h"
    return CppInformer(
        name=catalog.companion(named, "Informer"),
        lister=catalog.companion(named, "Lister"),
        object=catalog.call(named, named.package),
        header=f"{root}/informers/{folder}/{file}.h",
        includes=includes(("k8s/cache/shared_informer.h", lister_header, f"{root}/informers/{folder}/informers.h")),
        lister_header=lister_header,
        lister_includes=includes((named.header, "k8s/cache/lister.h")),
        path=one_line(resource.path),
        accessor=names.identifier(names.plural_of(named.name, resource.plural)),
    )


def _group(package: Package, informers: list[CppInformer], catalog: Catalog) -> CppGroupInformers:
    informers = sorted(informers, key=lambda informer: informer.accessor)
    _check_distinct(package, informers, catalog)
    root = catalog.options.include_root
    return CppGroupInformers(
        name=f"{package.accessor}Informers",
        accessor=package.accessor,
        package=package.folder,
        namespace=catalog.full_namespace(package),
        inner=package.namespace,
        runtime=catalog.runtime_prefix(package),
        header=f"{root}/informers/{package.folder}/informers.h",
        folders=(f"{root}/informers/{package.folder}", f"{root}/listers/{package.folder}"),
        informers=tuple(informers),
    )


def _check_distinct(package: Package, informers: list[CppInformer], catalog: Catalog) -> None:
    types = catalog.types(package)
    for informer in informers:
        for name in (informer.name, informer.lister):
            if other := types.get(name):
                needs = f"{other} and {informer.path} both need the name {name}"
                raise NamingError(f"{package.folder}: {needs}; rename one of them")
