"""Running many programs, a few at a time."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from process_lib.processes import end_session
from testbed_lib.command import ignore_signals, signals_held


@dataclass(frozen=True)
class Job:
    """A program to run. Its output goes to a file, as a pipe that nobody reads meanwhile would fill up."""

    name: str
    command: Sequence[str]
    log: Path


@dataclass(frozen=True)
class Done:
    job: Job
    code: int

    def output(self) -> str:
        return self.job.log.read_text(errors="replace")


def run_parallel(jobs: Sequence[Job], at_once: int) -> Iterator[Done]:
    """Run all of them; gives each as it ends. Nothing of them is left when this ends, however it does."""
    waiting = list(reversed(jobs))
    running: list[tuple[Job, subprocess.Popen[bytes]]] = []
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                with signals_held():
                    running.append(_start(waiting.pop()))
            time.sleep(0.05)
            for job, process in [one for one in running if one[1].poll() is not None]:
                running.remove((job, process))
                yield Done(job, process.returncode)
    except BaseException:
        ignore_signals()
        for _, process in running:
            end_session(process.pid)
            process.wait()
        raise


def _start(job: Job) -> tuple[Job, subprocess.Popen[bytes]]:
    with job.log.open("wb") as output:
        process = subprocess.Popen(
            job.command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    return job, process
