"""The one place that knows what everything generated is called, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from k8sgen.errors import NamingError
from k8sgen.facts import Facts
from k8sgen.lower import names, packages
from k8sgen.lower.enums import Enumeration, collect_enumerations
from k8sgen.lower.packages import Package
from k8sgen.options import Options
from k8sgen.spec.model import ObjectType, Specification


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a header of its own."""

    package: Package
    name: str
    header: str


@dataclass(frozen=True)
class Catalog:
    options: Options
    structs: Mapping[str, Named]
    """By definition."""
    enumerations: Mapping[str, Named]
    """By the key of the enumeration."""
    enumeration_of: Mapping[tuple[str, str], str]
    """Keys of enumerations, by (definition, property)."""
    enumeration_values: Mapping[str, Enumeration]

    @property
    def packages(self) -> list[Package]:
        everything = (*self.structs.values(), *self.enumerations.values())
        return sorted({named.package for named in everything})

    def runtime(self, name: str, package: Package) -> str:
        """How code of a package calls a type of the runtime."""
        hidden = any(named.package == package and named.name == name for named in self.structs.values())
        return name if self.options.namespace == "k8s" and not hidden else f"k8s::{name}"

    def call(self, named: Named, package: Package) -> str:
        """How code of a package calls something of that or another package."""
        return named.name if named.package == package else f"{named.package.namespace}::{named.name}"

    def full_namespace(self, package: Package) -> str:
        return f"{self.options.namespace}::{package.namespace}"


def build_catalog(specification: Specification, facts: Facts, options: Options) -> Catalog:
    enumerations = collect_enumerations(specification, facts)
    generated = [
        name
        for name, definition in specification.definitions.items()
        if isinstance(definition.type, ObjectType) and name not in specification.handwritten
    ]
    package_of = packages.assign([*generated, *enumerations], options.packages)
    structs = {name: _named(name, package_of[name], options) for name in generated}
    kinds_of_strings = {key: _named(key, package_of[key], options) for key in enumerations}
    _check_distinct({**structs, **kinds_of_strings})
    return Catalog(
        options=options,
        structs=structs,
        enumerations=kinds_of_strings,
        enumeration_of={use: key for key, enumeration in enumerations.items() for use in enumeration.uses},
        enumeration_values=enumerations,
    )


def _named(definition: str, package: Package, options: Options) -> Named:
    name = names.identifier(definition.rpartition(".")[2])
    return Named(package, name, f"{options.include_root}/api/{package.folder}/{names.snake(name)}.h")


def _check_distinct(everything: Mapping[str, Named]) -> None:
    """No two things in one file, also where files are told apart by case alone."""
    owners: dict[str, str] = {}
    for definition, named in everything.items():
        other = owners.setdefault(named.header.lower(), definition)
        if other != definition:
            raise NamingError(f"{other} and {definition} would both be {named.header}; rename one of them")
