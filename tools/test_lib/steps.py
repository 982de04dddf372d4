"""The steps of tools/test."""

from __future__ import annotations

import os
import sys

from setup_lib import packages, python_environment
from test_lib import real_programs
from test_lib.sources import handwritten
from test_lib.step import REPOSITORY, Step, execute

_JOBS = str(os.cpu_count() or 2)

_RUN = (sys.executable, "tools/testbed", "run")
# Two servers alone, and one with controllers. Each test locks the one that it needs, and mostly waits for it.
_TESTBEDS = (
    *(*_RUN, "--variable", "CLIENT_CPP_TESTBED_ALONE_KUBECONFIG", "--"),
    *(*_RUN, "--variable", "CLIENT_CPP_TESTBED_ALONE_JSON_KUBECONFIG", "--"),
    *(*_RUN, "--controllers", "--all-apis", "--"),
)
_TESTS_AT_ONCE = "3"


def _setup() -> None:
    packages.ensure((*packages.BUILD, *packages.TEST))
    python_environment.ensure()


def _generated() -> None:
    execute(sys.executable, "tools/generate", "--check")


def _python() -> None:
    programs = python_environment.ensure()
    execute(programs / "ruff", "check", "--quiet", "tools", "tests", "generator")
    execute(programs / "mypy", *(str(path) for path in sorted((REPOSITORY / "tools").glob("*_lib"))))
    execute(programs / "mypy", "--config-file", "generator/pyproject.toml", "generator/k8sgen")
    execute(programs / "pytest", "-n", _JOBS, "tests/tools", "tests/generator", "tests/style", "-m", "not testbed")


def _format() -> None:
    execute("clang-format", "--dry-run", "--Werror", *handwritten(".h", ".cc"))


def _testbed() -> None:
    real_programs.environment()


def _release() -> None:
    _build("release")
    _ctest("release", "-LE", "cluster")


def _install() -> None:
    build = ("--build", REPOSITORY / "build/release")
    kubectl = real_programs.environment().get("KUBECTL")
    execute(sys.executable, "tests/consumer/run.py", *build, *(("--kubectl", kubectl) if kubectl else ()))
    if kubectl:  # then Go modules can be had, which custom resources of others are taken from
        execute(sys.executable, "tests/custom/published.py", *build)


def _cluster() -> None:
    # Where there can be no testbed the tests are skipped, each by its name.
    within = _TESTBEDS if real_programs.available() else ()
    execute(python_environment.ensure() / "pytest", "tests/tools", "-m", "testbed", "-rs")
    execute(*within, "ctest", "--preset", "release", "--parallel", _TESTS_AT_ONCE, "-L", "cluster")


def _sanitizers() -> None:
    _build("sanitizers")
    _ctest("sanitizers", "-LE", "cluster")


def _fuzz() -> None:
    execute(sys.executable, "tools/fuzz", "--seconds", "12")


def _tsan() -> None:
    _build("tsan")
    _ctest("tsan", "-LE", "cluster")


def _build(preset: str) -> None:
    execute("cmake", "--preset", preset)
    execute("cmake", "--build", "--preset", preset, "--parallel", _JOBS)


def _ctest(preset: str, *selection: str) -> None:
    command = ("ctest", "--preset", preset, "--parallel", _JOBS, *selection)
    execute(*command, environment=real_programs.environment())


# The budgets are less than 50 minutes together, and 40 where the testbed is built.
STEPS = (
    Step("setup", "install what is missing", 1, _setup),
    Step("generated", "the committed code is what the generator prints", 0.25, _generated),
    Step("python", "lint and test the generator and the tools", 1.25, _python),
    Step("format", "the layout of handwritten C++", 0.25, _format),
    Step("testbed", "build a real control plane, kubectl and a program of client-go, if they are not built yet", 9, _testbed),
    Step("release", "build all with g++ and run the unit tests", 9.5, _release),
    Step("install", "use the installed package from another project", 5, _install),
    Step("cluster", "test against the real control plane", 4.25, _cluster),
    Step("sanitizers", "build all with clang++ and run the unit tests under ASan and UBSan", 10.5, _sanitizers),
    Step("fuzz", "look for inputs that the readers do not survive", 1.75, _fuzz),
    Step("tsan", "run the unit tests under TSan", 6.25, _tsan),
)
