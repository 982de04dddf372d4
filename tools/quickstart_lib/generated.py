"""The code that is built: what the generator writes, or what somebody generated from another document."""

from __future__ import annotations

import sys
from pathlib import Path

from process_lib.processes import run
from quickstart_lib.build import REPOSITORY
from testbed_lib.command import say

GENERATED = REPOSITORY / "generated"

_EXIT_DIFFERENT = 3


def generate() -> None:
    """Generate where there is nothing yet; else only tell whether that would change anything, and leave it."""
    say("generating the API types and their clients")
    command: list[str | Path] = [sys.executable, REPOSITORY / "tools/generate", "--output", GENERATED]
    if GENERATED.exists():
        command.append("--check")
    said = run(command, what="tools/generate", folder=REPOSITORY, accepted=(0, _EXIT_DIFFERENT))
    say(said.splitlines()[-1])
