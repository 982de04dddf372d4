"""Which files of the project are written by hand."""

from __future__ import annotations

import subprocess

from test_lib.step import REPOSITORY
from testbed_lib.errors import ToolError


def handwritten(*endings: str) -> list[str]:
    """The C++ that git tracks, but for what the generator prints and what is expected of it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *(f"*{ending}" for ending in endings)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        raise ToolError(f"git ls-files failed: {listed.stderr.strip()}")
    generated = ("generated/", "tests/custom/generated/", "tests/generator/golden/")
    return [path for path in listed.stdout.split("\0") if path and not path.startswith(generated)]
