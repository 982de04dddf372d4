"""The custom resources of tests/custom, and what is generated from them, as it was reviewed last.

Run as a program, it brings tests/custom/generated up to date; the difference is for review.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = _REPOSITORY / "tests/custom"
GENERATED = FOLDER / "generated"


def generate(output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """As a user does it; from the folder of the definitions, as their path is in what is said about them."""
    tool = _REPOSITORY / "tools/generate"
    command = [sys.executable, tool, "crd", "sink.yaml", "--namespace", "sink", "--output", output, *options]
    return subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    done = generate(GENERATED)
    sys.stdout.write(done.stdout + done.stderr)
    sys.exit(done.returncode)
