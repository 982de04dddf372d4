#!/usr/bin/env python3
"""Proves that the sample controller converges on a real control plane, and goes on after it or the API server was killed.

To be run by `tools/testbed run --controllers --`, with the program and kubectl.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_REPOSITORY = Path(__file__).resolve().parents[2]
_EXAMPLE = _REPOSITORY / "examples/sample_controller"
_NAMESPACE = "default"
_PATIENCE_SECONDS = 60

Json = dict[str, Any]


class Server:
    """What kubectl says of it, and is told to do."""

    def __init__(self, kubectl: Path, kubeconfig: str) -> None:
        self._command = [str(kubectl), "--kubeconfig", kubeconfig, "--namespace", _NAMESPACE]

    def run(self, *arguments: str | Path, text: str | None = None) -> str:
        command = [*self._command, *map(str, arguments)]
        return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout

    def find(self, resource: str, name: str) -> Json | None:
        command = [*self._command, "get", resource, name, "--ignore-not-found", "--output", "json"]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
        # The server may just be away: whoever waits asks again.
        return json.loads(found.stdout) if found.returncode == 0 and found.stdout else None

    def make_foo(self, name: str, replicas: int) -> None:
        spec = {"deploymentName": f"{name}-deployment", "replicas": replicas}
        foo = {"apiVersion": "samplecontroller.example.com/v1alpha1", "kind": "Foo", "metadata": {"name": name}, "spec": spec}
        self.run("apply", "--filename", "-", text=json.dumps(foo))


@contextmanager
def controller(program: Path, kubeconfig: str) -> Iterator[None]:
    """At the end it is killed, without a chance to tidy up."""
    running = subprocess.Popen([program], env={**os.environ, "KUBECONFIG": kubeconfig})
    try:
        yield
        if running.poll() is not None:
            sys.exit(f"the controller has ended by itself, with code {running.returncode}")
    finally:
        running.kill()
        running.wait()


def await_(what: str, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"not after {_PATIENCE_SECONDS} s: {what}")
        time.sleep(0.1)
    print(f"ok: {what}", flush=True)


def await_available(server: Server, name: str, replicas: int) -> None:
    def is_so() -> bool:
        foo = server.find("foos", name)
        deployment = server.find("deployments", f"{name}-deployment")
        return (
            foo is not None
            and deployment is not None
            and deployment["spec"]["replicas"] == replicas
            and foo.get("status", {}).get("availableReplicas") == replicas
        )

    await_(f"{name} has {replicas} pods, and says so", is_so)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/consumer/sample_on_testbed.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("--program", type=Path, required=True, metavar="FILE", help="the sample controller")
    parser.add_argument("--kubectl", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    kubeconfig = os.environ["CLIENT_CPP_TESTBED_KUBECONFIG"]
    server = Server(options.kubectl, kubeconfig)
    # Any Node becomes one that runs what is put on it.
    server.run("apply", "--filename", "-", text='{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "sample"}}')
    server.run("apply", "--filename", _EXAMPLE / "foo.yaml")
    server.run("wait", "--for", "condition=established", "crd/foos.samplecontroller.example.com")

    with controller(options.program, kubeconfig):
        server.make_foo("first", 2)
        await_available(server, "first", 2)
    server.make_foo("first", 3)
    server.make_foo("second", 1)
    with controller(options.program, kubeconfig):
        await_available(server, "first", 3)
        await_available(server, "second", 1)
        subprocess.run([sys.executable, _REPOSITORY / "tools/testbed", "restart"], check=True)
        server.make_foo("first", 1)
        await_available(server, "first", 1)
        server.run("delete", "foo", "second")
        await_("the Deployment went with its Foo", lambda: server.find("deployments", "second-deployment") is None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
