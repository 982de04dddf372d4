"""How the tools run other programs: one, or several at once; nothing of them is left, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from process_lib import processes
from process_lib.parallel import Job, run_parallel
from process_lib.processes import run, session_members
from testbed_lib.command import Terminated, signals_held
from testbed_lib.errors import ToolError

ROOT = Path(__file__).resolve().parents[2]


class TestProcesses:
    def test_returns_what_a_program_prints(self) -> None:
        assert run(["echo", "text"], what="echo") == "text\n"

    def test_an_accepted_code_is_no_failure(self) -> None:
        assert run(["sh", "-c", "echo text; exit 3"], what="sh", accepted=(0, 3)) == "text\n"
        with pytest.raises(ToolError, match="ended with code 4"):
            run(["sh", "-c", "exit 4"], what="sh", accepted=(0, 3))

    def test_says_how_far_a_long_program_got(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(processes, "_SECONDS_BETWEEN_SIGNS_OF_LIFE", 0.2)
        run(["sh", "-c", "echo '[1/2] a'; echo '[2/2] b'; sleep 2"], what="the build", log=tmp_path / "log")
        assert capsys.readouterr().err.splitlines()[-1] in {f"the build, {seconds} s: [2/2] b" for seconds in (1, 2)}

    def test_a_failure_is_one_line(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        script = "echo compiling; echo 'a.cc:1: error: no' ; echo stopped >&2; exit 3"
        with pytest.raises(ToolError) as failure:
            run(["sh", "-c", script], what="the build", log=log)
        assert str(failure.value) == f"the build failed: a.cc:1: error: no (see {log})"

    def test_a_failure_without_words_names_the_code(self) -> None:
        with pytest.raises(ToolError, match=r"^the build failed: it ended with code 3$"):
            run(["sh", "-c", "exit 3"], what="the build")

    def test_a_program_that_is_not_there_is_one_line(self) -> None:
        with pytest.raises(ToolError, match=r"^the build: there is no /nowhere/program$"):
            run(["/nowhere/program"], what="the build")

    @pytest.mark.parametrize(("signal_number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_interrupting_leaves_no_children(self, tmp_path: Path, signal_number: int, code: int) -> None:
        leader = tmp_path / "leader"
        # Like ninja, the inner shell puts what it starts into process groups of their own; one of them is stubborn.
        script = (
            f"set -m; sleep 300 & (trap '' TERM; sleep 300) & echo $$ > {leader}.new; mv {leader}.new {leader}; wait"
        )
        driver = f"""
import sys
from process_lib import processes
from testbed_lib.command import run_command
processes._SECONDS_TO_END = 0.3
sys.exit(run_command("driver", lambda _: len(processes.run(["sh", "-c", {script!r}], what="sleep")), []))
"""
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tools")}
        process = subprocess.Popen([sys.executable, "-c", driver], env=environment, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 30
        while not leader.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        session = int(leader.read_text())
        assert len(session_members(session)) >= 3

        process.send_signal(signal_number)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == code
        assert len(errors.splitlines()) == 1
        assert session_members(session) == []


class TestParallel:
    def test_runs_no_more_than_asked_for_at_once(self, tmp_path: Path) -> None:
        # Each leaves a file while it runs, and says how many there are.
        script = f"touch {tmp_path}/$0.here; ls {tmp_path} | grep -c here; sleep 0.1; rm {tmp_path}/$0.here"
        jobs = [Job(str(n), ("sh", "-c", script, str(n)), tmp_path / f"{n}.log") for n in range(6)]
        done = list(run_parallel(jobs, 2))
        assert sorted(one.job.name for one in done) == ["0", "1", "2", "3", "4", "5"]
        assert max(int(one.output()) for one in done) == 2

    def test_gives_code_and_output(self, tmp_path: Path) -> None:
        (done,) = run_parallel([Job("it", ("sh", "-c", "echo out; echo err >&2; exit 3"), tmp_path / "log")], 1)
        assert (done.code, done.output()) == (3, "out\nerr\n")

    def test_ends_the_others_when_its_reader_gives_up(self, tmp_path: Path) -> None:
        jobs = [Job("quick", ("true",), tmp_path / "a"), Job("slow", ("sh", "-c", "echo $$; sleep 300"), tmp_path / "b")]
        for _ in (runs := run_parallel(jobs, 2)):
            deadline = time.monotonic() + 20
            while not (tmp_path / "b").read_text() and time.monotonic() < deadline:
                time.sleep(0.01)
            break
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
        try:
            runs.close()
        finally:
            for number, handler in zip((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), handlers, strict=True):
                signal.signal(number, handler)
        assert session_members(int((tmp_path / "b").read_text())) == []


class TestSignalsHeld:
    def test_a_signal_waits_for_the_end_of_the_block(self) -> None:
        def terminate(number: int, _frame: object) -> None:
            raise Terminated(number)

        before = signal.signal(signal.SIGTERM, terminate)
        inside = []
        try:
            with pytest.raises(Terminated), signals_held():
                signal.raise_signal(signal.SIGTERM)
                inside.append("went on")
            assert inside == ["went on"]
            assert signal.getsignal(signal.SIGTERM) is terminate
        finally:
            signal.signal(signal.SIGTERM, before)

    def test_what_is_ignored_stays_ignored(self) -> None:
        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            with signals_held():
                assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
                signal.raise_signal(signal.SIGHUP)
        finally:
            signal.signal(signal.SIGHUP, before)
