"""The command line of tools/lint."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from lint_lib.sources import REPOSITORY, affected, changed, compiled, linted
from lint_lib.tidy import lint
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_DESCRIPTION = "Runs clang-tidy over the handwritten C++ of the library and the examples, or over some files of it."


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/lint", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("file", nargs="*", type=Path, help="headers are seen through a source that includes them")
    parser.add_argument("--build", type=Path, default=REPOSITORY / "build/debug", metavar="FOLDER", help="configured")
    parser.add_argument("--changed", nargs="?", const="HEAD", metavar="COMMIT", help="what changed since (HEAD)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 2, metavar="N")
    options = parser.parse_args(arguments)
    if options.jobs < 1:
        parser.error("--jobs must be at least 1")
    program = shutil.which("clang-tidy")
    if program is None:
        raise ToolError("there is no clang-tidy in PATH: apt-get install clang-tidy")

    sources = [path for path in linted() if path.suffix == ".cc"]
    if options.file:
        sources = affected([path.resolve() for path in options.file], sources)
    elif options.changed:
        sources = affected(changed(options.changed), sources)
    ready = compiled(options.build, sources)
    if unknown := len(sources) - len(ready):
        say(f"{unknown} of {len(sources)} files are not built in {options.build}, and passed over")
    findings = lint(program, options.build, ready, options.jobs)
    for finding in findings:
        print(finding)
    say(f"{len(findings)} findings in {len(ready)} files")
    return 1 if findings else 0
