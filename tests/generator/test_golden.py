"""The kitchen sink: one of everything, as it was reviewed last."""

from __future__ import annotations

from pathlib import Path

import pytest
from k8sgen.emit import compare

from compiling import compiler, complaints
from kitchen_sink import GOLDEN, generate
from specs import REPOSITORY


def test_the_output_is_what_was_reviewed() -> None:
    difference = compare(GOLDEN, generate())
    assert not difference, f"{difference}: if that is meant, run tests/generator/kitchen_sink.py and review what it writes"


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_the_output_compiles(tmp_path: Path) -> None:
    assert complaints(generate(), tmp_path, (REPOSITORY / "generated",)) == ""
