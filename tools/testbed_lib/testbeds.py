"""Bringing testbeds up and down by name."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testbed_lib import cluster
from testbed_lib.build import find_or_build
from testbed_lib.cluster import ClusterInfo, Options, start_cluster
from testbed_lib.command import ignore_signals, say
from testbed_lib.errors import PortTakenError, ToolError
from testbed_lib.folders import state_folder, write_private
from testbed_lib.modules import API_PROGRAMS, CONTROLLER_PROGRAMS, Program
from testbed_lib.processes import end_processes_of, processes_of, states_with_processes

_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
_ATTEMPTS_TO_GET_PORTS = 5

# Only a testbed that is meant to stay has this file, and only once it is complete.
_INFO_FILE = "testbed.json"
_LASTING_FILE = "lasting"  # of a testbed that stays when the command that started it ends


def check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ToolError(f"'{name}' is no name for a testbed: lower-case letters, digits and hyphens, 40 at most")
    return name


def up(name: str, options: Options) -> ClusterInfo:
    """Start a testbed that stays when we end."""
    binaries = find_or_build(_programs(options))
    with _claim(check_name(name)) as state:
        info = _start(name, state, binaries, options)
        (state / _LASTING_FILE).touch()
        return info


@contextmanager
def temporary(name: str, options: Options) -> Iterator[ClusterInfo]:
    """A testbed for as long as the block runs. Should we be killed, the next command removes it."""
    binaries = find_or_build(_programs(options))
    with _claim(check_name(name)) as state:
        info = _start(name, state, binaries, options)
        try:
            yield info
        finally:
            ignore_signals()
            _remove(state)


def restart_api_server(name: str) -> None:
    """Kill the API server of a testbed and start it again; what it served is still there."""
    cluster.restart_api_server(info_of(name))


def down(name: str) -> bool:
    """End a testbed; returns whether there was one."""
    state = _state_of(check_name(name))
    with _registry_lock():
        if not state.is_dir() and not processes_of(state):
            return False
        if _is_held(state):
            raise ToolError(f"testbed '{name}' belongs to a command that is still running; end that one")
        _remove(state)
        return True


def down_all() -> tuple[list[str], list[str]]:
    """End all testbeds; returns the names of those ended, and of those left to the running command that owns them."""
    with _registry_lock():
        every = names()
        left = [name for name in every if _is_held(_state_of(name))]
        ended = [name for name in every if name not in left]
        for name in ended:
            _remove(_state_of(name))
        return ended, left


def names() -> list[str]:
    """All testbeds of which anything is left: a folder or a process."""
    folder = state_folder()
    folders = {entry.name for entry in folder.iterdir() if entry.is_dir()} if folder.is_dir() else set()
    return sorted(folders | {state.name for state in states_with_processes() if state.parent == folder})


def info_of(name: str) -> ClusterInfo:
    """What is known of a testbed that is up."""
    try:
        text = (_state_of(check_name(name)) / _INFO_FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ToolError(f"no testbed '{name}' is up; start it with: tools/testbed up --name {name}") from None
    try:
        return ClusterInfo(**json.loads(text))
    except (ValueError, TypeError):
        raise ToolError(f"testbed '{name}' is broken; end it with: tools/testbed down --name {name}") from None


def _programs(options: Options) -> tuple[Program, ...]:
    return API_PROGRAMS + (CONTROLLER_PROGRAMS if options.controllers else ())


def _state_of(name: str) -> Path:
    return state_folder() / name


def _start(name: str, state: Path, binaries: dict[Program, Path], options: Options) -> ClusterInfo:
    try:
        for attempt in range(1, _ATTEMPTS_TO_GET_PORTS + 1):
            try:
                info = start_cluster(name, state, binaries, options)
                write_private(state / _INFO_FILE, json.dumps(info.as_json(), indent=1) + "\n")
                return info
            except PortTakenError as error:
                if attempt == _ATTEMPTS_TO_GET_PORTS:
                    raise
                say(f"{error}; trying other ports")
                end_processes_of(state)
                _empty(state)
        raise AssertionError("the last attempt returns or raises")
    except BaseException:
        ignore_signals()
        _remove(state)
        raise


@contextmanager
def _claim(name: str) -> Iterator[Path]:
    """Make the state folder of a new testbed, and hold a lock on it that ends with us, however we end."""
    state = _state_of(name)
    with _registry_lock():
        _remove_abandoned()
        try:
            state.mkdir(mode=0o700)  # keys and tokens will lie there
        except FileExistsError:
            raise ToolError(f"testbed '{name}' is up already; end it with: tools/testbed down --name {name}") from None
        lock = _lock(state)
    try:
        yield state
    finally:
        os.close(lock)


@contextmanager
def _registry_lock() -> Iterator[None]:
    """While this is held, no other command adds a testbed or removes one."""
    state_folder().mkdir(parents=True, exist_ok=True)
    lock = _lock(state_folder())
    try:
        yield
    finally:
        os.close(lock)


def _lock(folder: Path) -> int:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor


def _is_held(state: Path) -> bool:
    try:
        descriptor = os.open(state, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _remove_abandoned() -> None:
    """Remove what killed commands left, and what was up when the machine went down."""
    for name in names():
        state = _state_of(name)
        lasting = (state / _LASTING_FILE).exists() and processes_of(state)
        if not lasting and not _is_held(state):
            _remove(state)


def _remove(state: Path) -> None:
    end_processes_of(state)
    if state.exists():
        shutil.rmtree(state)


def _empty(state: Path) -> None:
    for entry in state.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
