"""Getting the two files from where the truth is: a running API server, and the Go types themselves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openapi_lib.facts import Facts, facts_of, require_go_fields
from openapi_lib.normalize import render, without_prose
from openapi_lib.provenance import PROVENANCE_FILE, render_provenance
from testbed_lib import testbeds
from testbed_lib.api import ApiClient
from testbed_lib.cluster import Options
from testbed_lib.command import say
from testbed_lib.errors import ToolError
from testbed_lib.golang import go_json, go_output, require_go
from testbed_lib.modules import KUBERNETES_VERSION

_GO_PROGRAM = Path(__file__).resolve().parent.parent / "goexport"

SWAGGER_FILE = "swagger.json"
TYPES_FILE = "types.json"


def export(version: str) -> tuple[dict[str, str], Facts]:
    """Return the text of each file by its name, and what is in them."""
    if version != KUBERNETES_VERSION and not os.environ.get("KUBEBUILDER_ASSETS"):
        raise ToolError(
            f"there is no API server of {version}: tools/testbed builds {KUBERNETES_VERSION}; "
            f"set KUBEBUILDER_ASSETS to a folder with etcd and the kube-apiserver of {version}"
        )
    go = require_go("reading the Go types")
    say(f"reading the specification of kube-apiserver {version}, all APIs and feature gates on")
    swagger_text = _read_swagger(version)
    say("reading the Go types")
    types_text = read_go_types(go, version)
    swagger, types = json.loads(swagger_text), json.loads(types_text)
    require_go_fields(swagger, types)
    facts = facts_of(swagger, types)
    files = {SWAGGER_FILE: swagger_text, TYPES_FILE: types_text}
    checksums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}
    files[PROVENANCE_FILE] = render_provenance(version, facts, types["modules"], checksums)
    return files, facts


def read_go_types(go: str, version: str) -> str:
    """Of the modules that are pinned, or of the same ones in another version."""
    if version == KUBERNETES_VERSION:
        return go_output(go, ["run", "-mod=readonly", "."], _GO_PROGRAM)
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder)
        shutil.copytree(_GO_PROGRAM, program, dirs_exist_ok=True)
        go_output(go, ["get", *published(go_json(go, ["mod", "edit", "-json"], program), version)], program)
        return go_output(go, ["run", "-mod=mod", "."], program)


def published(go_mod: Mapping[str, Any], version: str) -> list[str]:
    """The modules of Kubernetes in a go.mod, each as of that version. Those that it only needs follow them."""
    pinned, wanted = ("v0." + each.split(".", 1)[1] for each in (KUBERNETES_VERSION, version))
    return [f"{required['Path']}@{wanted}" for required in go_mod["Require"] if required["Version"] == pinned]


def _read_swagger(version: str) -> str:
    with testbeds.temporary(f"export-{os.getpid()}", Options(all_apis=True)) as info:
        api = ApiClient(info.server, Path(info.certificate_authority), info.tokens["admin"])
        served = json.loads(api.require("/version"))["gitVersion"]
        if served != f"v{version}":
            way_out = "unset" if version == KUBERNETES_VERSION else "change"
            raise ToolError(f"the API server is {served}, and v{version} is wanted: {way_out} KUBEBUILDER_ASSETS")
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
