"""Running clang-tidy over many files at once."""

from __future__ import annotations

import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench_lib.processes import end_session
from lint_lib.sources import REPOSITORY
from testbed_lib.command import ignore_signals, say
from testbed_lib.errors import ToolError

_FINDING = re.compile(r"^(?P<place>/[^:]+:\d+:\d+): (?:error|warning): (?P<what>.*)$", re.MULTILINE)
_SECONDS_BETWEEN_SIGNS = 10.0


@dataclass
class _Run:
    """One clang-tidy. Its output goes to a file, as a pipe that nobody reads meanwhile would fill up."""

    source: Path
    process: subprocess.Popen[bytes]
    log: Path


@dataclass
class _Progress:
    total: int
    done: int = 0
    shown: float = field(default_factory=time.monotonic)

    def advance(self, source: Path) -> None:
        self.done += 1
        if time.monotonic() - self.shown > _SECONDS_BETWEEN_SIGNS:
            self.shown = time.monotonic()
            say(f"  [{self.done}/{self.total}] {source.relative_to(REPOSITORY)}")


def lint(program: str, build: Path, sources: Sequence[Path], jobs: int) -> list[str]:
    """All findings, each once: those in headers come up with every file that includes them."""
    findings: set[str] = set()
    waiting = list(reversed(sources))
    running: list[_Run] = []
    progress = _Progress(len(sources))
    with tempfile.TemporaryDirectory(prefix="client-cpp-lint-") as folder:
        try:
            while waiting or running:
                while waiting and len(running) < jobs:
                    running.append(_start(program, build, waiting.pop(), Path(folder) / f"{len(waiting)}.log"))
                time.sleep(0.05)
                for run in [run for run in running if run.process.poll() is not None]:
                    running.remove(run)
                    findings.update(_findings(run))
                    progress.advance(run.source)
        except BaseException:
            ignore_signals()
            for run in running:
                end_session(run.process.pid)
                run.process.wait()
            raise
    return sorted(findings)


def _start(program: str, build: Path, source: Path, log: Path) -> _Run:
    # The build may be g++'s, whose options clang does not all know.
    command = [program, "-p", str(build), "--quiet", "--extra-arg=-Wno-unknown-warning-option", str(source)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    return _Run(source, process, log)


def _findings(run: _Run) -> list[str]:
    text = run.log.read_text(errors="replace")
    found = [f"{match['place'].removeprefix(f'{REPOSITORY}/')}: {match['what']}" for match in _FINDING.finditer(text)]
    if run.process.returncode != 0 and not found:
        last = (text.strip().splitlines() or [f"code {run.process.returncode}"])[-1]
        raise ToolError(f"clang-tidy failed on {run.source.relative_to(REPOSITORY)}: {last}")
    return found
