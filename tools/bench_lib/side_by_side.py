"""Measuring the same thing with several programs in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_CPP, Program
from bench_lib.results import Row, Sample, best_of, compare, parse_samples
from process_lib.processes import run
from testbed_lib.command import say
from testbed_lib.errors import ToolError

# Not compared but checked, so that nobody is fast by doing less; the number is by how much they may differ. What a
# program leaves out of an object's encoding when it is empty differs from one to the next.
_FACTS = {"objects": 0.0, "encoded_bytes": 0.03}


def side_by_side(
    context: Context,
    bench: Bench,
    peers: Sequence[Program],
    arguments: Sequence[str | Path],
    limits: Mapping[str, Sequence[Sample]] | None = None,
) -> list[Row]:
    """Run the subcommand named as the benchmark in our program and in the peers'.

    `limits` are values that nobody measured, to be compared with like those of a peer.
    """
    return compared(bench, best_in_turn(context, bench, peers, arguments), limits or {})


def best_in_turn(
    context: Context, bench: Bench, peers: Sequence[Program], arguments: Sequence[str | Path], what: str = ""
) -> dict[str, list[Sample]]:
    """The best that each program measured, ours included, by the names of the programs.

    They take turns, so that the good and the bad moments of the machine fall on all alike.
    """
    programs = {program: context.program(program) for program in (CLIENT_CPP, *peers)}
    effort = context.effort
    flags = ["--seconds", str(effort.seconds), "--runs", str(effort.runs)]
    rounds: dict[Program, list[list[Sample]]] = {program: [] for program in programs}
    for number in range(effort.rounds):
        say(f"{bench.name}{f' {what}' if what else ''}: round {number + 1} of {effort.rounds}")
        for program, executable in programs.items():
            output = run([executable, bench.name, *flags, *arguments], what=f"{program.name} {bench.name}")
            rounds[program].append(parse_samples(output, program.name))
    return {program.name: best_of(samples) for program, samples in rounds.items()}


def compared(bench: Bench, best: Mapping[str, Sequence[Sample]], limits: Mapping[str, Sequence[Sample]]) -> list[Row]:
    """What our program measured beside what the others did, and beside the limits. Tells at once how goals fared."""
    check_facts(bench.name, best)
    ours = [sample for sample in best[CLIENT_CPP.name] if sample.metric not in _FACTS]
    peers = {name: samples for name, samples in best.items() if name != CLIENT_CPP.name}
    rows = compare(bench.name, ours, {**peers, **limits}, bench.goals)
    for row in rows:
        if row.goal:
            say(f"{row.bench} {row.variant}: {row.metric} {row.ratio:.2f} x {row.peer}, goal {row.goal}")
    return rows


def check_facts(bench: str, samples: Mapping[str, Sequence[Sample]]) -> None:
    """Fails when programs that are compared did not do the same work."""
    expected: dict[tuple[str, str], tuple[str, float]] = {}
    for program, of_program in samples.items():
        for sample in of_program:
            tolerance = _FACTS.get(sample.metric)
            if tolerance is None:
                continue
            other, value = expected.setdefault((sample.metric, sample.variant), (program, sample.value))
            if abs(sample.value - value) > tolerance * value:
                raise ToolError(
                    f"{bench}: {sample.metric} is {value:,.0f} for {other} and {sample.value:,.0f} for {program}: "
                    "they did not do the same work"
                )
