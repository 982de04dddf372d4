"""What k8s_generate() of the CMake package refuses; that it works, tests/consumer shows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from custom_sink import FOLDER
from specs import REPOSITORY


def configure(folder: Path, calls: str) -> str:
    """What CMake says of a project with these calls."""
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.25)\n"
        "project(test LANGUAGES NONE)\n"
        f"include({REPOSITORY}/tools/cmake/K8sGenerate.cmake)\n"
        f"{calls}\n"
    )
    command = ["cmake", "-S", folder, "-B", folder / "build", f"-DPython3_EXECUTABLE={sys.executable}"]
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=False).stderr.split())


@pytest.mark.skipif(shutil.which("cmake") is None, reason="no CMake")
def test_two_calls_may_not_share_a_namespace(tmp_path: Path) -> None:
    call = f"CRDS {FOLDER / 'sink.yaml'} NAMESPACE acme::sink"
    said = configure(tmp_path, f"k8s_generate(one {call})\nk8s_generate(other {call})")
    assert "k8s_generate(other): NAMESPACE acme::sink is that of one, whose names this would define once more" in said


@pytest.mark.skipif(shutil.which("cmake") is None, reason="no CMake")
@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("CRDS a.yaml", "k8s_generate(one) needs NAMESPACE"),
        ("NAMESPACE acme", "k8s_generate(one) needs either CRDS, or SPEC and GROUPS"),
        ("CRDS a.yaml SPEC b.json GROUPS c NAMESPACE acme", "needs either CRDS, or SPEC and GROUPS"),
        ("CRDS a.yaml NAMESPACE acme NAMESPACES b", "unknown arguments: NAMESPACES;b"),
        ("CRDS none.yaml NAMESPACE acme", "none.yaml cannot be read: No such file or directory"),
    ],
)
def test_a_call_that_lacks_something_says_what(tmp_path: Path, call: str, why: str) -> None:
    assert why in configure(tmp_path, f"k8s_generate(one {call})")
