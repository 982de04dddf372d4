"""Running clang-tidy over many files at once."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lint_lib.sources import REPOSITORY
from process_lib.parallel import Done, Job, run_parallel
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_FINDING = re.compile(r"^(?P<place>/[^:]+:\d+:\d+): (?:error|warning): (?P<what>.*)$", re.MULTILINE)
_SECONDS_BETWEEN_SIGNS = 10.0


@dataclass
class _Progress:
    total: int
    done: int = 0
    shown: float = field(default_factory=time.monotonic)

    def advance(self, source: str) -> None:
        self.done += 1
        if time.monotonic() - self.shown > _SECONDS_BETWEEN_SIGNS:
            self.shown = time.monotonic()
            say(f"  [{self.done}/{self.total}] {source}")


def lint(program: str, build: Path, sources: Sequence[Path], jobs: int) -> list[str]:
    """All findings, each once: those in headers come up with every file that includes them."""
    findings: set[str] = set()
    progress = _Progress(len(sources))
    # The build may be g++'s, whose options clang does not all know.
    command = (program, "-p", str(build), "--quiet", "--extra-arg=-Wno-unknown-warning-option")
    with tempfile.TemporaryDirectory(prefix="client-cpp-lint-") as folder:
        runs = [
            Job(str(source.relative_to(REPOSITORY)), (*command, str(source)), Path(folder) / f"{number}.log")
            for number, source in enumerate(sources)
        ]
        for done in run_parallel(runs, jobs):
            findings.update(_findings(done))
            progress.advance(done.job.name)
    return sorted(findings)


def _findings(done: Done) -> list[str]:
    text = done.output()
    found = [f"{match['place'].removeprefix(f'{REPOSITORY}/')}: {match['what']}" for match in _FINDING.finditer(text)]
    if done.code != 0 and not found:
        last = (text.strip().splitlines() or [f"code {done.code}"])[-1]
        raise ToolError(f"clang-tidy failed on {done.job.name}: {last}")
    return found
