"""The processes of a testbed: how they are started, found again and ended.

Each process carries the state folder of its testbed in its environment. That mark is in place from the first moment,
outlives the program that started it, and cannot be mistaken for another process that was given the same number later.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from testbed_lib.errors import PortTakenError, ToolError

_MARK = "CLIENT_CPP_TESTBED_STATE"
_SECONDS_TO_DIE = 10.0


@dataclass(frozen=True)
class Server:
    """A running program of a testbed."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def check_alive(self) -> None:
        code = self.process.poll()
        if code is None:
            return
        output = self.output()
        if "address already in use" in output:
            raise PortTakenError(f"{self.name} found its port taken")
        raise ToolError(f"{self.name} ended with code {code}: {last_words(output)}")


def start_server(name: str, command: Sequence[str], state: Path) -> Server:
    """Start a program in a session of its own, so that neither the terminal nor our end touches it."""
    log = state / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=state,
            env={**os.environ, _MARK: str(state)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Server(name, process, log)


def last_words(output: str) -> str:
    """The line of a log that most likely tells why its program ended."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in reversed(lines):
        if line.startswith(("Error:", "E", "F", "panic:")) or '"level":"fatal"' in line:
            return line
    return lines[-1] if lines else "it said nothing"


def processes_of(state: Path) -> list[int]:
    """The ids of all living processes that belong to the testbed in this state folder."""
    return [process for process, owner in _marked_processes() if owner == state]


def states_with_processes() -> set[Path]:
    """The state folders of all testbeds that have a living process."""
    return {owner for _, owner in _marked_processes()}


def _marked_processes() -> Iterator[tuple[int, Path]]:
    # A dead process that nobody has collected yet shows no environment, and so is not among them.
    prefix = f"{_MARK}=".encode()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:  # gone meanwhile, or somebody else's
            continue
        for variable in environment.split(b"\0"):
            if variable.startswith(prefix):
                yield int(entry.name), Path(os.fsdecode(variable.removeprefix(prefix)))


def process_of(state: Path, program: str) -> tuple[int, list[str]]:
    """The process of a testbed that runs this program, and the command line it was started with."""
    # The name of its file ends with what it was built from.
    for process in processes_of(state):
        try:
            command = (Path("/proc") / str(process) / "cmdline").read_bytes()
        except OSError:  # gone meanwhile
            continue
        arguments = [os.fsdecode(argument) for argument in command.split(b"\0")[:-1]]
        if arguments and Path(arguments[0]).name.startswith(program):
            return process, arguments
    raise ToolError(f"no {program} runs in {state}")


def end_processes_of(state: Path) -> None:
    """Kill the processes of a testbed and wait until they are gone. They keep nothing that is worth a polite end."""
    while remaining := processes_of(state):
        kill_and_await(remaining)


def kill_and_await(processes: Sequence[int]) -> None:
    """Kill these processes of testbeds, and wait until they are gone."""
    deadline = time.monotonic() + _SECONDS_TO_DIE
    remaining = set(processes)
    while remaining:
        if time.monotonic() > deadline:
            raise ToolError(f"these processes do not die: {', '.join(map(str, sorted(remaining)))}")
        for process in remaining:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
        remaining = {process for process in remaining if _holds_resources(process)}


def _holds_resources(process: int) -> bool:
    # One that is being killed loses its environment first, then its threads, and its ports with the last of them.
    try:
        threads = [thread.read_text() for thread in (Path("/proc") / str(process) / "task").glob("*/stat")]
    except OSError:  # a thread has just ended
        return _holds_resources(process)
    return any(thread.rpartition(")")[2].split()[0] not in ("Z", "X") for thread in threads)
