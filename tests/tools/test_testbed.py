"""tools/testbed: its pure parts, its errors, and two testbeds that really run."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from testbed_lib import cli
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE
from testbed_lib.golang import parse_version
from testbed_lib.kubeconfig import User, render_kubeconfig
from testbed_lib.modules import ETCD, KUBE_APISERVER, go_mod, linker_flags, staging_modules
from testbed_lib.ports import pick_ports
from testbed_lib.processes import end_processes_of, last_words, processes_of, start_server

TESTBED = Path(__file__).resolve().parents[2] / "tools" / "testbed"


def run_testbed(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TESTBED), *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,
    )


class TestPorts:
    def test_are_free_and_differ(self) -> None:
        ports = pick_ports(20)
        assert len(set(ports)) == 20
        for port in ports:
            with socket.socket() as listener:
                listener.bind(("127.0.0.1", port))

    def test_that_are_taken_are_passed_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            free = pick_ports(1)[0]
            offered = iter([taken.getsockname()[1], free])
            monkeypatch.setattr("random.choice", lambda _: next(offered))
            assert pick_ports(1) == [free]


class TestGoMod:
    def test_replaces_staging_modules_by_published_ones(self) -> None:
        parsed = {
            "Replace": [
                {"Old": {"Path": "k8s.io/client-go"}, "New": {"Path": "./staging/src/k8s.io/client-go"}},
                {"Old": {"Path": "k8s.io/api"}, "New": {"Path": "./staging/src/k8s.io/api"}},
                {"Old": {"Path": "example.com/a"}, "New": {"Path": "example.com/b", "Version": "v1.0.0"}},
            ]
        }
        assert go_mod(KUBE_APISERVER, "1.26.0", staging_modules(parsed)) == (
            "module testbed\n\ngo 1.26.0\n\n"
            "require k8s.io/kubernetes v1.36.3\n\n"
            "replace (\n"
            "\tk8s.io/api => k8s.io/api v0.36.3\n"
            "\tk8s.io/client-go => k8s.io/client-go v0.36.3\n"
            ")\n"
        )

    def test_without_replacements(self) -> None:
        assert go_mod(ETCD, "1.25.0") == ("module testbed\n\ngo 1.25.0\n\nrequire go.etcd.io/etcd/server/v3 v3.6.16\n")

    def test_of_a_module_that_replaces_nothing(self) -> None:
        assert staging_modules({"Replace": None}) == []

    def test_only_kubernetes_is_told_its_version(self) -> None:
        assert "version.gitVersion=v1.36.3" in linker_flags(KUBE_APISERVER)
        assert "version.gitMinor=36" in linker_flags(KUBE_APISERVER)
        assert linker_flags(ETCD) == "-s -w"


@pytest.mark.parametrize(
    ("text", "version"),
    [("go1.26.8", (1, 26)), ("go1.27rc1", (1, 27)), ("go2.0", (2, 0)), ("devel", None), ("", None)],
)
def test_go_versions_are_parsed(text: str, version: tuple[int, int] | None) -> None:
    assert parse_version(text) == version


def test_kubeconfig_has_a_context_for_each_user() -> None:
    users = [User("admin", token="123"), User("by-cert", certificate=b"crt", key=b"key")]
    assert render_kubeconfig("testbed", "https://127.0.0.1:1", b"ca", users) == (
        "apiVersion: v1\n"
        "kind: Config\n"
        "clusters:\n"
        '- name: "testbed"\n'
        "  cluster:\n"
        '    server: "https://127.0.0.1:1"\n'
        '    certificate-authority-data: "Y2E="\n'
        "users:\n"
        '- name: "admin"\n'
        "  user:\n"
        '    token: "123"\n'
        '- name: "by-cert"\n'
        "  user:\n"
        '    client-certificate-data: "Y3J0"\n'
        '    client-key-data: "a2V5"\n'
        "contexts:\n"
        '- name: "admin"\n'
        "  context:\n"
        '    cluster: "testbed"\n'
        '    user: "admin"\n'
        '- name: "by-cert"\n'
        "  context:\n"
        '    cluster: "testbed"\n'
        '    user: "by-cert"\n'
        'current-context: "admin"\n'
    )


class TestProcesses:
    def test_are_found_by_their_state_folder_and_ended(self, tmp_path: Path) -> None:
        server = start_server("sleep", ["sleep", "600"], tmp_path)
        # The mark is there once the new process has replaced the copy of ours.
        assert eventually(lambda: processes_of(tmp_path) == [server.process.pid])
        assert processes_of(tmp_path / "other") == []
        end_processes_of(tmp_path)
        assert processes_of(tmp_path) == []
        assert server.process.wait(timeout=10) == -signal.SIGKILL

    def test_the_error_is_chosen_from_a_log(self) -> None:
        assert last_words("I1122 fine\nE1122 no such flag\nI1122 leaving\n") == "E1122 no such flag"
        assert last_words("just this\n\n") == "just this"
        assert last_words("") == "it said nothing"


class TestErrors:
    def test_without_go_the_code_says_skip(self, tmp_path: Path) -> None:
        for action in (["build"], ["up"], ["run", "--", "/bin/true"]):
            result = run_testbed(*action, PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), KUBEBUILDER_ASSETS="")
            assert result.returncode == EXIT_MISSING_PREREQUISITE == 77
            assert_one_line(result.stderr, "needs Go")

    def test_an_old_go_says_skip(self, tmp_path: Path) -> None:
        go = tmp_path / "go"
        go.write_text("#!/bin/sh\necho go1.19.8\necho\n", encoding="utf-8")
        go.chmod(0o755)
        result = run_testbed("build", PATH=str(tmp_path), XDG_CACHE_HOME=str(tmp_path), KUBEBUILDER_ASSETS="")
        assert result.returncode == EXIT_MISSING_PREREQUISITE
        assert_one_line(result.stderr, "go1.19.8")

    def test_assets_that_are_not_there(self, tmp_path: Path) -> None:
        result = run_testbed("up", KUBEBUILDER_ASSETS=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        assert_one_line(result.stderr, f"there is no {tmp_path / 'etcd'}")

    def test_assets_that_do_not_work_leave_nothing(self, tmp_path: Path) -> None:
        for name in ("etcd", "kube-apiserver"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\necho 'Error: out of order'\nexit 3\n", encoding="utf-8")
            program.chmod(0o755)
        result = run_testbed("up", KUBEBUILDER_ASSETS=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        assert_one_line(result.stderr, "etcd ended with code 3: Error: out of order")
        assert list((tmp_path / "client-cpp" / "testbed" / "up").iterdir()) == []

    def test_a_port_that_is_always_taken_ends_the_retries(self, tmp_path: Path) -> None:
        for name in ("etcd", "kube-apiserver"):
            program = tmp_path / name
            program.write_text("#!/bin/sh\necho 'bind: address already in use'\nexit 1\n", encoding="utf-8")
            program.chmod(0o755)
        result = run_testbed("up", KUBEBUILDER_ASSETS=str(tmp_path), XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        assert result.stderr.count("trying other ports") == 4
        assert list((tmp_path / "client-cpp" / "testbed" / "up").iterdir()) == []

    @pytest.mark.parametrize(
        "arguments",
        [[], ["sideways"], ["up", "--nosuch"], ["up", "--control"], ["down", "--all", "--name", "x"], ["run"]],
    )
    def test_wrong_arguments(self, arguments: list[str]) -> None:
        result = run_testbed(*arguments)
        assert result.returncode == 2
        assert "Traceback" not in result.stderr

    @pytest.mark.parametrize("name", ["", "..", "a/b", "Upper", "-x", "x" * 41])
    def test_names_that_are_none(self, name: str, tmp_path: Path) -> None:
        result = run_testbed("down", f"--name={name}", XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        assert_one_line(result.stderr, "is no name for a testbed")

    def test_env_of_what_is_not_up(self, tmp_path: Path) -> None:
        result = run_testbed("env", "--name", "absent", XDG_CACHE_HOME=str(tmp_path))
        assert result.returncode == 1
        assert_one_line(result.stderr, "no testbed 'absent' is up")

    def test_down_of_what_is_not_up_is_no_error(self, tmp_path: Path) -> None:
        assert run_testbed("down", XDG_CACHE_HOME=str(tmp_path)).returncode == 0
        assert run_testbed("down", "--all", XDG_CACHE_HOME=str(tmp_path)).returncode == 0

    def test_run_of_a_command_that_is_not_there(self) -> None:
        result = run_testbed("run", "--", "no-such-command")
        assert result.returncode == 127
        assert_one_line(result.stderr, "no-such-command")


def up_or_skip(name: str, *options: str) -> dict[str, Any]:
    result = run_testbed("up", "--name", name, "--json", *options)
    if result.returncode == EXIT_MISSING_PREREQUISITE:
        pytest.skip(result.stderr.strip())
    assert result.returncode == 0, result.stderr
    info: dict[str, Any] = json.loads(result.stdout)
    return info


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    names = [f"test-{os.getpid()}-{suffix}" for suffix in ("a", "b")]
    try:
        first, second = [up_or_skip(name) for name in names]
        yield first, second
    finally:
        for name in names:
            run_testbed("down", "--name", name)


@pytest.mark.testbed
class TestRunningTestbeds:
    def test_are_apart(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        first, second = pair
        assert first["server"] != second["server"]
        assert get(second, "/readyz", token=first["tokens"]["admin"], authority=second) == 401
        with pytest.raises(ssl.SSLCertVerificationError):
            get(second, "/readyz", token=second["tokens"]["admin"], authority=first)

    def test_admit_by_token_and_by_certificate_and_refuse_nobody(
        self, pair: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        for info in pair:
            nodes = "/api/v1/nodes"
            assert get(info, "/readyz", token=info["tokens"]["admin"]) == 200
            assert get(info, nodes, token=info["tokens"]["admin"]) == 200
            assert get(info, nodes, with_certificate=True) == 200
            assert get(info, nodes, token=info["tokens"]["nobody"]) == 403
            assert get(info, nodes) in (401, 403)

    def test_keep_their_secrets(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        for info in pair:
            for path in (info["kubeconfig"], info["client_key"], f"{info['state']}/testbed.json"):
                assert Path(path).stat().st_mode & 0o077 == 0
            assert Path(info["state"]).stat().st_mode & 0o077 == 0

    def test_cannot_be_started_twice(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        result = run_testbed("up", "--name", pair[0]["name"])
        assert result.returncode == 1
        assert_one_line(result.stderr, "is up already")

    def test_are_told_to_the_shell(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        script = f'eval "$({sys.executable} {TESTBED} env --name {pair[0]["name"]})"; echo "$KUBECONFIG"'
        output = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
        assert output.strip() == pair[0]["kubeconfig"]

    def test_survive_the_end_of_their_api_server(self, pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
        info = pair[0]
        state = Path(info["state"])
        call(info, "/api/v1/namespaces", {"metadata": {"name": "before"}})
        before = set(processes_of(state))
        assert run_testbed("restart", "--name", info["name"]).returncode == 0
        after = set(processes_of(state))
        assert len(before) == len(after) == 2
        assert len(before & after) == 1
        assert get(info, "/api/v1/namespaces/before", token=info["tokens"]["admin"]) == 200

    def test_leave_nothing(self) -> None:
        name = f"test-{os.getpid()}-c"
        info = up_or_skip(name)
        state = Path(info["state"])
        assert len(processes_of(state)) == 2
        assert run_testbed("down", "--name", name).returncode == 0
        assert processes_of(state) == []
        assert not state.exists()
        with pytest.raises(ConnectionRefusedError), socket.socket() as client:
            client.connect(("127.0.0.1", int(info["server"].rsplit(":", 1)[1])))


@pytest.mark.testbed
def test_with_controllers_a_deployment_becomes_ready() -> None:
    name = f"test-{os.getpid()}-controllers"
    try:
        info = up_or_skip(name, "--controllers")
        labels = {"app": "web"}
        pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
        call(info, "/api/v1/nodes", {"metadata": {"name": "node-1"}})
        deployments = "/apis/apps/v1/namespaces/default/deployments"
        spec = {"replicas": 3, "selector": {"matchLabels": labels}, "template": pod}
        call(info, deployments, {"metadata": {"name": "web"}, "spec": spec})
        assert eventually(lambda: call(info, f"{deployments}/web")["status"].get("readyReplicas") == 3, seconds=60)
        first = call(info, "/api/v1/namespaces/default/pods")["items"][0]["metadata"]["name"]
        assert get(info, f"/api/v1/namespaces/default/pods/{first}/log", token=info["tokens"]["admin"]) == 200
    finally:
        run_testbed("down", "--name", name)


@pytest.mark.testbed
class TestRun:
    def test_returns_the_code_of_its_command(self) -> None:
        script = 'test "$KUBECONFIG" = "$CLIENT_CPP_TESTBED_KUBECONFIG" && cat "$KUBECONFIG" && umask && exit 5'
        result = run_testbed("run", "--", "sh", "-c", script)
        if result.returncode == EXIT_MISSING_PREREQUISITE:
            pytest.skip(result.stderr.strip())
        assert result.returncode == 5, result.stderr
        assert "current-context" in result.stdout
        assert result.stdout.split()[-1] == subprocess.check_output(["sh", "-c", "umask"], text=True).strip()

    def test_within_another_has_two(self) -> None:
        script = 'printf "%s\\n" "$OUTER" "$INNER" "$KUBECONFIG"; cat "$OUTER" "$INNER" > /dev/null'
        inner = (str(TESTBED), "run", "--variable", "INNER", "--", "sh", "-c", script)
        result = run_testbed("run", "--variable", "OUTER", "--", *inner)
        if result.returncode == EXIT_MISSING_PREREQUISITE:
            pytest.skip(result.stderr.strip())
        assert result.returncode == 0, result.stderr
        of_outer, of_inner, chosen = result.stdout.split()
        assert of_outer != of_inner
        assert chosen == of_inner

    @pytest.mark.parametrize("name", ["", "A=B", "1ST", "A B"])
    def test_wants_a_variable_that_there_can_be(self, name: str) -> None:
        result = run_testbed("run", "--variable", name, "--", "true")
        assert result.returncode == 2
        assert "is no name of a variable" in result.stderr

    @pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
    def test_leaves_nothing_when_it_is_ended(self, signal_number: signal.Signals) -> None:
        with started_run() as (process, state):
            # A terminal sends its signals to the whole group, the command among it.
            os.killpg(process.pid, signal_number)
            process.wait(timeout=60)
            assert process.returncode == 128 + signal_number
            assert processes_of(state) == []
            assert not state.exists()

    def test_killed_is_cleaned_up_by_the_next(self) -> None:
        with started_run() as (process, state):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=60)
            assert processes_of(state) != []
            assert run_testbed("run", "--", "true").returncode == 0
            assert processes_of(state) == []
            assert not state.exists()


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_ends_as_a_signal_comes_keeps_its_code(
    monkeypatch: pytest.MonkeyPatch, signal_number: signal.Signals
) -> None:
    reap = os.waitpid

    def reap_and_be_interrupted(process: int, flags: int) -> tuple[int, int]:
        ended = reap(process, flags)
        signal.raise_signal(signal_number)
        return ended

    monkeypatch.setattr(os, "waitpid", reap_and_be_interrupted)
    assert cli._run_child(["sh", "-c", "exit 7"], dict(os.environ)) == 7


@contextmanager
def started_run() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A `run` whose command is running, and the state folder of its testbed."""
    process = subprocess.Popen(
        [sys.executable, str(TESTBED), "run", "--", "sh", "-c", 'echo "$KUBECONFIG"; exec sleep 600'],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        kubeconfig = process.stdout.readline().strip()
        if not kubeconfig and process.wait(timeout=60) == EXIT_MISSING_PREREQUISITE:
            pytest.skip("this machine can have no testbed")
        assert kubeconfig, "the testbed did not start"
        yield process, Path(kubeconfig).parent
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)


def get(
    info: dict[str, Any],
    path: str,
    *,
    token: str = "",
    with_certificate: bool = False,
    authority: dict[str, Any] | None = None,
) -> int:
    """The status of one request to a testbed; `authority` is another testbed whose CA is trusted instead."""
    context = ssl.create_default_context(cafile=(authority or info)["certificate_authority"])
    if with_certificate:
        context.load_cert_chain(info["client_certificate"], info["client_key"])
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        return send(context, urllib.request.Request(info["server"] + path, headers=headers))[0]
    except urllib.error.URLError as error:
        if isinstance(error.reason, OSError):
            raise error.reason from None
        raise


def call(info: dict[str, Any], path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """GET as admin, or POST if there is a body."""
    request = urllib.request.Request(
        info["server"] + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {info['tokens']['admin']}", "Content-Type": "application/json"},
    )
    status, answer = send(ssl.create_default_context(cafile=info["certificate_authority"]), request)
    assert status in (200, 201), answer
    parsed: dict[str, Any] = json.loads(answer)
    return parsed


def send(context: ssl.SSLContext, request: urllib.request.Request) -> tuple[int, bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(request, timeout=10) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def assert_one_line(stderr: str, part: str) -> None:
    assert part in stderr
    assert len(stderr.strip().splitlines()) == 1, stderr
    assert "Traceback" not in stderr


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True
