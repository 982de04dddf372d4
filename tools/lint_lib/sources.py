"""What is linted: the handwritten C++ of the library and the examples."""

from __future__ import annotations

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
    includes = {source: set(_INCLUDE.findall(source.read_text())) for source in sources}
    chosen: set[Path] = set()
    for path in files:
        if path in includes:
            chosen.add(path)
        elif path.suffix == ".h" and path.is_relative_to(REPOSITORY):
            name = str(path.relative_to(REPOSITORY / path.relative_to(REPOSITORY).parts[0]))
            beside = path.with_suffix(".cc")
            others = [source for source in sources if name in includes[source] and source not in chosen]
            if beside in includes or others:
                chosen.add(beside if beside in includes else others[0])
    return sorted(chosen)


def compiled(build: Path, sources: Sequence[Path]) -> list[Path]:
    """Those of `sources` that a build knows how to compile."""
    database = build / "compile_commands.json"
    try:
        known = {entry["file"] for entry in json.loads(database.read_text())}
    except OSError as error:
        raise ToolError(f"cannot read {database}: {error.strerror}; configure first: cmake --preset release") from error
    return [path for path in sources if str(path) in known]
