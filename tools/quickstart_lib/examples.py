"""Running the example programs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from process_lib.processes import end_session
from quickstart_lib.build import BUILD
from testbed_lib.command import ignore_signals
from testbed_lib.errors import ToolError

_SECONDS = 120


def run_example(name: str, does: str, kubeconfig: Path, *, folder: str = "") -> None:
    """Run an example against the cluster of `kubeconfig`; what it prints goes where our output goes."""
    source = f"examples/{folder or f'{name}.cc'}"
    print(f"\n== {source} {does}", flush=True)
    process = subprocess.Popen(
        [BUILD / "examples" / folder / f"example_{name}"],
        env={**os.environ, "KUBECONFIG": str(kubeconfig)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        _, complaint = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ToolError(f"{source} did not end within {_SECONDS} s") from error
    finally:
        if process.poll() is None:
            ignore_signals()
            end_session(process.pid)
            process.wait()
    if process.returncode != 0:
        raise ToolError(f"{source}: {complaint.strip() or f'ended with code {process.returncode}'}")
