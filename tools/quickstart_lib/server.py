"""The API server of the test kit, for as long as the examples need it."""

from __future__ import annotations

import json
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from process_lib.processes import end_session
from testbed_lib.errors import ToolError

_LISTENING = "listening on "
_PODS = "/api/v1/namespaces/kube-system/pods"
_NODES = ("node-1", "node-2")


@dataclass(frozen=True)
class Server:
    url: str
    kubeconfig: Path


@contextmanager
def embedded_server(program: Path, port: int) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="client-cpp-quickstart-") as folder:
        kubeconfig = Path(folder) / "kubeconfig"
        process = subprocess.Popen(
            [program, "--port", str(port), "--kubeconfig", kubeconfig],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout is not None and process.stderr is not None
            greeting = process.stdout.readline()
            if not greeting.startswith(_LISTENING):
                reason = process.stderr.read().strip() or f"it ended with code {process.wait()}"
                raise ToolError(f"the API server did not start: {reason}")
            yield Server(greeting.removeprefix(_LISTENING).strip(), kubeconfig)
        finally:
            end_session(process.pid)
            process.communicate()


def add_pods(url: str) -> None:
    """Nothing runs pods in a server without a cluster, and without some there would be nothing to list."""
    for number, node in enumerate(_NODES, 1):
        name = f"coredns-{number}"
        pod = {
            "metadata": {"name": name, "labels": {"k8s-app": "kube-dns"}},
            "spec": {"nodeName": node, "containers": [{"name": "coredns", "image": "coredns"}]},
        }
        _send("POST", url + _PODS, "application/json", pod)
        _send("PATCH", f"{url}{_PODS}/{name}/status", "application/merge-patch+json", {"status": {"phase": "Running"}})


def _send(method: str, url: str, content_type: str, body: Any) -> None:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": content_type}, method=method)
    try:
        # No proxy: the server is on the loopback, whatever the environment says.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30):
            pass
    except urllib.error.URLError as error:
        raise ToolError(f"the API server refused a pod: {error}") from error
