"""Calling the Go tool chain."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from testbed_lib.command import say
from testbed_lib.errors import MissingPrerequisiteError, ToolError

# The release whose modules we build asks for it in its own go.mod.
REQUIRED_GO = (1, 26)

# From this version on Go fetches a newer tool chain by itself, unless GOTOOLCHAIN forbids it.
_SELF_UPDATING_GO = (1, 21)

_SECONDS_BETWEEN_SIGNS_OF_LIFE = 60


def require_go(purpose: str) -> str:
    """Return the path of a Go that can build the testbed."""
    go = shutil.which("go")
    required = ".".join(map(str, REQUIRED_GO))
    if go is None:
        raise MissingPrerequisiteError(f"{purpose} needs Go {required} or newer, and there is no 'go' in PATH")
    # Outside of any module: a go.mod in the current folder must not choose the tool chain.
    query = [go, "env", "GOVERSION", "GOTOOLCHAIN"]
    found = subprocess.run(query, cwd="/", capture_output=True, text=True, check=False)
    lines = found.stdout.splitlines()
    version = parse_version(lines[0]) if lines else None
    if version is None:
        raise MissingPrerequisiteError(f"{purpose} needs Go {required} or newer, and {go} does not tell its version")
    pinned = len(lines) > 1 and lines[1] == "local"
    if version < REQUIRED_GO and (pinned or version < _SELF_UPDATING_GO):
        raise MissingPrerequisiteError(f"{purpose} needs Go {required} or newer, and {go} is {lines[0]}")
    return go


def parse_version(text: str) -> tuple[int, int] | None:
    match = re.match(r"go(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def go_output(go: str, arguments: Sequence[str], folder: Path) -> str:
    """Run a Go command and return its standard output."""
    finished = subprocess.run(
        [go, *arguments], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        reason = _json_error(finished.stdout) or _reason(finished.stderr)
        raise ToolError(f"'go {' '.join(arguments)}' failed: {reason}")
    return finished.stdout


def go_json(go: str, arguments: Sequence[str], folder: Path) -> Any:
    return json.loads(go_output(go, arguments, folder))


def go_with_progress(go: str, arguments: Sequence[str], folder: Path, label: str) -> None:
    """Run a Go command that may take minutes, with a sign of life every minute."""
    log = folder / "go.log"
    started = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen([go, *arguments], cwd=folder, env=_environment(), stdout=output, stderr=output)
        try:
            while True:
                try:
                    code = process.wait(timeout=_SECONDS_BETWEEN_SIGNS_OF_LIFE)
                    break
                except subprocess.TimeoutExpired:
                    say(f"{label}: still at it after {time.monotonic() - started:.0f} s")
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if code != 0:
        raise ToolError(f"{label}: go failed: {_reason(log.read_text(encoding='utf-8', errors='replace'))} (see {log})")


def _environment() -> dict[str, str]:
    # A go.work file of the user's above the folder would bring modules that we did not ask for.
    return {**os.environ, "GOWORK": "off"}


def _json_error(output: str) -> str | None:
    """What `go mod download -json` has to say about its failure, which it prints where the result would be."""
    try:
        error = json.loads(output).get("Error")
    except (ValueError, AttributeError):
        return None
    return " ".join(str(error).split()) if error else None


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("go: downloading")]
    return lines[-1] if lines else "it said nothing"
