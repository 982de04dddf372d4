"""Lets the tests import what the tools are made of."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))


def pytest_configure(config: pytest.Config) -> None:
    # A shell ignores SIGINT for what it starts in the background, and so would all that we start; the tools are
    # tested as a person runs them, who can interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers", "testbed: needs a real control plane (tools/testbed); skipped where none can be had"
    )
