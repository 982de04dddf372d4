"""tools/lint: what it chooses, and what it makes of clang-tidy's words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lint_lib.sources import REPOSITORY, affected, compiled, linted
from testbed_lib.errors import ToolError

LINT = REPOSITORY / "tools/lint"
SOURCE = REPOSITORY / "runtime/k8s/base/result.cc"


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build that knows one source, and a PATH that begins with a folder for a clang-tidy of our own."""
    (tmp_path / "compile_commands.json").write_text(json.dumps([{"file": str(SOURCE)}]))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def make_tidy(folder: Path, *lines: str) -> None:
    program = folder / "clang-tidy"
    program.write_text("\n".join([f"#!{sys.executable}", "import os, sys, time", *lines, ""]))
    program.chmod(0o755)


def run_lint(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(LINT), *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


class TestSources:
    def test_are_handwritten(self) -> None:
        assert SOURCE in linted()
        assert not [path for path in linted() if path.is_relative_to(REPOSITORY / "generated")]

    def test_a_header_is_seen_through_the_source_beside_it_or_another(self) -> None:
        sources = [path for path in linted() if path.suffix == ".cc"]
        assert affected([SOURCE.with_suffix(".h")], sources) == [SOURCE]
        (other,) = affected([REPOSITORY / "runtime/k8s/rest/resource_client.h"], sources)  # through generated clients
        assert other in sources

    def test_that_are_gone_or_none_of_ours_choose_nothing(self) -> None:
        assert affected([REPOSITORY / "runtime/gone.h", Path("/usr/include/zlib.h")], [SOURCE]) == []

    def test_a_build_must_be_configured(self, tmp_path: Path) -> None:
        with pytest.raises(ToolError, match="configure first: cmake --preset debug"):
            compiled(tmp_path, [SOURCE])


class TestLint:
    def test_tells_each_finding_once(self, build: Path) -> None:
        line = f"{SOURCE}:1:2: warning: bad [x]"
        make_tidy(build, f'print("noise\\n{line}\\n{line}\\n  code")', "sys.exit(1)")
        done = run_lint("--build", build, SOURCE)
        assert (done.returncode, done.stdout) == (1, "runtime/k8s/base/result.cc:1:2: bad [x]\n")

    def test_is_content_with_nothing(self, build: Path) -> None:
        make_tidy(build)
        done = run_lint("--build", build, SOURCE)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "0 findings in 1 files\n")

    def test_tells_a_clang_tidy_that_fails_otherwise(self, build: Path) -> None:
        make_tidy(build, 'sys.exit("error: no such check")')
        done = run_lint("--build", build, SOURCE)
        expected = "tools/lint: clang-tidy failed on runtime/k8s/base/result.cc: error: no such check\n"
        assert (done.returncode, done.stderr) == (1, expected)

    def test_leaves_no_clang_tidy_when_it_is_interrupted(self, build: Path) -> None:
        started = build / "started"
        make_tidy(build, f'open({str(started)!r}, "w").write(str(os.getpid()))', "time.sleep(60)")
        command = [sys.executable, str(LINT), "--build", str(build), str(SOURCE)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 20
        while not (started.exists() and started.read_text()):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        _, complaint = process.communicate(timeout=20)
        assert (process.returncode, complaint) == (143, "tools/lint: ended by signal 15\n")
        assert not Path("/proc", started.read_text()).exists()
