"""Whether a compiler takes what was generated."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from specs import REPOSITORY

_FLAGS = ("-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror")


def compiler() -> str | None:
    return shutil.which(os.environ.get("CXX", "g++"))


def complaints(files: Mapping[str, str], folder: Path, include_roots: tuple[Path, ...] = (), only: tuple[str, ...] = ()) -> str:
    """Writes the files into a folder and compiles every source, or those in `only`.

    Returns what the compiler says; nothing if it is content. Headers of the runtime and those that are committed under
    generated/ are found as well.
    """
    found = compiler()
    assert found is not None
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    roots = (folder, *include_roots, REPOSITORY / "runtime")
    sources = only or [path for path in files if path.endswith(".cc")]
    command = ["nice", found, *_FLAGS, *(f"-I{root}" for root in roots), *sources]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stderr
