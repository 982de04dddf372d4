"""The command line of tools/quickstart."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from quickstart_lib.build import BUILD, build
from quickstart_lib.examples import run_example
from quickstart_lib.generated import generate
from quickstart_lib.server import add_pods, embedded_server
from setup_lib import packages
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_DESCRIPTION = """\
Sets this machine up, generates and builds the library, and runs three example programs against an API server: the one
of the test kit, started for this, or that of --kubeconfig. There the examples create the Deployment `web`, the
ConfigMap `bandwidth` and the Pod `demo` in the namespace `default`, and delete them. Code that was generated from
another document is told, left, and built.
"""

_APISERVER = BUILD / "testkit/k8s-testkit-apiserver"
_PORTS = range(1, 65536)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/quickstart", description=_DESCRIPTION, allow_abbrev=False)
    server = parser.add_mutually_exclusive_group()
    server.add_argument("--kubeconfig", type=Path, metavar="FILE", help="use this cluster, not a server of our own")
    server.add_argument("--port", type=int, default=0, help="of our server (default: a free one)")
    options = parser.parse_args(arguments)
    if options.port not in (0, *_PORTS):
        parser.error(f"there is no port {options.port}")
    if options.kubeconfig:
        _check_readable(options.kubeconfig)
    _prepare(with_server=not options.kubeconfig)
    if options.kubeconfig:
        _run_examples(options.kubeconfig.absolute())
    else:
        with embedded_server(_APISERVER, options.port) as running:
            say(f"an API server listens on {running.url}, out of memory; the pods that are listed below were put there")
            add_pods(running.url)
            _run_examples(running.kubeconfig)
    print("\nNext: read README.md, and change the examples; tools/quickstart builds and runs them again.")
    return 0


def _check_readable(file: Path) -> None:
    try:
        file.read_bytes()
    except OSError as error:
        raise ToolError(f"cannot read {file}: {error.strerror}") from error


def _prepare(*, with_server: bool) -> None:
    packages.ensure(packages.BUILD)
    generate()
    targets = ["example_list_pods", "example_quickstart", "example_bandwidth_demo"]
    build([*targets, "k8s-testkit-apiserver"] if with_server else targets)


def _run_examples(kubeconfig: Path) -> None:
    run_example("list_pods", "lists the DNS pods of the cluster, if it has any", kubeconfig)
    run_example("quickstart", "creates, patches, watches and deletes a Deployment", kubeconfig)
    run_example("bandwidth_demo", "is a controller, and shows what it does", kubeconfig, folder="bandwidth_controller")
