"""The command line of each program of a testbed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from testbed_lib.build import kwok_stages_file
from testbed_lib.certificates import Certificates

ADMIN_GROUP = "system:masters"


@dataclass(frozen=True)
class Ports:
    """Where the programs listen on the loopback interface."""

    etcd: int
    etcd_peer: int
    api_server: int
    kwok: int


@dataclass(frozen=True)
class Site:
    """What the programs of one testbed share."""

    state: Path
    ports: Ports
    certificates: Certificates
    tokens: Mapping[str, str]

    @property
    def etcd_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.etcd}"

    @property
    def server_url(self) -> str:
        return f"https://127.0.0.1:{self.ports.api_server}"

    @property
    def kubeconfig(self) -> Path:
        return self.state / "kubeconfig"

    @property
    def token_file(self) -> Path:
        return self.state / "tokens.csv"


def etcd_flags(site: Site) -> list[str]:
    peer_url = f"http://127.0.0.1:{site.ports.etcd_peer}"
    return [
        "--name=testbed",
        f"--data-dir={site.state / 'etcd'}",
        f"--listen-client-urls={site.etcd_url}",
        f"--advertise-client-urls={site.etcd_url}",
        f"--listen-peer-urls={peer_url}",
        f"--initial-advertise-peer-urls={peer_url}",
        f"--initial-cluster=testbed={peer_url}",
        "--unsafe-no-fsync",
    ]


def api_server_flags(site: Site, *, all_apis: bool) -> list[str]:
    flags = [
        f"--etcd-servers={site.etcd_url}",
        "--bind-address=127.0.0.1",
        f"--secure-port={site.ports.api_server}",
        f"--cert-dir={site.certificates.folder}",
        f"--tls-cert-file={site.certificates.server}",
        f"--tls-private-key-file={site.certificates.server_key}",
        f"--client-ca-file={site.certificates.authority}",
        f"--token-auth-file={site.token_file}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://localhost",
        f"--service-account-key-file={site.certificates.service_account_public_key}",
        f"--service-account-signing-key-file={site.certificates.service_account_key}",
        "--service-cluster-ip-range=10.0.0.0/24",
        # Without the controllers nobody makes the service accounts that this plugin demands of every pod.
        "--disable-admission-plugins=ServiceAccount",
        # A machine without a default route has no address that the server could find by itself, and a loopback
        # address is none that it would publish.
        "--advertise-address=127.0.0.1",
        "--endpoint-reconciler-type=none",
    ]
    if all_apis:
        flags += ["--runtime-config=api/all=true", "--feature-gates=AllAlpha=true,AllBeta=true"]
    return flags


def controller_manager_flags(site: Site) -> list[str]:
    return [
        f"--kubeconfig={site.kubeconfig}",
        f"--service-account-private-key-file={site.certificates.service_account_key}",
        f"--root-ca-file={site.certificates.authority}",
        "--leader-elect=false",
        "--secure-port=0",
    ]


def scheduler_flags(site: Site) -> list[str]:
    return [f"--kubeconfig={site.kubeconfig}", "--leader-elect=false", "--secure-port=0"]


def kwok_flags(site: Site, streams: Path) -> list[str]:
    return [
        f"--kubeconfig={site.kubeconfig}",
        f"--config={streams}",
        f"--config={kwok_stages_file()}",
        "--manage-all-nodes",
        "--node-lease-duration-seconds=40",
        "--node-ip=127.0.0.1",
        f"--node-port={site.ports.kwok}",
        f"--server-address=127.0.0.1:{site.ports.kwok}",
        f"--tls-cert-file={site.certificates.server}",
        f"--tls-private-key-file={site.certificates.server_key}",
    ]
