"""Running libFuzzer's programs, a few at a time."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_lib.processes import end_session
from testbed_lib.command import ignore_signals, say

REPOSITORY = Path(__file__).resolve().parents[2]

_CORPUS = REPOSITORY / "tests/fuzz/corpus"
_PREFIX = "fuzz_"
# One input may take so long, and the program so much memory: more is a finding.
_LIMITS = ("-timeout=10", "-rss_limit_mb=4096", "-malloc_limit_mb=2048")
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_COVERED = re.compile(r" cov: (\d+) ")
_FOUND = re.compile(r"Test unit written to (\S+)")


@dataclass
class _Run:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


def available(build: Path) -> dict[str, Path]:
    """The programs of a build, by the names of the fuzzers."""
    programs = sorted((build / "tests/fuzz").glob(f"{_PREFIX}*"))
    return {program.name.removeprefix(_PREFIX): program for program in programs if program.is_file()}


def search(programs: Sequence[Path], build: Path, seconds: int, jobs: int) -> Iterator[tuple[str, bool]]:
    """Run each for so long; gives its name, and whether it survived, as it ends."""
    waiting = list(reversed(programs))
    running: list[_Run] = []
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(_start(waiting.pop(), build / "fuzz", seconds))
            time.sleep(0.05)
            for run in [run for run in running if run.process.poll() is not None]:
                running.remove(run)
                yield run.name, _report(run)
    except BaseException:
        ignore_signals()
        for run in running:
            end_session(run.process.pid)
            run.process.wait()
        raise


def _start(program: Path, folder: Path, seconds: int) -> _Run:
    name = program.name.removeprefix(_PREFIX)
    learned = folder / name
    learned.mkdir(parents=True, exist_ok=True)
    log = folder / f"{name}.log"
    command = [str(program), f"-max_total_time={seconds}", f"-artifact_prefix={folder}/{name}-", *_LIMITS]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, str(learned), str(_CORPUS / name)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return _Run(name, process, log)


def _report(run: _Run) -> bool:
    text = run.log.read_text(errors="replace")
    if run.process.returncode == 0:
        runs, covered = _RUNS.search(text), _COVERED.findall(text)
        say(f"  {run.name}: {runs[1] if runs else '?'} inputs, {covered[-1] if covered else '?'} edges covered")
        return True
    found = _FOUND.search(text)
    say(f"  {run.name}: failed{f' on {found[1]}' if found else ''}; see {run.log}")
    return False
