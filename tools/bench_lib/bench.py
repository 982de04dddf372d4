"""What a benchmark is, and what one is given to run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench_lib.data.files import DataFile, pod_list_file
from bench_lib.programs import Program
from bench_lib.results import Goal, Row
from testbed_lib.command import say


@dataclass(frozen=True)
class Effort:
    """How long is measured. In each round every program runs once, for `seconds` and at least `runs` repetitions."""

    rounds: int
    runs: int
    seconds: float


FULL_EFFORT = Effort(rounds=3, runs=2, seconds=1.0)
QUICK_EFFORT = Effort(rounds=2, runs=2, seconds=0.2)


@dataclass
class Context:
    """One run of tools/bench. Builds and writes what the benchmarks ask for, once, and remembers it for the report."""

    data_folder: Path
    objects: int
    quick: bool
    programs: dict[Program, Path] = field(default_factory=dict)
    data: DataFile | None = None

    @property
    def effort(self) -> Effort:
        return QUICK_EFFORT if self.quick else FULL_EFFORT

    def program(self, program: Program) -> Path:
        if program not in self.programs:
            self.programs[program] = program.build()
        return self.programs[program]

    def pods(self) -> DataFile:
        if self.data is None:
            self.data = pod_list_file(self.data_folder, self.objects, say)
        return self.data


@dataclass(frozen=True)
class Bench:
    name: str
    summary: str
    goals: Sequence[Goal]
    measure: Callable[[Context, Bench], list[Row]]
