"""The command line of tools/fuzz."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from fuzz_lib.fuzzers import REPOSITORY, available, search
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_DESCRIPTION = """Looks for inputs that the readers do not survive: runs each fuzzer, or the named ones, for some time. What it
learned is kept beside the build and used the next time. Build them first: cmake --build --preset sanitizers."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/fuzz", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("fuzzer", nargs="*", help="as --list names them")
    parser.add_argument("--list", action="store_true", help="list the fuzzers")
    parser.add_argument("--seconds", type=int, default=30, metavar="N", help="for each of them (30)")
    parser.add_argument("--build", type=Path, default=REPOSITORY / "build/sanitizers", metavar="FOLDER", help="where they are")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N", help="how many run at once")
    options = parser.parse_args(arguments)
    if options.seconds < 1 or options.jobs < 1:
        parser.error("--seconds and --jobs must be at least 1")

    fuzzers = available(options.build)
    if not fuzzers:
        raise ToolError(f"there are no fuzzers in {options.build}: build the preset sanitizers first")
    if options.list:
        print("\n".join(fuzzers))
        return 0
    for name in options.fuzzer:
        if name not in fuzzers:
            parser.error(f"there is no fuzzer {name}; there are: {', '.join(fuzzers)}")
    chosen = [program for name, program in fuzzers.items() if not options.fuzzer or name in options.fuzzer]
    broken = [name for name, survived in search(chosen, options.build, options.seconds, options.jobs) if not survived]
    if broken:
        raise ToolError(f"did not survive: {', '.join(broken)}")
    say(f"{len(chosen)} fuzzers found nothing")
    return 0
