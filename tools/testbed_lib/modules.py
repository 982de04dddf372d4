"""Which programs a testbed consists of, and the go.mod files that build them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

KUBERNETES_VERSION = "1.36.3"
ETCD_VERSION = "3.6.16"
KWOK_VERSION = "0.8.0"

KUBERNETES_MODULE = "k8s.io/kubernetes"


@dataclass(frozen=True)
class Program:
    """A binary of the testbed and where its source is."""

    name: str
    module: str
    package: str
    version: str
    estimate: str  # how long a first build takes on two cores

    @property
    def file_name(self) -> str:
        return f"{self.name}-v{self.version}"


KUBE_APISERVER = Program(
    "kube-apiserver", KUBERNETES_MODULE, f"{KUBERNETES_MODULE}/cmd/kube-apiserver", KUBERNETES_VERSION, "6 minutes"
)
KUBE_CONTROLLER_MANAGER = Program(
    "kube-controller-manager",
    KUBERNETES_MODULE,
    f"{KUBERNETES_MODULE}/cmd/kube-controller-manager",
    KUBERNETES_VERSION,
    "2 minutes",
)
KUBE_SCHEDULER = Program(
    "kube-scheduler", KUBERNETES_MODULE, f"{KUBERNETES_MODULE}/cmd/kube-scheduler", KUBERNETES_VERSION, "20 seconds"
)
ETCD = Program("etcd", "go.etcd.io/etcd/server/v3", "go.etcd.io/etcd/server/v3", ETCD_VERSION, "40 seconds")
KWOK = Program("kwok", "sigs.k8s.io/kwok", "sigs.k8s.io/kwok/cmd/kwok", KWOK_VERSION, "90 seconds")
KUBECTL = Program("kubectl", KUBERNETES_MODULE, f"{KUBERNETES_MODULE}/cmd/kubectl", KUBERNETES_VERSION, "1 minute")

API_PROGRAMS = (ETCD, KUBE_APISERVER)
CONTROLLER_PROGRAMS = (KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER, KWOK)
CLIENT_PROGRAMS = (KUBECTL,)  # no part of a testbed: what tests point at the project's own API server


def go_mod(program: Program, go_version: str, replacements: Iterable[str] = ()) -> str:
    """Render the go.mod of a module that does nothing but build `program`.

    The modules in `replacements` are published apart, under v0, with the minor and patch version of the program.
    """
    lines = ["module testbed", "", f"go {go_version}", "", f"require {program.module} v{program.version}"]
    replaced = sorted(replacements)
    if replaced:
        staging_version = "v0." + program.version.split(".", 1)[1]
        lines += ["", "replace ("]
        lines += [f"\t{module} => {module} {staging_version}" for module in replaced]
        lines += [")"]
    return "\n".join(lines) + "\n"


def staging_modules(parsed_go_mod: Mapping[str, Any]) -> list[str]:
    """The modules which a go.mod, as `go mod edit -json` prints it, takes from its own ./staging folder."""
    replaces = parsed_go_mod.get("Replace") or []
    return sorted(item["Old"]["Path"] for item in replaces if item["New"]["Path"].startswith("./staging/"))


def linker_flags(program: Program) -> str:
    flags = ["-s", "-w"]
    if program.module == KUBERNETES_MODULE:
        major, minor, _ = program.version.split(".")
        variables = {"gitVersion": f"v{program.version}", "gitMajor": major, "gitMinor": minor}
        flags += [f"-X k8s.io/component-base/version.{name}={value}" for name, value in variables.items()]
    return " ".join(flags)
