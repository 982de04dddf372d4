"""Configuring and building what the quickstart runs, with signs of progress."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from process_lib.processes import end_session
from testbed_lib.command import ignore_signals, say
from testbed_lib.errors import ToolError

REPOSITORY = Path(__file__).resolve().parents[2]
# Not the folder of the release preset, which has the tests, and with them more to install and to build.
BUILD = REPOSITORY / "build/quickstart"

_SECONDS_BETWEEN_SIGNS = 5.0
_PROGRESS = re.compile(r"\[\d+/\d+\] ")
_COMPILER_ERROR = re.compile(r"(fatal )?error:|undefined reference|ninja: error")


def build(targets: Sequence[str]) -> None:
    for program in ("cmake", "ninja", "g++"):
        if shutil.which(program) is None:
            raise ToolError(f"there is no {program} in PATH")
    BUILD.mkdir(parents=True, exist_ok=True)
    jobs = os.cpu_count() or 2
    say(f"building {', '.join(targets)}; the first time takes minutes")
    started = time.monotonic()
    lean = ("-DK8S_BUILD_TESTS=OFF", "-DK8S_BUILD_BENCHMARKS=OFF")
    _run("configure", "cmake", "--preset", "release", "-B", BUILD, *lean)
    _run("build", "cmake", "--build", BUILD, "--parallel", str(jobs), "--target", *targets)
    say(f"built in {time.monotonic() - started:.0f} s")


def _run(name: str, *command: str | Path) -> None:
    """Run a program, its output into a log; of lines that tell progress, one every few seconds is shown."""
    log = BUILD / f"quickstart-{name}.log"
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        with log.open("w") as file:
            shown = time.monotonic()
            for line in process.stdout:
                file.write(line)
                if _PROGRESS.match(line) and time.monotonic() - shown > _SECONDS_BETWEEN_SIGNS:
                    shown = time.monotonic()
                    say(f"  {line.rstrip()[:118]}")
        code = process.wait()
    except BaseException:
        ignore_signals()
        end_session(process.pid)
        process.wait()
        raise
    if code != 0:
        raise ToolError(f"cannot {name}: {first_error(log.read_text()) or f'code {code}'} (see {log})")


def first_error(output: str) -> str:
    """The first complaint of cmake, with what it says of it, or of a compiler, a linker or ninja."""
    lines = output.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("CMake Error"):
            rest = (text.strip() for text in lines[number + 1 : number + 6])
            return " ".join([line.strip(), *(text for text in rest if text)])
        if _COMPILER_ERROR.search(line):
            return line.strip()
    return ""
