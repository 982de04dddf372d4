"""The API server of the testkit in memory, and a real kube-apiserver with etcd: creates, alone and before fifty watches."""

from __future__ import annotations

import os

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_CPP
from bench_lib.results import Goal, Row, Sample, best_of, compare, parse_samples
from process_lib.processes import run
from testbed_lib.cluster import Options
from testbed_lib.command import say
from testbed_lib.testbeds import temporary

_LIMIT = "limit"
_REAL = "kube-apiserver"

_LIMITS = [
    Sample("start", "in memory", "ms", 5),
    Sample("creates_per_second", "alone", "creates/s", 10_000),
    Sample("behind_last_create", "50 watches", "s", 1),
]


def _measure(context: Context, bench: Bench) -> list[Row]:
    executable = context.program(CLIENT_CPP)
    effort = context.effort
    flags = ["--seconds", str(effort.seconds), "--runs", "1"]  # of the real server one takes a minute
    ours: list[list[Sample]] = []
    theirs: list[list[Sample]] = []
    with temporary(f"bench-testkit-{os.getpid()}", Options()) as cluster:
        for number in range(effort.rounds):
            say(f"{bench.name}: round {number + 1} of {effort.rounds}")
            for rounds, arguments in ((ours, []), (theirs, [cluster.kubeconfig])):
                output = run([executable, bench.name, *flags, *arguments], what=f"k8s_bench {bench.name}")
                rounds.append(parse_samples(output, "k8s_bench"))
    return compare(bench.name, best_of(ours), {_REAL: best_of(theirs), _LIMIT: _LIMITS}, bench.goals)


BENCH = Bench(
    name="testkit",
    summary="the API server of the testkit: its start, creates, and fifty watches that hear of them",
    goals=(
        Goal("start", _LIMIT, at_most=1),
        Goal("creates_per_second", _LIMIT, at_least=1, variant="alone"),
        Goal("behind_last_create", _LIMIT, at_most=1),
        Goal("creates_per_second", _REAL, at_least=1),
    ),
    measure=_measure,
)
