"""Typed requests, watches and cancelled calls against a server that does next to nothing, over TLS."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import CLIENT_GO
from bench_lib.results import Goal, Row, Sample
from bench_lib.side_by_side import side_by_side
from process_lib.processes import end_session
from testbed_lib.errors import ToolError

_WATCHES = "watches-1000"
_STALLED = "stalled-body"
_LIMIT = "limit"
_LIMITS = (
    Sample("threads_beyond_main", _WATCHES, "threads", 6),
    Sample("rss_per_watch", _WATCHES, "kB", 32),
    Sample("seconds_to_open", _WATCHES, "s", 1),
    Sample("cancel_median", _STALLED, "ms", 5),
)


@contextmanager
def _server(program: Path, certificate: Path) -> Iterator[str]:
    """The URL of a server in a process of its own; it ends with its standard input."""
    with subprocess.Popen(
        [program, "serve-rest", certificate],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url.startswith("https://"):
                raise ToolError("the server of the benchmark did not start")
            yield url
        finally:
            end_session(process.pid)


def _measure(context: Context, bench: Bench) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="client-cpp-bench-") as name:
        certificate = Path(name) / "ca.pem"
        with _server(context.program(CLIENT_GO), certificate) as url:
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
