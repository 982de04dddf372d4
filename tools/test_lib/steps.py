"""The steps of tools/test."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from setup_lib import packages, python_environment
from testbed_lib.build import find_or_build
from testbed_lib.command import say
from testbed_lib.errors import MissingPrerequisiteError
from testbed_lib.folders import cache_folder

from test_lib.sources import handwritten
from test_lib.step import REPOSITORY, Step, execute

_JOBS = str(os.cpu_count() or 2)


def _setup() -> None:
    packages.ensure((*packages.BUILD, *packages.TEST))
    python_environment.ensure()


def _generated() -> None:
    execute(sys.executable, "tools/generate", "--check")


def _python() -> None:
    programs = python_environment.ensure()
    execute(programs / "ruff", "check", "tools", "tests/tools", "tests/testkit", "tests/style")
    execute(programs / "ruff", "check", "--config", "generator/pyproject.toml", "generator", "tests/generator")
    execute(programs / "mypy", "--scripts-are-modules", *_python_tools())
    execute(programs / "mypy", "--config-file", "generator/pyproject.toml", "generator/k8sgen")
    execute(programs / "pytest", "tests/tools", "tests/generator", "tests/style", "-m", "not testbed")


def _python_tools() -> list[str]:
    return [str(path.relative_to(REPOSITORY)) for path in sorted((REPOSITORY / "tools").glob("*_lib"))]


def _style() -> None:
    execute("clang-format", "--dry-run", "--Werror", *handwritten(".h", ".cc"))


def _release() -> None:
    _build("release")
    _ctest("release", "-LE", "cluster")


def _build(preset: str) -> None:
    execute("cmake", "--preset", preset)
    execute("cmake", "--build", "--preset", preset, "--parallel", _JOBS)


def _ctest(preset: str, *selection: str) -> None:
    execute("ctest", "--preset", preset, "--parallel", _JOBS, *selection)


def _install() -> None:
    execute(sys.executable, "tests/consumer/run.py", "--build", REPOSITORY / "build/release")


def _cluster() -> None:
    """Whatever needs the real programs of Kubernetes: skipped by name where they cannot be had, but never in CI."""
    try:
        find_or_build()
    except MissingPrerequisiteError as error:
        if os.environ.get("CI") == "true":
            raise
        say(f"skipped: the tests against a real control plane, kubectl and the golden objects: {error}")
        return
    programs = python_environment.ensure()
    execute(programs / "pytest", "tests/tools", "tests/testkit", "-m", "testbed")
    execute(sys.executable, "tools/testbed", "run", "--controllers", "--all-apis", "--",
            "ctest", "--preset", "release", "-L", "cluster", environment=_golden())


def _golden() -> dict[str, str]:
    return {"CLIENT_CPP_GOLDEN_DIR": str(cache_folder())}


def _sanitizers() -> None:
    _build("sanitizers")
    _ctest("sanitizers", "-LE", "cluster")


def _tsan() -> None:
    _build("tsan")
    _ctest("tsan", "-LE", "cluster")


def _lint() -> None:
    folder = REPOSITORY / "build/sanitizers"
    execute(sys.executable, "tools/test_lib/tidy.py", folder)


STEPS = (
    Step("setup", "install what is missing", 3, _setup),
    Step("generated", "the committed code is what the generator prints", 0.5, _generated),
    Step("python", "lint and test the generator and the tools", 4, _python),
    Step("style", "the formatting of handwritten C++", 0.5, _style),
    Step("release", "build all with g++ and run the unit tests", 9, _release),
    Step("install", "use the installed package from another project", 1, _install),
    Step("cluster", "test against a real control plane, and kubectl against ours", 4, _cluster),
    Step("sanitizers", "build all with clang++ and run the unit tests under ASan and UBSan", 12, _sanitizers),
    Step("tsan", "run the tests that use threads under TSan", 6, _tsan),
)
