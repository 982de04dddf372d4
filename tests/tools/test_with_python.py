"""tools/setup_lib/with_python: what lets the first command on a fresh machine be one that is written in Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

WITH_PYTHON = Path(__file__).resolve().parents[2] / "tools" / "setup_lib" / "with_python"
PROGRAM = "import sys; print('ran', *sys.argv[1:]); sys.exit(3)"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs, to be all of PATH: what a shell script needs, and no Python."""
    for name in ("basename", "sh", "env", "tail"):
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    (tmp_path / "program.py").write_text(PROGRAM)
    add(tmp_path, "id", "echo 1000")
    return tmp_path


def add(machine: Path, name: str, *lines: str) -> None:
    program = machine / name
    program.unlink(missing_ok=True)
    program.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    program.chmod(0o755)


def run(machine: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(WITH_PYTHON), str(machine / "program.py"), "two words", "--flag"]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": str(machine), **environment}, timeout=60
    )


def installing(machine: Path) -> None:
    """An apt-get that records its arguments and brings Python."""
    log, python = machine / "log", machine / "python3"
    add(machine, "apt-get", f'echo "$@" >>{log}', f'[ "$1" = update ] || {shutil.which("ln")} -sf {sys.executable} {python}')


def test_hands_arguments_and_exit_code_through(machine: Path) -> None:
    (machine / "python3").symlink_to(sys.executable)
    done = run(machine)
    assert (done.stdout, done.stderr, done.returncode) == ("ran two words --flag\n", "", 3)


def test_tells_the_command_where_it_may_not_install(machine: Path) -> None:
    installing(machine)
    done = run(machine)
    complaint = "tools/program: there is no python3; install it: sudo apt-get install python3\n"
    assert (done.stdout, done.stderr, done.returncode) == ("", complaint, 1)
    assert not (machine / "log").exists()


def test_installs_python_as_root(machine: Path) -> None:
    add(machine, "id", "echo 0")
    installing(machine)
    done = run(machine)
    assert (done.stdout, done.stderr, done.returncode) == ("ran two words --flag\n", "installing python3\n", 3)
    assert (machine / "log").read_text() == "update -qq\ninstall -y -qq --no-install-recommends python3\n"


def test_asks_for_privilege_in_ci(machine: Path) -> None:
    installing(machine)
    add(machine, "sudo", f'echo sudo "$1" >>{machine / "log"}; shift; exec "$@"')
    done = run(machine, CI="true")
    assert done.returncode == 3
    assert (machine / "log").read_text().count("sudo --non-interactive\n") == 2


def test_says_so_if_the_installation_fails(machine: Path) -> None:
    add(machine, "id", "echo 0")
    add(machine, "apt-get", "echo noise; exit 100")
    done = run(machine)
    assert (done.stdout, done.returncode) == ("", 1)
    assert done.stderr.splitlines()[-1] == "tools/program: python3 could not be installed: noise"


def test_says_so_where_there_is_no_apt(machine: Path) -> None:
    add(machine, "id", "echo 0")
    done = run(machine)
    assert (done.stderr, done.returncode) == ("tools/program: there is no python3, and no apt-get to install it with\n", 1)


def test_its_programs_are_runnable() -> None:
    for name in ("test", "quickstart"):
        assert os.access(WITH_PYTHON.parents[1] / name, os.X_OK)
