"""The frame around every command line tool here: signals, errors and exit codes."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import NoReturn

from testbed_lib.errors import ToolError


class Terminated(BaseException):
    """A signal asked us to end; like KeyboardInterrupt, it must pass through everything that catches errors."""

    def __init__(self, signal_number: int) -> None:
        super().__init__(signal_number)
        self.exit_code = 128 + signal_number


def _raise_terminated(signal_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated(signal_number)


def run_command(name: str, main: Callable[[Sequence[str]], int], arguments: Sequence[str]) -> int:
    """Run `main` and turn what goes wrong into one line on stderr and an exit code."""
    for signal_number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, _raise_terminated)
    try:
        code = main(arguments)
        sys.stdout.flush()
        return code
    except ToolError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # Whoever read our output has left; closing stdout at exit must not complain about it once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return 128 + signal.SIGINT
    except Terminated as ended:
        print(f"{name}: ended by signal {ended.exit_code - 128}", file=sys.stderr)
        return ended.exit_code


def ignore_signals() -> None:
    """From here on nothing interrupts us: for the end of a clean-up."""
    for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signal_number, signal.SIG_IGN)


def say(message: str) -> None:
    """Report progress; stdout is kept for what other programs read."""
    print(message, file=sys.stderr, flush=True)


@contextlib.contextmanager
def signals_handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """The signals that ask us to end go to `handler` within the block; those that are ignored stay so."""
    before = {
        signal_number: signal.signal(signal_number, handler)
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        if signal.getsignal(signal_number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for signal_number, handler_before in before.items():
            signal.signal(signal_number, handler_before)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Signals wait for the end of the block: a program that is being started must first be known to whoever ends it."""
    held: list[int] = []
    try:
        with signals_handled_by(lambda number, _frame: held.append(number)):
            yield
    finally:
        if held:
            signal.raise_signal(held[0])
