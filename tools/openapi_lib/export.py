"""Getting the two files from where the truth is: a running API server, and the Go types themselves."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from openapi_lib.facts import Facts, facts_of, require_go_fields
from openapi_lib.normalize import render, without_prose
from openapi_lib.provenance import PROVENANCE_FILE, render_provenance
from testbed_lib import testbeds
from testbed_lib.api import ApiClient
from testbed_lib.cluster import Options
from testbed_lib.command import say
from testbed_lib.errors import ToolError
from testbed_lib.golang import go_output, require_go
from testbed_lib.modules import KUBERNETES_VERSION

_GO_PROGRAM = Path(__file__).resolve().parent.parent / "goexport"

SWAGGER_FILE = "swagger.json"
TYPES_FILE = "types.json"


def export() -> tuple[dict[str, str], Facts]:
    """Return the text of each file by its name, and what is in them."""
    go = require_go("reading the Go types")
    say(f"reading the specification of kube-apiserver {KUBERNETES_VERSION}, all APIs and feature gates on")
    swagger_text = _read_swagger()
    say("reading the Go types")
    types_text = go_output(go, ["run", "-mod=readonly", "."], _GO_PROGRAM)
    swagger, types = json.loads(swagger_text), json.loads(types_text)
    require_go_fields(swagger, types)
    facts = facts_of(swagger, types)
    files = {SWAGGER_FILE: swagger_text, TYPES_FILE: types_text}
    checksums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    files[PROVENANCE_FILE] = render_provenance(facts, types["modules"], checksums)
    return files, facts


def _read_swagger() -> str:
    with testbeds.temporary(f"export-{os.getpid()}", Options(all_apis=True)) as info:
        api = ApiClient(info.server, Path(info.certificate_authority), info.tokens["admin"])
        served = json.loads(api.require("/version"))["gitVersion"]
        if served != f"v{KUBERNETES_VERSION}":
            raise ToolError(
                f"the API server is {served}, and v{KUBERNETES_VERSION} is wanted: unset KUBEBUILDER_ASSETS"
            )
        return render(without_prose(json.loads(api.require("/openapi/v2"))))


def write_files(files: Mapping[str, str], folder: Path) -> list[str]:
    """Write what changed; returns the names of those files."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = differing(files, folder)
    for name in changed:
        (folder / name).write_text(files[name], encoding="utf-8")
    return changed


def differing(files: Mapping[str, str], folder: Path) -> list[str]:
    return [name for name, text in files.items() if _read(folder / name) != text.encode()]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
