"""The programs that are measured: how each is built, and what has to be known of it to judge its figures."""

from __future__ import annotations

import os
import re
import shutil
import time
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from process_lib.processes import run
from testbed_lib.command import say
from testbed_lib.errors import MissingPrerequisiteError, ToolError
from testbed_lib.folders import cache_folder
from testbed_lib.golang import require_go

REPOSITORY = Path(__file__).resolve().parents[2]
RELEASE_BUILD = REPOSITORY / "build" / "release"
_PEERS = REPOSITORY / "benchmarks" / "peers"


@dataclass(frozen=True)
class Program:
    name: str
    build: Callable[[], Path]
    describe: Callable[[Path], str]


def bench_folder() -> Path:
    return cache_folder() / "bench"


def log_file(name: str) -> Path:
    folder = bench_folder() / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.log"


def _require(command: str, purpose: str) -> str:
    path = shutil.which(command)
    if path is None:
        raise MissingPrerequisiteError(f"{purpose} needs {command}, and there is none in PATH")
    return path


def _build(name: str, executable: Path, build: Callable[[], None]) -> Path:
    """The build tools themselves find out whether there is anything to do; that it will take long is ours to say."""
    missing = not executable.exists()
    if missing:
        say(f"building {name}, which takes minutes the first time")
    started = time.monotonic()
    build()
    if not executable.exists():
        raise ToolError(f"the build of {name} left no {executable}")
    if missing:
        say(f"built {name} in {time.monotonic() - started:.0f} s")
    return executable


def configure(build_folder: Path, *definitions: str) -> None:
    cmake = _require("cmake", "building client-cpp")
    run(
        [cmake, "--preset", "release", "-B", build_folder, *(f"-D{definition}" for definition in definitions)],
        what="cmake",
        folder=REPOSITORY,
        log=log_file("cmake-configure"),
    )


def build_targets(build_folder: Path, jobs: int, *targets: str) -> None:
    run(
        ["cmake", "--build", build_folder, "--parallel", str(jobs), *(("--target", *targets) if targets else ())],
        what="the build of client-cpp",
        folder=REPOSITORY,
        log=log_file("cmake-build"),
    )


def cmake_cache(build_folder: Path) -> dict[str, str]:
    entries = re.findall(r"^(\w+):\w+=(.*)$", (build_folder / "CMakeCache.txt").read_text(), re.MULTILINE)
    return dict(entries)


def _build_client_cpp() -> Path:
    executable = RELEASE_BUILD / "benchmarks" / "k8s_bench"

    def build() -> None:
        configure(RELEASE_BUILD, "K8S_BUILD_BENCHMARKS=ON")
        build_targets(RELEASE_BUILD, os.cpu_count() or 1, "k8s_bench")

    return _build("client-cpp", executable, build)


def describe_cmake_build(cache: Mapping[str, str], compiler_version: str) -> str:
    kind = cache.get("CMAKE_BUILD_TYPE", "")
    flags = f"{cache.get('CMAKE_CXX_FLAGS', '')} {cache.get(f'CMAKE_CXX_FLAGS_{kind.upper()}', '')}".split()
    return f"{cache.get('CMAKE_PROJECT_VERSION', '?')}; {compiler_version}, {kind}, {' '.join(flags)}"


def _describe_client_cpp(executable: Path) -> str:
    cache = cmake_cache(executable.parents[1])
    compiler = cache["CMAKE_CXX_COMPILER"]
    return describe_cmake_build(cache, run([compiler, "--version"], what=compiler).splitlines()[0])


def _build_client_go() -> Path:
    go = require_go("the peer client-go")
    executable = bench_folder() / "client-go" / "client-go"

    def build() -> None:
        run(
            [go, "build", "-trimpath", "-buildvcs=false", "-o", executable, "."],
            what="the build of the peer client-go",
            folder=_PEERS / "client-go",
            environment={"GOWORK": "off"},
            log=log_file("client-go"),
        )

    return _build("the peer client-go", executable, build)


def describe_go_program(build_info: str) -> str:
    """From what `go version -m` prints of an executable."""
    go = build_info.split("\n", 1)[0].rpartition(" ")[2]
    modules = dict(re.findall(r"^\s+dep\s+(\S+)\s+(\S+)", build_info, re.MULTILINE))
    named = [f"{name} {modules.get(name, '?')}" for name in ("k8s.io/client-go", "k8s.io/api", "k8s.io/apimachinery")]
    settings = dict(re.findall(r"^\s+build\s+(\S+?)=(\S+)", build_info, re.MULTILINE))
    flags = [f"{key}={settings[key]}" for key in ("GOAMD64", "GOARM64", "GOEXPERIMENT", "-gcflags") if key in settings]
    return f"{', '.join(named)}; {', '.join([go, *flags])}"


def _describe_client_go(executable: Path) -> str:
    return describe_go_program(run(["go", "version", "-m", executable], what="go version"))


def _build_kube_rs() -> Path:
    cargo = _require("cargo", "the peer kube-rs")
    folder = bench_folder() / "kube-rs"

    def build() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        run(
            [cargo, "build", "--release", "--locked", "--target-dir", folder],
            what="the build of the peer kube-rs",
            folder=_PEERS / "kube-rs",
            log=log_file("kube-rs"),
        )

    return _build("the peer kube-rs", folder / "release" / "kube-rs-benchmarks", build)


def describe_rust_program(manifest: str, lock: str, compiler_version: str) -> str:
    packages = {package["name"]: package["version"] for package in tomllib.loads(lock)["package"]}
    profile = tomllib.loads(manifest)["profile"]["release"]
    named = [f"{name} {packages.get(name, '?')}" for name in ("kube", "k8s-openapi", "serde_json")]
    settings = [f"{key}={str(value).lower()}" for key, value in profile.items()]
    return f"{', '.join(named)}; {compiler_version}, {' '.join(settings)}"


def _describe_kube_rs(_executable: Path) -> str:
    folder = _PEERS / "kube-rs"
    compiler = run(["rustc", "--version"], what="rustc", folder=folder).strip()
    return describe_rust_program((folder / "Cargo.toml").read_text(), (folder / "Cargo.lock").read_text(), compiler)


CLIENT_CPP = Program("client-cpp", _build_client_cpp, _describe_client_cpp)
CLIENT_GO = Program("client-go", _build_client_go, _describe_client_go)
KUBE_RS = Program("kube-rs", _build_kube_rs, _describe_kube_rs)
