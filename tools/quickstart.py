"""Builds the library on a fresh machine and shows it at work; see tools/quickstart --help."""

import sys

from quickstart_lib.cli import main
from testbed_lib.command import run_command

if __name__ == "__main__":
    sys.exit(run_command("tools/quickstart", main, sys.argv[1:]))
