"""The one place that knows what everything generated is called, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from k8sgen.errors import NamingError
from k8sgen.facts import Facts
from k8sgen.lower import names, packages
from k8sgen.lower.enums import Enumeration, collect_enumerations
from k8sgen.lower.packages import Package
from k8sgen.options import Options
from k8sgen.spec.model import ObjectType, Specification

# Names of the runtime that generated code uses.
_RUNTIME_NAMES = frozenset(
    """
    ApplyOptions Bool Box Bytes CallContext CreateOptions Duration Future GetOptions IntOrString Lister MicroTime PatchOptions
    Quantity Query RawJson ResourceClient RestClient Result SharedInformer Time UpdateOptions
    """.split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a header of its own."""

    package: Package
    name: str
    header: str
    namespace: str = ""
    """The whole of it, of what the library has already."""


@dataclass(frozen=True)
class Catalog:
    options: Options
    structs: Mapping[str, Named]
    """By definition."""
    externals: Mapping[str, Named]
    """By definition: what is not generated here, but in the library."""
    enumerations: Mapping[str, Named]
    """By the key of the enumeration."""
    enumeration_of: Mapping[tuple[str, str], str]
    """Keys of enumerations, by (definition, property)."""
    enumeration_values: Mapping[str, Enumeration]

    @property
    def packages(self) -> list[Package]:
        everything = (*self.structs.values(), *self.enumerations.values())
        return sorted({named.package for named in everything})

    @cached_property
    def objects(self) -> Mapping[str, Named]:
        """Everything that a definition can refer to."""
        return {**self.externals, **self.structs}

    def runtime(self, name: str, package: Package) -> str:
        """How code of a package calls something of the runtime."""
        return self.runtime_prefix(package) + name

    def runtime_prefix(self, package: Package) -> str:
        return "k8s::" if package in self._hiding else self.options.runtime_prefix

    @cached_property
    def _hiding(self) -> frozenset[Package]:
        """Packages with a type that has the name of one of the runtime."""
        return frozenset(named.package for named in self.structs.values() if named.name in _RUNTIME_NAMES)

    @cached_property
    def _types(self) -> Mapping[Package, Mapping[str, str]]:
        found: dict[Package, dict[str, str]] = {}
        for named in (*self.structs.values(), *self.enumerations.values()):
            found.setdefault(named.package, {})[named.name] = named.header
        return found

    def types(self, package: Package) -> Mapping[str, str]:
        """The headers of the structs and enumerations of a package, by name."""
        return self._types[package]

    def companion(self, kind: Named, suffix: str) -> str:
        """What stands beside a kind, such as its client; another kind may have that name."""
        name = kind.name + suffix
        return names.Numbers().free(name, self.types(kind.package)) if self.options.foreign else name

    def call(self, named: Named, package: Package) -> str:
        """How code of a package calls something of that or another package."""
        if named.namespace:
            return f"{named.namespace}::{named.name}"
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
    namespaces = frozenset(package.namespace for package in package_of.values())
    structs = {name: _named(name, package_of[name], namespaces, options) for name in generated}
    constants = {key: _named(key, package_of[key], namespaces, options) for key in enumerations}
    _check_distinct({**structs, **{f"the enumeration {key}": named for key, named in constants.items()}})
    return Catalog(
        options=options,
        structs=structs,
        externals={
            name: Named(Package(outside.target, ""), outside.name, outside.header, outside.namespace)
            for name, outside in specification.external.items()
        },
        enumerations=constants,
        enumeration_of={use: key for key, enumeration in enumerations.items() for use in enumeration.uses},
        enumeration_values=enumerations,
    )


def _named(definition: str, package: Package, namespaces: frozenset[str], options: Options) -> Named:
    name = names.type_name(definition.rpartition(".")[2], namespaces)
    return Named(package, name, f"{options.include_root}/api/{package.folder}/{names.snake(name)}.h")


def _check_distinct(everything: Mapping[str, Named]) -> None:
    """No two things in one file, also where files are told apart by case alone."""
    owners: dict[str, str] = {}
    for definition, named in everything.items():
        other = owners.setdefault(named.header.lower(), definition)
        if other != definition:
            raise NamingError(f"{other} and {definition} would both be {named.header}; rename one of them")
