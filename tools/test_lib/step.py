"""A step of the tests: what it runs, and how long that may take."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from testbed_lib.command import say
from testbed_lib.errors import ToolError

_MOST_WORDS_SHOWN = 8

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Step:
    """One line of the summary."""

    name: str
    what: str
    minutes: float  # its budget, on two cores
    run: Callable[[], None]


@dataclass(frozen=True)
class Outcome:
    step: Step
    seconds: float

    @property
    def is_late(self) -> bool:
        return self.seconds > self.step.minutes * 60


def execute(*command: str | Path, environment: Mapping[str, str] | None = None) -> None:
    """Run a program in the repository; its output goes where ours goes."""
    words = [str(word) for word in command]
    try:
        code = subprocess.run(words, cwd=REPOSITORY, env={**os.environ, **(environment or {})}, check=False).returncode
    except FileNotFoundError as error:
        raise ToolError(f"there is no {error.filename}") from error
    if code != 0:
        own = words[len(words) - words[::-1].index("--") :] if "--" in words else words  # what others were to run
        shown = " ".join([*own[:_MOST_WORDS_SHOWN], *(["..."] if len(own) > _MOST_WORDS_SHOWN else [])])
        raise ToolError(f"failed with code {code}: {shown}", code if code > 0 else 1)


def run_steps(steps: Sequence[Step]) -> list[Outcome]:
    """Run the steps until one fails, and tell how long each took."""
    outcomes: list[Outcome] = []
    try:
        for number, step in enumerate(steps, 1):
            say(f"\n== {number}/{len(steps)} {step.name}: {step.what}")
            started = time.monotonic()
            try:
                step.run()
            except ToolError as error:
                raise ToolError(f"step {step.name}: {error}", error.exit_code) from error
            finally:
                outcomes.append(Outcome(step, time.monotonic() - started))
    finally:
        _summarize(outcomes)
    return outcomes


def _summarize(outcomes: Sequence[Outcome]) -> None:
    say("\nstep          took   budget")
    for outcome in outcomes:
        late = "  over budget" if outcome.is_late else ""
        say(f"{outcome.step.name:<12} {_clock(outcome.seconds)}    {_clock(outcome.step.minutes * 60)}{late}")
    total = sum(outcome.seconds for outcome in outcomes)
    say(f"{'all':<12} {_clock(total)}    {_clock(sum(outcome.step.minutes for outcome in outcomes) * 60)}")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:2}:{int(seconds) % 60:02}"
