"""Informers of pods against a server that sends what it has ready: the first state, updates, and memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row, Sample
from bench_lib.server import server
from bench_lib.side_by_side import side_by_side

_LIMIT = "limit"
_IDLE = "idle-1000"
_FORMATS = ("json", "protobuf")
_SIZES = (1, 10)  # times the number of objects of the run
_LISTS = ("", "-compact", "-projected")  # how ours keeps objects; client-go keeps them whole


def _variants(objects: int, is_largest: bool) -> Sequence[str]:
    lists = [f"{wire}-{objects}{kept}" for wire in _FORMATS for kept in _LISTS]
    if is_largest:
        return lists
    return [*lists, *(f"{wire}-{objects}-updates" for wire in _FORMATS), _IDLE]


def _limits(variant: str) -> dict[str, Sequence[Sample]]:
    return {
        _LIMIT: [
            Sample("threads_beyond_main", variant, "threads", 6),
            Sample("peak_over_heap", variant, "times", 1.2),
        ]
    }


def _measure(context: Context, bench: Bench) -> list[Row]:
    rows: list[Row] = []
    program = context.program(CLIENT_GO)
    for size in _SIZES:
        objects = context.objects * size
        with tempfile.TemporaryDirectory(prefix="client-cpp-bench-") as name:
            certificate = Path(name) / "ca.pem"
            with server(program, "serve-informers", certificate, context.pods().path, str(objects)) as url:
                for variant in _variants(objects, is_largest=size == _SIZES[-1]):
                    arguments: list[str | Path] = [url, certificate, str(objects), variant]
                    rows += side_by_side(context, bench, [CLIENT_GO], arguments, _limits(variant))
    return rows


def _goals() -> list[Goal]:
    goals = [
        Goal("threads_beyond_main", _LIMIT, at_most=1, variant=_IDLE),
    ]
    heap = {"": 1.1, "-compact": 0.35, "-projected": 0.15}
    for objects in (10_000, 100_000):
        for wire, sync in zip(_FORMATS, (6, 3), strict=True):
            goals.append(Goal("objects_per_second", CLIENT_GO.name, at_least=sync, variant=f"{wire}-{objects}"))
            goals += [
                Goal("heap_per_object", CLIENT_GO.name, at_most=times, variant=f"{wire}-{objects}{kept}")
                for kept, times in heap.items()
            ]
            goals.append(Goal("peak_over_heap", _LIMIT, at_most=1, variant=f"{wire}-{objects}"))
    goals += [
        Goal("updates_per_second", CLIENT_GO.name, at_least=8, variant="json-10000-updates"),
        Goal("updates_per_second", CLIENT_GO.name, at_least=4, variant="protobuf-10000-updates"),
    ]
    return goals


BENCH = Bench(
    name="informers",
    summary="the first state of 10,000 and 100,000 pods, updates, memory, 1,000 idle informers",
    goals=_goals(),
    measure=_measure,
)
