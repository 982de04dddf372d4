"""Informers of pods against a server that sends what it has ready: the first state, updates, and memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row, Sample
from bench_lib.server import server
from bench_lib.side_by_side import best_in_turn, compared

_LIMIT = "limit"
_IDLE = "idle-1000"
_FORMATS = ("json", "protobuf")
_WAYS = ("", "-compact", "-projected")  # to keep objects; client-go keeps them whole whatever the variant
_HANDLERS = (10, 100)
_UPDATES = {"json": 2, "protobuf": 8}  # of each pod: some seconds, for whichever program is slower


def _sizes(objects: int) -> tuple[int, int, int]:
    return objects // 10, objects, 10 * objects


def _variants(objects: int, context: Context) -> Sequence[str]:
    """What is measured with so many objects: the first state and its memory always, everything with the number of the run."""
    _, usual, _ = _sizes(context.objects)
    json, protobuf = ([f"{wire}-{objects}{way}" for way in _WAYS] for wire in _FORMATS)
    if objects != usual:
        return [*json, *protobuf]
    others = [f"{wire}-{objects}-{what}" for wire in _FORMATS for what in ("list", f"updates-{_UPDATES[wire]}")]
    handlers = [f"{wire}-{objects}-handlers-{number}" for wire in _FORMATS for number in _HANDLERS]
    return [*json, *protobuf, *others, *handlers, _IDLE]


def _whole(variant: str) -> str:
    """The variant that client-go measures in the place of this one."""
    for way in filter(None, _WAYS):
        variant = variant.removesuffix(way)
    return variant


def _limits(variant: str) -> dict[str, Sequence[Sample]]:
    return {
        _LIMIT: [
            Sample("threads_beyond_main", variant, "threads", 6),
            Sample("peak_over_heap", variant, "times", 1.2),
        ]
    }


def _measure(context: Context, bench: Bench) -> list[Row]:
    rows: list[Row] = []
    theirs: dict[str, Sequence[Sample]] = {}
    program = context.program(CLIENT_GO)
    for objects in _sizes(context.objects):
        with tempfile.TemporaryDirectory(prefix="client-cpp-bench-") as name:
            certificate = Path(name) / "ca.pem"
            with server(program, "serve-informers", certificate, context.pods().path, str(objects)) as url:
                for variant in _variants(objects, context):
                    arguments: list[str | Path] = [url, certificate, str(objects), variant]
                    whole = _whole(variant)
                    best = best_in_turn(context, bench, [] if whole in theirs else [CLIENT_GO], arguments, variant)
                    theirs.setdefault(whole, best.get(CLIENT_GO.name, []))
                    best[CLIENT_GO.name] = [replace(sample, variant=variant) for sample in theirs[whole]]
                    rows += compared(bench, best, _limits(variant))
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
                Goal("heap_per_object", CLIENT_GO.name, at_most=times, variant=f"{wire}-{objects}{way}")
                for way, times in heap.items()
            ]
            goals.append(Goal("peak_over_heap", _LIMIT, at_most=1, variant=f"{wire}-{objects}"))
    goals += [Goal("peak_over_heap", _LIMIT, at_most=1, variant=f"{wire}-10000-list") for wire in _FORMATS]
    goals += [
        Goal("updates_per_second", CLIENT_GO.name, at_least=8, variant=f"json-10000-updates-{_UPDATES['json']}"),
        Goal("updates_per_second", CLIENT_GO.name, at_least=4, variant=f"protobuf-10000-updates-{_UPDATES['protobuf']}"),
    ]
    return goals


BENCH = Bench(
    name="informers",
    summary="the first state of 1,000 to 100,000 pods, updates, memory, handlers, 1,000 idle informers",
    goals=_goals(),
    measure=_measure,
)
