"""Typed requests, watches and cancelled calls against a server that does next to nothing, over TLS."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row, Sample
from bench_lib.server import server
from bench_lib.side_by_side import side_by_side

_WATCHES = "watches-1000"
_STALLED = "stalled-body"
_LIMIT = "limit"
_LIMITS = (
    Sample("threads_beyond_main", _WATCHES, "threads", 6),
    Sample("rss_per_watch", _WATCHES, "kB", 32),
    Sample("seconds_to_open", _WATCHES, "s", 1),
    Sample("cancel_median", _STALLED, "ms", 5),
)


def _measure(context: Context, bench: Bench) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="client-cpp-bench-") as name:
        certificate = Path(name) / "ca.pem"
        with server(context.program(CLIENT_GO), "serve-rest", certificate) as url:
            return side_by_side(context, bench, [CLIENT_GO], [url, certificate], {_LIMIT: _LIMITS})


BENCH = Bench(
    name="rest",
    summary="typed GETs from 1 and 32 callers, 1,000 idle watches, cancelled calls, over TLS",
    goals=(
        Goal("gets_per_second", CLIENT_GO.name, at_least=1.2, variant="callers-1"),
        Goal("gets_per_second", CLIENT_GO.name, at_least=1.8, variant="callers-32"),
        Goal("cpu_per_get", CLIENT_GO.name, at_most=0.6, variant="callers-1"),
        Goal("cpu_per_get", CLIENT_GO.name, at_most=0.6, variant="callers-32"),
        *(Goal(limit.metric, _LIMIT, at_most=1) for limit in _LIMITS),
    ),
    measure=_measure,
)
