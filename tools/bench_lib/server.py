"""A server that programs are measured against, in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from process_lib.processes import end_session
from testbed_lib.errors import ToolError


@contextmanager
def server(program: Path, subcommand: str, *arguments: str | Path) -> Iterator[str]:
    """Its URL, which is the first line that it prints; it ends with its standard input."""
    with subprocess.Popen(
        [program, subcommand, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a client that hangs up is no news
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
