"""What a user may choose about the output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from k8sgen.errors import GeneratorError
from k8sgen.lower import names

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FOLDER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


@dataclass(frozen=True)
class Options:
    namespace: str = "k8s"
    """The namespace around all generated namespaces."""
    include_root: str = "k8s"
    """The folder that all generated headers lie in."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Names for packages that would otherwise collide, by the prefix of their definitions (without the version)."""
    foreign: bool = False
    """The document is of somebody else, who may call things by any name: those that would be one get a number."""
    target: str = ""
    """The CMake target of output that stands on the installed library; empty for the library itself."""

    @property
    def runtime_prefix(self) -> str:
        """What stands before names of the runtime."""
        return "" if self.namespace == "k8s" else "k8s::"


def cpp_namespace(text: str) -> str:
    """A namespace of a user's. What is generated must see those of the library and of the language from within it."""
    for word in text.split("::"):
        if not _WORD.fullmatch(word) or names.identifier(word, ("k8s", "std")) != word:
            raise GeneratorError(f"--namespace {text}: expected a C++ namespace other than k8s and std, such as acme::crontab")
    return text


def include_root(text: str) -> str:
    """A folder of a user's: nothing of theirs is included as <k8s/...>."""
    if not _FOLDER.fullmatch(text) or text.split("/", maxsplit=1)[0] == "k8s":
        raise GeneratorError(f"--include-root {text}: expected a relative folder outside k8s, such as acme/crontab")
    return text
