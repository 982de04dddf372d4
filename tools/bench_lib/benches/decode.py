"""A list of pods, from JSON or protobuf to typed objects."""

from __future__ import annotations

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO, KUBE_RS
from bench_lib.results import Goal, Row
from bench_lib.side_by_side import side_by_side


def _measure(context: Context, bench: Bench) -> list[Row]:
    return side_by_side(context, bench, [CLIENT_GO, KUBE_RS], [context.pods().path])


BENCH = Bench(
    name="decode",
    summary="decode a list of pods; live heap of one decoded pod",
    goals=(
        Goal("objects_per_second", CLIENT_GO.name, at_least=10, variant="json"),
        Goal("objects_per_second", KUBE_RS.name, at_least=2.5, variant="json"),
        Goal("heap_per_object", CLIENT_GO.name, at_most=1.15, variant="json"),
        Goal("objects_per_second", CLIENT_GO.name, at_least=10, variant="json-unmanaged"),
        Goal("objects_per_second", KUBE_RS.name, at_least=2.5, variant="json-unmanaged"),
        Goal("heap_per_object", CLIENT_GO.name, at_most=1.15, variant="json-unmanaged"),
        Goal("objects_per_second", CLIENT_GO.name, at_least=2.2, variant="protobuf"),
        Goal("heap_per_object", CLIENT_GO.name, at_most=1.15, variant="protobuf"),
        Goal("objects_per_second", CLIENT_GO.name, at_least=2.2, variant="protobuf-unmanaged"),
        Goal("heap_per_object", CLIENT_GO.name, at_most=1.15, variant="protobuf-unmanaged"),
    ),
    measure=_measure,
)
