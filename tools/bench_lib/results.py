"""What the programs measured, and how it compares."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testbed_lib.errors import ToolError


@dataclass(frozen=True)
class Sample:
    """One value, as a line of a program's output. `peer` names what was measured if it is not the program itself."""

    metric: str
    variant: str
    unit: str
    value: float
    peer: str | None = None

    @property
    def more_is_better(self) -> bool:
        return self.unit.endswith("/s")


@dataclass(frozen=True)
class Goal:
    """A bound for ours / theirs."""

    metric: str
    peer: str
    at_least: float | None = None
    at_most: float | None = None
    variant: str | None = None  # of all variants, if it names none

    def __str__(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"

    def full(self) -> str:
        return f"{self.metric}{f' of {self.variant}' if self.variant else ''} {self} x {self.peer}"

    def is_for(self, sample: Sample, peer: str) -> bool:
        return (self.metric, self.peer) == (sample.metric, peer) and self.variant in (None, sample.variant)

    def is_met(self, ratio: float) -> bool:
        return (self.at_least is None or ratio >= self.at_least) and (self.at_most is None or ratio <= self.at_most)


@dataclass(frozen=True)
class Row:
    """One value of ours beside one of theirs."""

    bench: str
    metric: str
    variant: str
    unit: str
    ours: float
    peer: str
    theirs: float
    goal: Goal | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def missed(self) -> bool:
        return self.goal is not None and not self.goal.is_met(self.ratio)

    def as_json(self) -> dict[str, str | float]:
        return {
            "bench": self.bench,
            "metric": self.metric,
            "variant": self.variant,
            "unit": self.unit,
            "ours": self.ours,
            "peer": self.peer,
            "theirs": self.theirs,
            "ratio": self.ratio,
        }


def parse_samples(output: str, program: str) -> list[Sample]:
    return [_parse_sample(line, program) for line in output.splitlines() if line.strip()]


def _parse_sample(line: str, program: str) -> Sample:
    try:
        fields: dict[str, Any] = json.loads(line)
        value = float(fields["value"])
        sample = Sample(fields["metric"], fields["variant"], fields["unit"], value, fields.get("peer"))
    except (ValueError, KeyError, TypeError) as error:
        raise ToolError(f"{program} printed a line that is no result: {line}") from error
    if not value > 0:
        raise ToolError(f"{program} measured a {sample.metric} of {value:g}")
    return sample


def best_of(rounds: Iterable[Sequence[Sample]]) -> list[Sample]:
    """Of each value the best of all rounds: a machine that others use too only ever makes it worse."""
    best: dict[tuple[str, str, str | None], Sample] = {}
    for samples in rounds:
        for sample in samples:
            key = (sample.metric, sample.variant, sample.peer)
            known = best.get(key)
            if known is None or (sample.value > known.value) == sample.more_is_better:
                best[key] = sample
    return list(best.values())


def compare(
    bench: str, ours: Sequence[Sample], theirs: Mapping[str, Sequence[Sample]], goals: Sequence[Goal]
) -> list[Row]:
    """Each value of ours beside the same one of each peer that has it."""
    rows = []
    for mine in ours:
        for peer, samples in theirs.items():
            for sample in samples:
                if (sample.metric, sample.variant) != (mine.metric, mine.variant):
                    continue
                if sample.unit != mine.unit:
                    raise ToolError(f"{bench}: {mine.metric} is in {mine.unit} here, in {sample.unit} by {peer}")
                name = sample.peer or peer
                goal = next((goal for goal in goals if goal.is_for(mine, name)), None)
                rows.append(Row(bench, mine.metric, mine.variant, mine.unit, mine.value, name, sample.value, goal))
    return rows


def unmeasured(goals: Iterable[Goal], rows: Iterable[Row]) -> list[Goal]:
    """The goals that no row is held to: nobody knows whether they are met."""
    held = {row.goal for row in rows}
    return [goal for goal in goals if goal not in held]
