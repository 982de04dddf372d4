"""The Debian packages that building and testing need, and their installation."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from testbed_lib.command import say
from testbed_lib.errors import ToolError

BUILD = (
    "cmake",
    "g++",
    "libboost-dev",
    "libcpprest-dev",
    "libcurl4-openssl-dev",
    "libfmt-dev",
    "libssl-dev",
    "libyaml-cpp-dev",
    "ninja-build",
    "pkg-config",
    "python3",
    "python3-venv",
    "rapidjson-dev",
    "zlib1g-dev",
)

TEST = (
    "clang",
    "clang-format",
    "clang-tidy",
    "git",
    "libclang-rt-14-dev",
    "libgmock-dev",
    "libgtest-dev",
    "lld",
    "openssl",
)


def ensure(packages: Sequence[str]) -> None:
    """Install what is missing where we may; elsewhere tell the command that does."""
    missing = [package for package in packages if not _is_installed(package)]
    if not missing:
        return
    if os.geteuid() != 0 and os.environ.get("CI") != "true":
        raise ToolError(f"packages are missing; install them: sudo apt-get install {' '.join(missing)}")
    say(f"installing {' '.join(missing)}")
    _apt("update", "-qq")
    _apt("install", "-y", "-qq", "--no-install-recommends", *missing)


def _is_installed(package: str) -> bool:
    try:
        query = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise ToolError("this is no Debian system: install the packages that CONTRIBUTING.md lists") from error
    return query.stdout == "installed"


def _apt(*arguments: str) -> None:
    privilege = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    command = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise ToolError(f"apt-get {arguments[0]} failed: {lines[-1] if lines else 'no reason given'}")
