"""The API that the library itself was generated from: what others refer to instead of having their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from k8sgen.errors import GeneratorError
from k8sgen.facts import Facts
from k8sgen.passes import PASSES, run_passes
from k8sgen.spec.loader import load
from k8sgen.spec.model import Definition, ObjectType, Specification

# In the source tree, and where the package is installed.
_ROOT = Path(__file__).resolve().parents[2]


def newest_openapi() -> Path:
    """The folder of the newest committed specification."""
    folder = _ROOT / "openapi"
    paths = folder.iterdir() if folder.is_dir() else ()
    versions = {found: path for path in paths if (found := re.fullmatch(r"v(\d+)\.(\d+)", path.name))}
    if not versions:
        raise GeneratorError(f"{folder} has no specification")
    return versions[max(versions, key=lambda version: (int(version[1]), int(version[2])))]


@dataclass(frozen=True)
class Library:
    """Found and read when it is asked: most custom resources need nothing of it."""

    find: Callable[[], Path]

    @cached_property
    def folder(self) -> Path:
        return self.find()

    @cached_property
    def facts(self) -> Facts:
        return Facts.load(self.folder / "types.json", self.folder / "swagger.json")

    @cached_property
    def specification(self) -> Specification:
        """As the passes left it."""
        try:
            document = (self.folder / "swagger.json").read_bytes()
        except OSError as error:
            raise GeneratorError(f"{error.filename} cannot be read: {error.strerror}") from None
        read, _ = load(document, strict=True)
        return run_passes(read, self.facts, PASSES, strict=True)[0]

    @cached_property
    def structs(self) -> Mapping[str, Definition]:
        return dict(self._structs())

    def _structs(self) -> Iterator[tuple[str, Definition]]:
        for name, definition in self.specification.definitions.items():
            if isinstance(definition.type, ObjectType) and name not in self.specification.handwritten:
                yield name, definition
