"""Sets the machine up and runs all tests; see tools/test --help."""

import sys

from test_lib.cli import main
from testbed_lib.command import run_command

if __name__ == "__main__":
    sys.exit(run_command("tools/test", main, sys.argv[1:]))
