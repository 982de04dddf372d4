"""The command line of tools/test."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from test_lib.step import run_steps
from test_lib.steps import STEPS

_DESCRIPTION = "Set this machine up and run all tests, or the named steps."


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/test", description=_DESCRIPTION, allow_abbrev=False)
    parser.add_argument("step", nargs="*", metavar="STEP", help="run these steps only, in their usual order")
    parser.add_argument("--list", action="store_true", help="list the steps and their budgets")
    options = parser.parse_args(arguments)
    names = [step.name for step in STEPS]
    for name in options.step:
        if name not in names:
            parser.error(f"there is no step {name}; there are: {', '.join(names)}")
    if options.list:
        for step in STEPS:
            print(f"{step.name:<12} {step.minutes:>4g} min  {step.what}")
        return 0
    run_steps([step for step in STEPS if not options.step or step.name in options.step])
    return 0
