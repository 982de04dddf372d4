"""The Python environment of the tests: outside the tree, made once for each state of its requirements."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from testbed_lib.command import say
from testbed_lib.errors import ToolError
from testbed_lib.folders import cache_folder

_REPOSITORY = Path(__file__).resolve().parents[2]
_REQUIREMENTS = _REPOSITORY / "tools/requirements.txt"


def ensure() -> Path:
    """The folder of its programs: python, pytest, ruff, mypy."""
    digest = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()[:12]
    folder = cache_folder() / "python" / f"{sys.version_info.major}.{sys.version_info.minor}-{digest}"
    complete = folder / "complete"
    if not complete.exists():
        say(f"installing the Python packages of {_REQUIREMENTS.relative_to(_REPOSITORY)} into {folder}")
        shutil.rmtree(folder, ignore_errors=True)
        _run(sys.executable, "-m", "venv", str(folder))
        _run(str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--requirement", str(_REQUIREMENTS))
        complete.touch()
    return folder / "bin"


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise ToolError(f"{' '.join(command[:3])} failed: {lines[-1] if lines else 'no reason given'}")
