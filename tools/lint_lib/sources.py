"""What is linted: the handwritten C++ of the library and the examples."""

from __future__ import annotations

import functools
import itertools
import json
import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from testbed_lib.errors import ToolError

REPOSITORY = Path(__file__).resolve().parents[2]

_FOLDERS = ("runtime", "informers", "testkit", "examples")
_INCLUDE = re.compile(r"^#include <(k8s/[^>]+)>", re.MULTILINE)


def linted() -> list[Path]:
    files = (path for folder in _FOLDERS for path in (REPOSITORY / folder).rglob("*"))
    return sorted(path for path in files if path.suffix in (".h", ".cc"))


def changed(commit: str) -> list[Path]:
    """The files that differ from a commit, and those git does not know yet."""
    names = [*_git("diff", "--name-only", commit, "--"), *_git("ls-files", "--others", "--exclude-standard")]
    return [REPOSITORY / name for name in names]


def _git(*arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolError(f"git {arguments[0]}: {done.stderr.splitlines()[0]}")
    return done.stdout.splitlines()


def affected(files: Iterable[Path], sources: Sequence[Path]) -> list[Path]:
    """Those of `sources` that are among the files, and for each header among them one that includes it."""
    chosen: set[Path] = set()
    for path in files:
        if path in sources:
            chosen.add(path)
        elif path.suffix == ".h" and path.exists():
            beside = path.with_suffix(".cc")
            likely = ([beside] if beside in sources else []) + [source for source in sources if source not in chosen]
            chosen.update(itertools.islice((source for source in likely if path in _included_by(source)), 1))
    return sorted(chosen)


@functools.cache
def _included_by(file: Path) -> frozenset[Path]:
    """The headers of the project that a file includes, at whatever remove."""
    found: set[Path] = set()
    pending = [file]
    while pending:
        for header in _includes(pending.pop()) - found:
            found.add(header)
            pending.append(header)
    return frozenset(found)


@functools.cache
def _includes(file: Path) -> frozenset[Path]:
    names = _INCLUDE.findall(file.read_text())
    candidates = (REPOSITORY / root / name for name in names for root in (*_FOLDERS, "generated"))
    return frozenset(path for path in candidates if path.exists())


def compiled(build: Path, sources: Sequence[Path]) -> list[Path]:
    """Those of `sources` that a build knows how to compile."""
    database = build / "compile_commands.json"
    try:
        known = {entry["file"] for entry in json.loads(database.read_text())}
    except OSError as error:
        raise ToolError(f"cannot read {database}: {error.strerror}; configure first: cmake --preset debug") from error
    return [path for path in sources if str(path) in known]
