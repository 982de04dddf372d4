"""tools/fuzz: what it runs, and what it makes of libFuzzer's words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).resolve().parents[2] / "tools" / "fuzz"


@pytest.fixture
def build(tmp_path: Path) -> Path:
    add(tmp_path, "good", "print('#2 NEW cov: 17 ft: 3'); print('Done 42 runs in 1 second(s)')")
    return tmp_path


def add(build: Path, name: str, *lines: str) -> None:
    program = build / "tests/fuzz" / f"fuzz_{name}"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text("\n".join([f"#!{sys.executable}", "import sys", *lines, ""]))
    program.chmod(0o755)


def fuzz(build: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(FUZZ), "--build", str(build), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_lists_the_fuzzers_of_a_build(build: Path) -> None:
    add(build, "another")
    assert fuzz(build, "--list").stdout == "another\ngood\n"


def test_says_what_was_tried(build: Path) -> None:
    done = fuzz(build, "--seconds", "7")
    assert (done.returncode, done.stderr) == (0, "  good: 42 inputs, 17 edges covered\n1 fuzzers found nothing\n")


def test_hands_time_and_both_corpora_over(build: Path) -> None:
    add(build, "good", "print(sys.argv[1:])")
    fuzz(build, "--seconds", "7")
    said = (build / "fuzz/good.log").read_text()
    assert "'-max_total_time=7'" in said
    assert said.index(str(build / "fuzz/good")) < said.index("tests/fuzz/corpus/good")
    assert (build / "fuzz/good").is_dir()


def test_names_the_input_that_broke_one_and_runs_the_others(build: Path) -> None:
    add(build, "bad", "print('Test unit written to /somewhere/bad-crash-1'); sys.exit(77)")
    done = fuzz(build)
    assert done.returncode == 1
    assert f"  bad: failed on /somewhere/bad-crash-1; see {build}/fuzz/bad.log\n" in done.stderr
    assert "  good: 42 inputs" in done.stderr
    assert done.stderr.endswith("tools/fuzz: did not survive: bad\n")


def test_runs_only_those_that_are_named(build: Path) -> None:
    add(build, "bad", "sys.exit(1)")
    assert fuzz(build, "good").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("nothing",), "there is no fuzzer nothing; there are: good"),
        (("--seconds", "0"), "--seconds and --jobs must be at least 1"),
    ],
)
def test_complains_in_one_clear_line(build: Path, arguments: tuple[str, ...], complaint: str) -> None:
    done = fuzz(build, *arguments)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"tools/fuzz: error: {complaint}"


def test_says_what_to_do_where_nothing_is_built(tmp_path: Path) -> None:
    done = fuzz(tmp_path)
    expected = f"tools/fuzz: there are no fuzzers in {tmp_path}: build the preset sanitizers first\n"
    assert (done.returncode, done.stderr) == (1, expected)
