"""What a user may choose about the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Options:
    namespace: str = "k8s"
    """The namespace around all generated namespaces."""
    include_root: str = "k8s"
    """The folder that all generated headers lie in."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Names for packages that would otherwise collide, by the prefix of their definitions (without the version)."""

    @property
    def runtime_prefix(self) -> str:
        """What stands before names of the runtime."""
        return "" if self.namespace == "k8s" else "k8s::"
