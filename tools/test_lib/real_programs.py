"""What the tests take from Kubernetes itself: its programs, built by tools/testbed, the API's golden objects, and client-go.

A machine without Go and without ready-made programs has none of it. There the tests that need it are skipped by name;
under CI=true they fail, so that nobody takes "skipped" for "passed".
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys

from process_lib.processes import run
from test_lib.step import REPOSITORY
from testbed_lib.build import find_or_build
from testbed_lib.command import say
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE, MissingPrerequisiteError, ToolError
from testbed_lib.folders import cache_folder
from testbed_lib.golang import require_go
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
    return {
        "KUBECTL": str(find_or_build([KUBECTL])[KUBECTL]),
        "CLIENT_CPP_GOLDEN_DIR": _golden_objects(),
        **_client_go_informer(),
    }


def _golden_objects() -> str:
    command = [sys.executable, "tools/golden-data"]
    found = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=False)
    if found.returncode == EXIT_MISSING_PREREQUISITE and os.environ.get("CI") != "true":
        return ""
    if found.returncode != 0:
        raise ToolError(f"tools/golden-data failed with code {found.returncode}", found.returncode)
    return found.stdout.strip()


def _client_go_informer() -> dict[str, str]:
    try:
        go = require_go("the test of an informer of client-go")
    except MissingPrerequisiteError as error:
        if os.environ.get("CI") == "true":
            raise
        say(f"skipped: {error}")
        return {}
    folder = cache_folder() / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "client-go-informer"
    run(
        [go, "build", "-trimpath", "-buildvcs=false", "-o", program, "."],
        what="the build of an informer of client-go",
        folder=REPOSITORY / "tests/cache/client_go",
        environment={"GOWORK": "off"},
        log=folder / "client-go-informer.log",
    )
    return {"CLIENT_GO_INFORMER": str(program)}
