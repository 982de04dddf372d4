"""Definitions that the installed library has: what generated code of others refers to instead of having its own."""

from __future__ import annotations

from k8sgen.lower import names
from k8sgen.lower.packages import Package, prefix_of
from k8sgen.spec.model import External

META = "io.k8s.apimachinery.pkg.apis.meta.v1"
OBJECT_META = f"{META}.ObjectMeta"
LIST_META = f"{META}.ListMeta"
SCALE = "io.k8s.api.autoscaling.v1.Scale"

_NAMESPACE = "k8s"


def external(definition: str) -> External:
    """By the rules by which the library itself was generated."""
    prefix, version = prefix_of(definition)
    package = Package(prefix.rpartition(".")[2], version)
    name = names.type_name(definition.rpartition(".")[2], frozenset())
    return External(
        namespace=f"{_NAMESPACE}::{package.namespace}",
        name=name,
        header=f"{_NAMESPACE}/api/{package.folder}/{names.snake(name)}.h",
        target=f"api_{package.target}",
    )
