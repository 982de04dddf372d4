"""Packages: one for each group version, with its folder, namespace, target and client."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k8sgen.errors import NamingError
from k8sgen.lower import names

_VERSION = re.compile(r"v[0-9]+((alpha|beta)[0-9]+)?")

# Where Kubernetes itself keeps definitions. These have the first right to a package's name.
_BUILT_IN = ("io.k8s.api.", "io.k8s.apiextensions-apiserver.", "io.k8s.apimachinery.", "io.k8s.kube-aggregator.")

# Clients that client-go does not name after their package.
_CLIENT_NAMES = {"apiserverinternal": "Internal"}


@dataclass(frozen=True, order=True, slots=True)
class Package:
    name: str
    version: str
    """Empty for the one package that has none."""

    @property
    def folder(self) -> str:
        return f"{self.name}/{self.version}" if self.version else self.name

    @property
    def namespace(self) -> str:
        return names.namespace(self.name, self.version)

    @property
    def target(self) -> str:
        return f"{self.name}_{self.version}" if self.version else self.name

    @property
    def accessor(self) -> str:
        """The function of the clientset: CoreV1."""
        return names.identifier(names.pascal(_CLIENT_NAMES.get(self.name, self.name)) + names.pascal(self.version))

    @property
    def client(self) -> str:
        return self.accessor + "Client"


def prefix_of(definition: str) -> tuple[str, str]:
    """What stands before a definition's own name, split into everything and the version."""
    prefix = definition.rpartition(".")[0]
    rest, _, last = prefix.rpartition(".")
    return (rest, last) if rest and _VERSION.fullmatch(last) else (prefix, "")


def assign(definitions: Iterable[str], chosen: Mapping[str, str]) -> dict[str, Package]:
    """The package of each definition. `chosen` names packages by the prefix of their definitions."""
    packages: dict[str, Package] = {}
    owners: dict[Package, str] = {}
    for definition in sorted(definitions, key=lambda name: (not name.startswith(_BUILT_IN), name)):
        prefix, version = prefix_of(definition)
        name = chosen.get(prefix) or prefix.rpartition(".")[2].lower().replace("-", "_")
        package = Package(name, version)
        owner = owners.setdefault(package, prefix)
        if owner != prefix:
            raise NamingError(
                f"{owner} and {prefix} would both be the package {package.folder}: name one of them, --package {prefix}=NAME"
            )
        packages[definition] = package
    return packages
