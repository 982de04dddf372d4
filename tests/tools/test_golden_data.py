"""tools/golden-data: what it finds, and how it says that it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from testbed_lib.errors import EXIT_MISSING_PREREQUISITE

GOLDEN_DATA = Path(__file__).resolve().parents[2] / "tools" / "golden-data"


def run_golden_data(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(GOLDEN_DATA)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_finds_an_object_of_every_kind() -> None:
    finished = run_golden_data()
    if finished.returncode == EXIT_MISSING_PREREQUISITE and os.environ.get("CI") != "true":
        pytest.skip(finished.stderr.strip())
    assert finished.returncode == 0, finished.stderr
    folder = Path(finished.stdout.strip())
    pod = json.loads((folder / "core.v1.Pod.json").read_text(encoding="utf-8"))
    assert pod["spec"]["containers"][0]["name"] == "nameValue"


def test_without_go_it_is_a_missing_prerequisite(tmp_path: Path) -> None:
    finished = run_golden_data(PATH=str(tmp_path))
    assert finished.returncode == EXIT_MISSING_PREREQUISITE
    assert "there is no 'go' in PATH" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1
