"""A list of pods, from typed objects to JSON or protobuf."""

from __future__ import annotations

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO, KUBE_RS
from bench_lib.results import Goal, Row
from bench_lib.side_by_side import side_by_side


def _measure(context: Context, bench: Bench) -> list[Row]:
    return side_by_side(context, bench, [CLIENT_GO, KUBE_RS], [context.pods().path])


BENCH = Bench(
    name="encode",
    summary="encode a list of pods",
    goals=(
        Goal("objects_per_second", CLIENT_GO.name, at_least=2.2, variant="json"),
        Goal("objects_per_second", CLIENT_GO.name, at_least=2.2, variant="protobuf"),
    ),
    measure=_measure,
)
