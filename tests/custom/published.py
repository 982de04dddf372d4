#!/usr/bin/env python3
"""Proves that definitions of the field can be used: those in published Go modules, with the objects that come along.

Each is generated and compiled without a warning; every object of its kinds is read and written again, and is what it was.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_REPOSITORY = _HERE.parents[1]
sys.path.insert(0, str(_REPOSITORY / "tools"))

from process_lib.processes import run  # noqa: E402
from testbed_lib.command import run_command, say  # noqa: E402
from testbed_lib.errors import ToolError  # noqa: E402
from testbed_lib.golang import go_json, require_go  # noqa: E402

_FLAGS = ("-std=c++20", "-O0", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror")
_GCC_ONLY = "-Wno-restrict"  # see K8sLibrary.cmake
_LIBRARIES = ("k8s_api_*", "k8s_codec", "k8s_meta", "k8s_base")


@dataclass(frozen=True)
class Published:
    name: str
    module: str
    definitions: tuple[str, ...]
    objects: tuple[str, ...]
    options: tuple[str, ...] = ()


_PUBLISHED = (
    Published(
        "gateway", "sigs.k8s.io/gateway-api@v1.2.1", ("config/crd/standard/gateway*.yaml",), ("examples/standard/**/*.yaml",)
    ),
    Published(
        "gatewayexperimental",
        "sigs.k8s.io/gateway-api@v1.2.1",
        ("config/crd/experimental/gateway*.yaml",),
        ("examples/experimental/**/*.yaml",),
    ),
    Published(
        "kwok",
        "sigs.k8s.io/kwok@v0.6.1",
        ("kustomize/crd/bases/kwok.x-k8s.io_*.yaml",),
        ("kustomize/stage/*/*/*.yaml",),
    ),
    Published(
        "certmanager",
        "github.com/cert-manager/cert-manager@v1.16.2",
        ("deploy/crds/crd-*.yaml",),
        ("test/fixtures/cert-manager-resources.yaml",),
    ),
    Published(
        "prometheus",
        "github.com/prometheus-operator/prometheus-operator@v0.79.2",
        ("example/prometheus-operator-crd/monitoring.coreos.com_*.yaml",),
        (
            "example/user-guides/getting-started/*-monitor.yaml",
            "example/user-guides/alerting/prometheus-*rule*.yaml",
            "example/thanos/thanos-ruler.yaml",
        ),
        # Containers, volumes and affinities are those of pods, as far as they are of the version that the library knows.
        ("--map-builtins",),
    ),
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/custom/published.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("--build", type=Path, required=True, metavar="FOLDER", help="a build of the library")
    build = parser.parse_args(arguments).build.resolve()
    with tempfile.TemporaryDirectory(prefix="client-cpp-published-") as name:
        for published in _PUBLISHED:
            _check(published, build, Path(name) / published.name)
    return 0


def _check(published: Published, build: Path, folder: Path) -> None:
    module = _module(published.module)
    tool = _REPOSITORY / "tools/generate"
    definitions = _files(module, published.definitions)
    command = [tool, "crd", *definitions, "--namespace", published.name, *published.options, "--output", folder]
    run([sys.executable, *command], what=f"generating {published.module}")
    sources = sorted(folder.rglob("*.cc"))
    say(f"{published.module}: {len(definitions)} definitions, {len(sources)} sources")
    objects = _compile(published, sources, folder, build)
    program = folder / "objects"
    libraries = [library for name in _LIBRARIES for library in build.rglob(f"lib{name}.a")]
    together = ("-Wl,--start-group", *libraries, "-Wl,--end-group")  # groups refer to each other
    run([_compiler(), *objects, *together, "-lyaml-cpp", "-lfmt", "-o", program], what=f"linking {published.name}")
    found = int(run([program, *_files(module, published.objects)], what=f"the objects of {published.module}"))
    if found == 0:
        raise ToolError(f"{published.module} has no objects in {', '.join(published.objects)}")
    say(f"{published.module}: {found} objects are what they were")


def _module(module: str) -> Path:
    go = require_go(f"finding {module}")
    # Outside of any module: a go.mod in the current folder must not choose what is downloaded.
    with tempfile.TemporaryDirectory() as nowhere:
        return Path(go_json(go, ["mod", "download", "-json", module], Path(nowhere))["Dir"])


def _files(module: Path, patterns: Sequence[str]) -> list[Path]:
    return sorted({path for pattern in patterns for path in module.glob(pattern)})


def _compile(published: Published, sources: Sequence[Path], folder: Path, build: Path) -> list[Path]:
    """Returns what a program that knows the types has to link; the clients are only looked at."""
    roots = [folder, *(_REPOSITORY / root for root in ("runtime", "informers", "generated")), build / "include"]
    flags = [*_FLAGS, *(f"-I{root}" for root in roots)]
    if "clang" not in _compiler():
        flags.append(_GCC_ONLY)
    own = [
        f"-DPUBLISHED={published.name}",
        f"-DPUBLISHED_REGISTRY=<{published.name}/api/registry.h>",
    ]
    objects: list[Path] = []
    commands: list[list[str | Path]] = [
        [_compiler(), *flags, *own, "-c", _HERE / "published_objects.cc", "-o", folder / "main.o"]
    ]
    for source in sources:
        if source.is_relative_to(folder / published.name / "api"):
            objects.append(source.with_suffix(".o"))
            commands.append([_compiler(), *flags, "-c", source, "-o", objects[-1]])
        else:
            commands.append([_compiler(), *flags, "-fsyntax-only", source])
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(_complaints, commands):
            if said:
                raise ToolError(f"compiling {published.name}:\n{said}")
    return [folder / "main.o", *objects]


def _complaints(command: Sequence[str | Path]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr or ("" if done.returncode == 0 else f"{command[0]} failed with code {done.returncode}")


def _compiler() -> str:
    return os.environ.get("CXX", "g++")


if __name__ == "__main__":
    sys.exit(run_command("tests/custom/published.py", main, sys.argv[1:]))
