"""Running programs so that none of them, nor what they start, outlives us."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from testbed_lib.command import say, signals_held
from testbed_lib.errors import ToolError

_SECONDS_BETWEEN_SIGNS_OF_LIFE = 60
_SECONDS_TO_END = 5.0


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    accepted: Sequence[int] = (0,),
) -> str:
    """Run a program and return its standard output. With `log`, that is where all of its output goes.

    `accepted` are the exit codes that are no failure.
    """
    with tempfile.TemporaryFile() as standard, log.open("wb+") if log else tempfile.TemporaryFile() as other:
        process = None
        try:
            with signals_held():
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env={**os.environ, **(environment or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=other if log else standard,
                    stderr=other,
                    start_new_session=True,
                )
            code = _wait(process, what, log)
        except FileNotFoundError as error:
            raise ToolError(f"{what}: there is no {error.filename}") from error
        except BaseException:
            if process is not None:
                end_session(process.pid)
                process.wait()
            raise
        if code not in accepted:
            other.seek(0)
            reason = _reason(other.read().decode(errors="replace")) or f"it ended with code {code}"
            raise ToolError(f"{what} failed: {reason}" + (f" (see {log})" if log else ""))
        standard.seek(0)
        return standard.read().decode()


def _wait(process: subprocess.Popen[bytes], what: str, log: Path | None) -> int:
    started = time.monotonic()
    while True:
        try:
            return process.wait(timeout=_SECONDS_BETWEEN_SIGNS_OF_LIFE)
        except subprocess.TimeoutExpired:
            lines = log.read_text(errors="replace").splitlines() if log else []
            say(f"{what}, {time.monotonic() - started:.0f} s" + (f": {lines[-1].strip()[:100]}" if lines else ""))


def _reason(output: str) -> str:
    """The line that most likely says why: of a compiler the first error, of others the last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in lines:
        if "error:" in line or line.startswith(("error[", "CMake Error")):
            return line
    return lines[-1] if lines else ""


def session_members(leader: int) -> list[int]:
    """The living processes of the session that `leader` began: build tools put theirs into groups of their own."""
    members = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            # The name, in parentheses, may itself hold blanks and parentheses.
            state, _parent, _group, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(session) == leader and state not in "ZX":
            members.append(int(entry.name))
    return members


def end_session(leader: int) -> None:
    """End all processes of a session: politely at first, as a compiler's half-written output is to be removed."""
    started = time.monotonic()
    sent: set[int] = set()
    while members := session_members(leader):
        impatient = time.monotonic() - started > _SECONDS_TO_END
        for member in members:
            if impatient or member not in sent:
                sent.add(member)
                try:
                    os.kill(member, signal.SIGKILL if impatient else signal.SIGTERM)
                except ProcessLookupError:
                    continue
        time.sleep(0.02)
