"""What the tests take from Kubernetes itself: its programs, built by tools/testbed, and the API's golden objects.

A machine without Go and without ready-made programs has none of it. There the tests that need it are skipped by name;
under CI=true they fail, so that nobody takes "skipped" for "passed".
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys

from test_lib.step import REPOSITORY
from testbed_lib.build import find_or_build
from testbed_lib.command import say
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE, MissingPrerequisiteError, ToolError
from testbed_lib.modules import API_PROGRAMS, CONTROLLER_PROGRAMS, KUBECTL


@functools.cache
def available() -> bool:
    """Build what is not there yet; False where that cannot be done."""
    try:
        find_or_build(API_PROGRAMS + CONTROLLER_PROGRAMS + (KUBECTL,))
    except MissingPrerequisiteError as error:
        if os.environ.get("CI") == "true":
            raise
        say(f"skipped: the tests against a real control plane, by kubectl, and of the golden objects: {error}")
        return False
    return True


@functools.cache
def environment() -> dict[str, str]:
    """Where the tests find it."""
    if not available():
        return {}
    return {"KUBECTL": str(find_or_build([KUBECTL])[KUBECTL]), "CLIENT_CPP_GOLDEN_DIR": _golden_objects()}


def _golden_objects() -> str:
    command = [sys.executable, "tools/golden-data"]
    found = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode == EXIT_MISSING_PREREQUISITE and os.environ.get("CI") != "true":
        return ""
    if found.returncode != 0:
        raise ToolError(f"tools/golden-data failed with code {found.returncode}", found.returncode)
    return found.stdout.strip()
