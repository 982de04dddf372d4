"""A work queue between one thread that adds and workers that do nothing: what the queue itself costs."""

from __future__ import annotations

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row
from bench_lib.side_by_side import side_by_side


def _measure(context: Context, bench: Bench) -> list[Row]:
    return side_by_side(context, bench, [CLIENT_GO], [])


BENCH = Bench(
    name="queue",
    summary="distinct items through a work queue; what they cost the processor, and what waiting does",
    goals=(
        Goal("items_per_second", CLIENT_GO.name, at_least=1),
        Goal("cpu_per_item", CLIENT_GO.name, at_most=1),
        Goal("idle_cpu", CLIENT_GO.name, at_most=1),
    ),
    measure=_measure,
)
