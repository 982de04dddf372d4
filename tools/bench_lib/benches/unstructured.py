"""A list of pods without a type: from JSON and back."""

from __future__ import annotations

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row
from bench_lib.side_by_side import side_by_side


def _measure(context: Context, bench: Bench) -> list[Row]:
    return side_by_side(context, bench, [CLIENT_GO], [context.pods().path])


BENCH = Bench(
    name="unstructured",
    summary="read and write a list of pods without a type; live heap of one",
    goals=(
        Goal("objects_per_second", CLIENT_GO.name, at_least=8, variant="parse"),
        Goal("objects_per_second", CLIENT_GO.name, at_least=5, variant="write"),
        Goal("heap_per_object", CLIENT_GO.name, at_most=0.5, variant="parse"),
    ),
    measure=_measure,
)
