#!/usr/bin/env python3
"""Proves that the library can be used from outside: by find_package and pkg-config, as a subproject, as shared libraries."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_REPOSITORY = _HERE.parents[1]
sys.path.insert(0, str(_REPOSITORY / "tools"))

from process_lib.processes import run  # noqa: E402
from testbed_lib.command import run_command, say  # noqa: E402
from testbed_lib.errors import ToolError  # noqa: E402

_EXPECTED = "client-cpp 0.1.0 read settings: blue\n"
_INCLUDE = re.compile(r"^\s*#\s*include\s*[<\"]([^>\"]+)[>\"]", re.MULTILINE)
_STANDARD = re.compile(r"[a-z0-9_]+")  # no folder, no suffix


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests/consumer/run.py", description=__doc__, allow_abbrev=False)
    parser.add_argument("--build", type=Path, required=True, metavar="FOLDER", help="a complete build of the library")
    parser.add_argument("--kubectl", type=Path, metavar="FILE", help="run the sample controller on a testbed, too")
    options = parser.parse_args(arguments)
    build = options.build.resolve()
    compiler = _cached(build, "CMAKE_CXX_COMPILER")
    with tempfile.TemporaryDirectory(prefix="client-cpp-consumer-") as name:
        folder = Path(name)
        prefix = _install(build, folder)
        check_headers(prefix / "include")
        _check_texts(prefix, (build, _REPOSITORY, folder))
        _use_package(prefix, compiler, folder / "package")
        _use_pkg_config(prefix, compiler, folder / "pkg-config")
        _use_generator(prefix, compiler, folder)
        _use_example(prefix, compiler, folder / "example")
        if options.kubectl:
            _run_on_testbed(folder / "example/sample_controller", options.kubectl)
        _use_sources(compiler, folder / "sources")
    return 0


def _cached(build: Path, variable: str) -> str:
    """A variable of the build's CMake cache; with it, that there is a build at all."""
    cache = build / "CMakeCache.txt"
    if not cache.is_file():
        raise ToolError(f"{build} is no build folder of CMake")
    found = re.search(rf"^{variable}:[A-Z]+=(.*)$", cache.read_text(), re.MULTILINE)
    if found is None:
        raise ToolError(f"{cache} does not say what {variable} is")
    return found.group(1)


def _install(build: Path, folder: Path) -> Path:
    """Install, and move what was installed: whoever packages the library does that."""
    say("installing")
    run(["cmake", "--install", build, "--prefix", folder / "installed"], what="cmake --install, which needs a complete build,")
    prefix = folder / "moved" / "prefix"
    prefix.parent.mkdir()
    shutil.move(folder / "installed", prefix)
    return prefix


def check_headers(folder: Path) -> None:
    """Every header can be included: what it includes is there too, and comes from nobody else."""
    headers = {str(path.relative_to(folder)): path for path in folder.rglob("*.h")}
    if not headers:
        raise ToolError("no header is installed")
    for name, path in sorted(headers.items()):
        for included in _INCLUDE.findall(path.read_text()):
            if included not in headers and not _STANDARD.fullmatch(included):
                raise ToolError(f"{name} is installed and includes {included}, which is not")


def _check_texts(prefix: Path, forbidden: Sequence[Path]) -> None:
    for path in _texts(prefix):
        text = path.read_text()
        for folder in forbidden:
            if str(folder) in text:
                raise ToolError(f"{path.relative_to(prefix)} holds the path {folder}: it works on this machine only")


def _texts(prefix: Path) -> Iterator[Path]:
    return (path for path in sorted(prefix.rglob("*")) if path.suffix in (".cmake", ".pc", ".h"))


def _use_package(prefix: Path, compiler: str, folder: Path) -> None:
    say("building against the installed package")
    _configure(folder, compiler, f"-DCMAKE_PREFIX_PATH={prefix}")
    run(["cmake", "--build", folder], what="the build against the package")
    _check_output(run([folder / "consumer"], what="the program built against the package"))


def _use_pkg_config(prefix: Path, compiler: str, folder: Path) -> None:
    say("building with pkg-config")
    folder.mkdir()
    search = {"PKG_CONFIG_PATH": os.pathsep.join(str(path.parent) for path in prefix.rglob("k8s.pc"))}
    flags = run(["pkg-config", "--cflags", "--libs", "k8s"], what="pkg-config", environment=search).split()
    program = folder / "consumer"
    run([compiler, _HERE / "main.cc", "-o", program, *flags], what="the build with pkg-config")
    _check_output(run([program], what="the program built with pkg-config"))


def _use_generator(prefix: Path, compiler: str, folder: Path) -> None:
    """What was generated once can be committed: then a build without Python takes it as it is."""
    say("generating custom resources and served groups, with Python and without")
    output = folder / "committed"
    document = max(_REPOSITORY.glob("openapi/*/swagger.json"))
    arguments = [f"-DCMAKE_PREFIX_PATH={prefix}", f"-DOUTPUT={output}", f"-DSPEC={document}"]
    _configure(folder / "python", compiler, *arguments, project=_HERE / "custom")
    run(["cmake", "--build", folder / "python", "--target", "served_types"], what="the build of a served group")
    before = _contents(output)
    if not before:
        raise ToolError(f"k8s_generate() has written nothing into {output}")
    _configure(folder / "no-python", compiler, *arguments, "-DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON", project=_HERE / "custom")
    if _contents(output) != before:
        raise ToolError(f"{output} was changed without Python")


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _use_example(prefix: Path, compiler: str, folder: Path) -> None:
    say("building the sample controller against the installed package")
    _configure(folder, compiler, f"-DCMAKE_PREFIX_PATH={prefix}", project=_REPOSITORY / "examples/sample_controller")
    run(["cmake", "--build", folder], what="the build of the sample controller")
    run(["ctest", "--test-dir", folder, "--output-on-failure"], what="the tests of the sample controller")


def _run_on_testbed(program: Path, kubectl: Path) -> None:
    say("running the sample controller on a real control plane")
    test = (sys.executable, _HERE / "sample_on_testbed.py", "--program", program, "--kubectl", kubectl.resolve())
    testbed = (sys.executable, _REPOSITORY / "tools/testbed", "run", "--controllers", "--")
    run([*testbed, *test], what="the sample controller on a testbed")


def _use_sources(compiler: str, folder: Path) -> None:
    """As a subproject, of one group of the API, and with shared libraries: everything else here links static ones."""
    say("building as a subproject, with shared libraries")
    _configure(folder, compiler, f"-DK8S_SOURCE={_REPOSITORY}", "-DBUILD_SHARED_LIBS=ON")
    run(["cmake", "--build", folder, "--target", "consumer"], what="the build as a subproject")
    if not list(folder.rglob("libk8s_client_core_v1.so")):
        raise ToolError("BUILD_SHARED_LIBS gave no shared library")
    _check_output(run([folder / "consumer"], what="the program of the subproject"))


def _configure(folder: Path, compiler: str, *arguments: str, project: Path = _HERE) -> None:
    names = ["-S", str(project), "-B", str(folder), f"-DCMAKE_CXX_COMPILER={compiler}", *arguments]
    run(["cmake", "-G", "Ninja", *names], what=f"cmake {' '.join(arguments)}")


def _check_output(output: str) -> None:
    if output != _EXPECTED:
        raise ToolError(f"expected {_EXPECTED!r}, got {output!r}")


if __name__ == "__main__":
    sys.exit(run_command("tests/consumer/run.py", main, sys.argv[1:]))
