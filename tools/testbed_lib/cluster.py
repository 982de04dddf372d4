"""Starting the programs of a testbed in their order, and waiting until each of them serves."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path

from testbed_lib.api import ApiClient
from testbed_lib.certificates import create_certificates
from testbed_lib.errors import ToolError
from testbed_lib.folders import write_private
from testbed_lib.kubeconfig import User, render_kubeconfig
from testbed_lib.modules import ETCD, KUBE_APISERVER, KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER, KWOK, Program
from testbed_lib.ports import pick_ports
from testbed_lib.processes import Server, kill_and_await, process_of, start_server
from testbed_lib.programs import (
    ADMIN_GROUP,
    Ports,
    Site,
    api_server_flags,
    controller_manager_flags,
    etcd_flags,
    kwok_flags,
    scheduler_flags,
)
from testbed_lib.streams import write_streams

# Five seconds are usual; a machine that compiles on all its cores at the same time needs more.
_SECONDS_TO_START = 120.0
_SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Options:
    """What to start."""

    controllers: bool = False
    all_apis: bool = False


@dataclass(frozen=True)
class ClusterInfo:
    """What a program needs to know of a testbed that is up."""

    name: str
    kubeconfig: str
    contexts: list[str]
    server: str
    certificate_authority: str
    tokens: Mapping[str, str]
    client_certificate: str
    client_key: str
    etcd: str
    state: str
    controllers: bool
    all_apis: bool

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def start_cluster(name: str, state: Path, binaries: Mapping[Program, Path], options: Options) -> ClusterInfo:
    """Start everything in an empty state folder. What was started before a failure is left for the caller to end."""
    site = _prepare(state)
    api = ApiClient(site.server_url, site.certificates.authority, site.tokens["admin"])
    servers: list[Server] = []

    def start(program: Program, flags: list[str]) -> Server:
        servers.append(start_server(program.name, [str(binaries[program]), *flags], state))
        return servers[-1]

    def found(path: str) -> bool:
        return api.get(path)[0] == HTTPStatus.OK

    etcd = start(ETCD, etcd_flags(site))
    # Its own log tells, and not its port: another etcd may have been faster to bind that.
    _wait_for(ETCD, servers, lambda: "ready to serve client requests" in etcd.output())
    start(KUBE_APISERVER, api_server_flags(site, all_apis=options.all_apis))
    _wait_for(KUBE_APISERVER, servers, lambda: found("/readyz"))
    if options.controllers:
        start(KUBE_CONTROLLER_MANAGER, controller_manager_flags(site))
        start(KUBE_SCHEDULER, scheduler_flags(site))
        start(KWOK, kwok_flags(site, write_streams(state / "kwok")))
        _wait_for(KUBE_CONTROLLER_MANAGER, servers, lambda: found("/api/v1/namespaces/default/serviceaccounts/default"))
    return ClusterInfo(
        name=name,
        kubeconfig=str(site.kubeconfig),
        contexts=["admin", "admin-cert", "nobody"],
        server=site.server_url,
        certificate_authority=str(site.certificates.authority),
        tokens=site.tokens,
        client_certificate=str(site.certificates.client),
        client_key=str(site.certificates.client_key),
        etcd=site.etcd_url,
        state=str(state),
        controllers=options.controllers,
        all_apis=options.all_apis,
    )


def restart_api_server(info: ClusterInfo) -> None:
    """Kill the API server, as a machine that fails would, and start it again as it was started before."""
    state = Path(info.state)
    process, command = process_of(state, KUBE_APISERVER.name)
    kill_and_await([process])
    server = start_server(KUBE_APISERVER.name, command, state)
    api = ApiClient(info.server, Path(info.certificate_authority), info.tokens["admin"])
    _wait_for(KUBE_APISERVER, [server], lambda: api.get("/readyz")[0] == HTTPStatus.OK)


def _prepare(state: Path) -> Site:
    """Write the files that the programs read."""
    site = Site(
        state=state,
        ports=Ports(*pick_ports(4)),
        certificates=create_certificates(state / "pki", f"/O={ADMIN_GROUP}/CN=admin-cert"),
        tokens={"admin": secrets.token_hex(16), "nobody": secrets.token_hex(16)},
    )
    users = [
        User("admin", token=site.tokens["admin"]),
        User(
            "admin-cert",
            certificate=site.certificates.client.read_bytes(),
            key=site.certificates.client_key.read_bytes(),
        ),
        User("nobody", token=site.tokens["nobody"]),
    ]
    authority = site.certificates.authority.read_bytes()
    write_private(site.kubeconfig, render_kubeconfig("testbed", site.server_url, authority, users))
    write_private(
        site.token_file, f'{site.tokens["admin"]},admin,admin,"{ADMIN_GROUP}"\n{site.tokens["nobody"]},nobody,nobody\n'
    )
    return site


def _wait_for(program: Program, servers: list[Server], ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while not ready():
        for server in servers:
            server.check_alive()
        if time.monotonic() > deadline:
            raise ToolError(f"{program.name} was not ready after {_SECONDS_TO_START:.0f} s")
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    for server in servers:
        server.check_alive()
