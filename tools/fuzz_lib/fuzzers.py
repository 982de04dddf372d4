"""Running libFuzzer's programs, a few at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from process_lib.parallel import Done, Job, run_parallel
from testbed_lib.command import say

REPOSITORY = Path(__file__).resolve().parents[2]

_CORPUS = REPOSITORY / "tests/fuzz/corpus"
_PREFIX = "fuzz_"
# One input may take so long, and the program so much memory: more is a finding.
_LIMITS = ("-timeout=10", "-rss_limit_mb=4096", "-malloc_limit_mb=2048")
_RUNS = re.compile(r"^Done (\d+) runs", re.MULTILINE)
_COVERED = re.compile(r" cov: (\d+) ")
_FOUND = re.compile(r"Test unit written to (\S+)")


def available(build: Path) -> dict[str, Path]:
    """The programs of a build, by the names of the fuzzers."""
    programs = sorted((build / "tests/fuzz").glob(f"{_PREFIX}*"))
    return {program.name.removeprefix(_PREFIX): program for program in programs if program.is_file()}


def search(programs: Sequence[Path], build: Path, seconds: int, jobs: int) -> Iterator[tuple[str, bool]]:
    """Run each for so long; gives its name, and whether it survived, as it ends."""
    for done in run_parallel([_job(program, build / "fuzz", seconds) for program in programs], jobs):
        yield done.job.name, _report(done)


def _job(program: Path, folder: Path, seconds: int) -> Job:
    name = program.name.removeprefix(_PREFIX)
    learned = folder / name
    learned.mkdir(parents=True, exist_ok=True)
    options = (f"-max_total_time={seconds}", f"-artifact_prefix={folder}/{name}-", *_LIMITS)
    return Job(name, (str(program), *options, str(learned), str(_CORPUS / name)), folder / f"{name}.log")


def _report(done: Done) -> bool:
    text = done.output()
    if done.code == 0:
        runs, covered = _RUNS.search(text), _COVERED.findall(text)
        say(f"  {done.job.name}: {runs[1] if runs else '?'} inputs, {covered[-1] if covered else '?'} edges covered")
        return True
    found = _FOUND.search(text)
    say(f"  {done.job.name}: failed{f' on {found[1]}' if found else ''}; see {done.job.log}")
    return False
