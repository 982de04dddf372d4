"""tools/quickstart: its flags, its errors, and that it leaves no process; the build itself is what CI runs it for."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quickstart_lib import build as building
from quickstart_lib import examples
from quickstart_lib.build import first_error
from quickstart_lib.examples import run_example
from quickstart_lib.server import add_pods, embedded_server
from testbed_lib.errors import ToolError

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def run_quickstart(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(TOOLS / "quickstart"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def make_program(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([f"#!{sys.executable}", "import os, sys, time", *lines, ""]))
    path.chmod(0o755)
    return path


def is_alive(process: int) -> bool:
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_for(file: Path) -> str:
    deadline = time.monotonic() + 20
    while not (file.exists() and file.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return file.read_text()


class TestFlags:
    def test_help_says_what_happens_to_a_cluster(self) -> None:
        done = run_quickstart("--help")
        assert done.returncode == 0
        assert "Deployment `web`" in " ".join(done.stdout.split())

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            (["--nonsense"], "unrecognized arguments: --nonsense"),
            (["--port", "70000"], "there is no port 70000"),
            (["--port", "-1"], "there is no port -1"),
            (["--port", "http"], "invalid int value: 'http'"),
            (["--port", "1", "--kubeconfig", "x"], "not allowed with argument"),
            (["--kubeconfig"], "expected one argument"),
        ],
    )
    def test_that_are_wrong_are_refused_before_anything_is_done(self, arguments: list[str], complaint: str) -> None:
        done = run_quickstart(*arguments)
        assert done.returncode == 2
        assert complaint in done.stderr.splitlines()[-1]
        assert done.stdout == ""

    def test_a_kubeconfig_that_cannot_be_read_is_told_in_one_line(self, tmp_path: Path) -> None:
        missing = tmp_path / "none"
        done = run_quickstart("--kubeconfig", str(missing))
        assert (done.returncode, done.stderr) == (
            1,
            f"tools/quickstart: cannot read {missing}: No such file or directory\n",
        )
        assert "Is a directory" in run_quickstart("--kubeconfig", str(tmp_path)).stderr


class TestFirstError:
    @pytest.mark.parametrize(
        ("output", "expected"),
        [
            ("[1/2] Building\nFAILED: a.o\na.cc:1: error: no `x`\na.cc:2: error: no `y`\n", "a.cc:1: error: no `x`"),
            ("a.cc:1:2: fatal error: x.h: No such file\n", "a.cc:1:2: fatal error: x.h: No such file"),
            ("ld: a.o: undefined reference to `x'\n", "ld: a.o: undefined reference to `x'"),
            (
                "-- ok\nCMake Error at CMakeLists.txt:8 (find_package):\n  Could not find fmt\n\n  in any folder\n",
                "CMake Error at CMakeLists.txt:8 (find_package): Could not find fmt in any folder",
            ),
            ("all is well\n", ""),
        ],
    )
    def test_is_what_the_user_is_told(self, output: str, expected: str) -> None:
        assert first_error(output) == expected


class TestBuild:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        monkeypatch.setattr(building, "BUILD", tmp_path / "build")
        for program in ("ninja", "g++"):
            make_program(tmp_path / "bin" / program)
        monkeypatch.setenv("PATH", str(tmp_path / "bin"))
        yield tmp_path

    def test_needs_a_compiler(self, folder: Path) -> None:
        make_program(folder / "bin/cmake")
        (folder / "bin/g++").unlink()
        with pytest.raises(ToolError, match=r"^there is no g\+\+ in PATH$"):
            building.build(["all"])

    def test_shows_now_and_then_how_far_it_is(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(building, "_SECONDS_BETWEEN_SIGNS", -1.0)
        make_program(folder / "bin/cmake", 'print("[1/2] first\\nwords\\n[2/2] second")')
        building.build(["all"])
        assert "  [1/2] first\n  [2/2] second\n" in capsys.readouterr().err

    def test_tells_the_first_error_and_where_the_others_are(self, folder: Path) -> None:
        make_program(folder / "bin/cmake", 'print("a.cc:1: error: bad")', 'sys.exit("--build" in sys.argv)')
        with pytest.raises(ToolError, match=r"^cannot build: a\.cc:1: error: bad \(see .*/quickstart-build\.log\)$"):
            building.build(["all"])

    def test_ends_the_compilers_when_it_is_interrupted(self, folder: Path) -> None:
        started = folder / "started"
        make_program(
            folder / "bin/cmake", f'open({str(started)!r}, "w").write(str(os.getpid()))', "time.sleep(60)"
        )
        script = (
            "from pathlib import Path\n"
            "from quickstart_lib import build\n"
            "from testbed_lib.command import run_command\n"
            f"build.BUILD = Path({str(folder / 'build')!r})\n"
            "raise SystemExit(run_command('tools/quickstart', lambda _: build.build(['all']) or 0, []))\n"
        )
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONPATH": str(TOOLS)},
            stderr=subprocess.PIPE,
            text=True,
        )
        compiler = int(wait_for(started))
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=20)
        assert process.returncode == 130
        assert complaint.splitlines()[1:] == ["tools/quickstart: interrupted"]
        assert not is_alive(compiler)


class TestServer:
    def test_runs_as_long_as_it_is_needed(self, tmp_path: Path) -> None:
        program = make_program(
            tmp_path / "server",
            f'open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))',
            'print("listening on http://127.0.0.1:1", sys.argv[1:3], flush=True)',
            'open(sys.argv[4], "w").write("kubeconfig")',
            "time.sleep(60)",
        )
        with embedded_server(program, 17) as server:
            assert server.url == "http://127.0.0.1:1 ['--port', '17']"
            assert wait_for(server.kubeconfig) == "kubeconfig"
            process = int((tmp_path / "pid").read_text())
            assert is_alive(process)
        assert not is_alive(process)
        assert not server.kubeconfig.exists()

    def test_says_why_it_does_not_start(self, tmp_path: Path) -> None:
        program = make_program(tmp_path / "server", 'sys.exit("listening on 127.0.0.1:80: Address already in use")')
        reason = r"did not start: listening on 127\.0\.0\.1:80: Address already in use"
        with pytest.raises(ToolError, match=reason), embedded_server(program, 80):
            pass

    def test_may_end_without_a_word(self, tmp_path: Path) -> None:
        program = make_program(tmp_path / "server", "sys.exit(3)")
        with pytest.raises(ToolError, match="did not start: it ended with code 3"), embedded_server(program, 0):
            pass


class TestPods:
    @pytest.fixture
    def requests(self) -> list[tuple[str, str, Any]]:
        return []

    @pytest.fixture
    def url(self, requests: list[tuple[str, str, Any]]) -> Iterator[str]:
        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                requests.append((self.command, self.path, body))
                self.send_response(409 if len(requests) > 4 else 200)
                self.end_headers()

            do_POST = do_PATCH = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()

    def test_are_made_and_then_run(
        self, url: str, requests: list[tuple[str, str, Any]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        add_pods(url)
        assert [(method, path.rpartition("/")[2]) for method, path, _ in requests] == [
            ("POST", "pods"),
            ("PATCH", "status"),
        ] * 2
        assert requests[0][2]["metadata"]["labels"] == {"k8s-app": "kube-dns"}

    def test_that_are_refused_are_told(self, url: str, requests: list[tuple[str, str, Any]]) -> None:
        requests += [("", "", None)] * 4
        with pytest.raises(ToolError, match="the API server refused a pod: HTTP Error 409"):
            add_pods(url)


class TestExamples:
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
        monkeypatch.setattr(examples, "BUILD", tmp_path)
        yield tmp_path

    def test_print_under_a_heading(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        make_program(folder / "examples/example_x", 'print("with", os.environ["KUBECONFIG"])')
        run_example("x", "does something", Path("/k"))
        assert capfd.readouterr().out == "\n== examples/x.cc does something\nwith /k\n"

    def test_that_fail_say_why(self, folder: Path) -> None:
        make_program(folder / "examples/example_x", 'sys.exit("GET /api: refused")')
        with pytest.raises(ToolError, match=r"^examples/x\.cc: GET /api: refused$"):
            run_example("x", "does something", Path("/k"))

    def test_that_hang_are_ended(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(examples, "_SECONDS", 1)
        monkeypatch.setattr(examples, "ignore_signals", lambda: None)
        make_program(
            folder / "examples/example_x",
            f'open({str(folder / "pid")!r}, "w").write(str(os.getpid()))',
            "time.sleep(60)",
        )
        with pytest.raises(ToolError, match="did not end within 1 s"):
            run_example("x", "does something", Path("/k"))
        assert not is_alive(int((folder / "pid").read_text()))
