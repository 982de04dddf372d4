"""The steps of tools/test: what they run where there is no real control plane."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from test_lib import real_programs, steps
from test_lib.step import execute
from testbed_lib.errors import MissingPrerequisiteError, ToolError

WITH_TESTBED = Path(__file__).resolve().parents[1] / "examples/with_testbed.sh"


def find_nothing(_names: object) -> dict[str, Path]:
    raise MissingPrerequisiteError("there is no Go")


def test_the_budgets_are_what_may_be_waited_for() -> None:
    assert sum(step.minutes for step in steps.STEPS) <= 50
    assert sum(step.minutes for step in steps.STEPS if step.name != "testbed") <= 40


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["false", "-L", "cluster"], "false -L cluster"),
        (["sh", "-c", 'exec "$@"', "--", "false", "-L", "cluster"], "false -L cluster"),
        (["false", *"12345678"], "false 1 2 3 4 5 6 7 ..."),
    ],
)
def test_what_failed_is_named_not_what_ran_it(command: list[str], shown: str) -> None:
    with pytest.raises(ToolError, match=re.escape(f"failed with code 1: {shown}") + "$"):
        execute(*command)


class TestCluster:
    @pytest.fixture(autouse=True)
    def commands(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
        commands: list[list[str]] = []
        monkeypatch.setattr(steps, "execute", lambda *command: commands.append([str(word) for word in command]))
        monkeypatch.setattr(steps.python_environment, "ensure", lambda: Path("bin"))
        monkeypatch.setattr(real_programs, "find_or_build", find_nothing)
        monkeypatch.delenv("CI", raising=False)
        real_programs.available.cache_clear()
        yield commands
        real_programs.available.cache_clear()

    def test_tests_are_skipped_by_name_without_a_control_plane(self, commands: list[list[str]]) -> None:
        steps._cluster()
        assert [command[0] for command in commands] == ["bin/pytest", "ctest"]
        assert commands[1][-2:] == ["-L", "cluster"]

    def test_a_missing_control_plane_fails_in_ci(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CI", "true")
        with pytest.raises(MissingPrerequisiteError):
            steps._cluster()
        assert commands == []

    def test_tests_run_in_testbeds_where_there_can_be_one(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(real_programs, "find_or_build", lambda _names: {})
        steps._cluster()
        words = [word for word in commands[1] if word not in (sys.executable, "tools/testbed")]
        assert " ".join(words).startswith(
            "run --variable CLIENT_CPP_TESTBED_ALONE_KUBECONFIG -- run --variable CLIENT_CPP_TESTBED_ALONE_JSON_KUBECONFIG -- "
            "run --controllers --all-apis -- ctest "
        )
        assert commands[1][-2:] == ["-L", "cluster"]


class TestExamplesOnTheTestbed:
    @staticmethod
    def run(**variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "KUBECONFIG": "the user's", **variables}
        command = [str(WITH_TESTBED), "sh", "-c", 'echo "$KUBECONFIG"']
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    def test_never_run_on_the_cluster_of_the_user(self) -> None:
        done = self.run()
        assert (done.returncode, done.stdout) == (77, "")
        assert "CLIENT_CPP_TESTBED_KUBECONFIG is not set" in done.stderr

    def test_fail_in_ci_without_a_testbed(self) -> None:
        assert self.run(CI="true").returncode == 1

    def test_are_led_to_it(self) -> None:
        done = self.run(CLIENT_CPP_TESTBED_KUBECONFIG="/testbed")
        assert (done.returncode, done.stdout) == (0, "/testbed\n")
