"""Where everything lies that is built or started: never in the source tree."""

from __future__ import annotations

import os
from pathlib import Path

from testbed_lib.errors import ToolError


def cache_folder() -> Path:
    configured = os.environ.get("XDG_CACHE_HOME")
    if configured and Path(configured).is_absolute():
        return Path(configured) / "client-cpp"
    try:
        return Path.home() / ".cache" / "client-cpp"
    except RuntimeError as error:
        raise ToolError("there is no home folder for the cache: set XDG_CACHE_HOME") from error


def build_folder() -> Path:
    return cache_folder() / "testbed" / "build"


def binary_folder() -> Path:
    return cache_folder() / "testbed" / "bin"


def state_folder() -> Path:
    return cache_folder() / "testbed" / "up"


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner can read, from its first moment on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
