"""Documents of other minors and of clusters: fields gone, fields new, extensions that nobody here knows."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from compiling import compiler, complaints
from specs import OPENAPI, REPOSITORY

EXAMPLES = REPOSITORY / "examples"
PROGRAMS = sorted(path for path in EXAMPLES.rglob("*.cc") if not path.stem.endswith("_test"))

CORE = "io.k8s.api.core.v1"
APPS = "io.k8s.api.apps.v1"


def altered() -> dict[str, Any]:
    """The committed document, as a minor before or after ours might have it."""
    content: dict[str, Any] = json.loads((OPENAPI / "swagger.json").read_bytes())
    definitions = content["definitions"]

    # Gone: members of all shapes, and a definition with the member that refers to it.
    for definition, name in ((f"{CORE}.PodSpec", "hostUsers"), (f"{CORE}.Container", "resizePolicy"),
                             (f"{APPS}.DeploymentSpec", "paused"), (f"{CORE}.ConfigMap", "immutable")):
        del definitions[definition]["properties"][name]
    del definitions[f"{CORE}.Volume"]["properties"]["glusterfs"]
    del definitions[f"{CORE}.GlusterfsVolumeSource"]

    # Said in another way: without its format, and by a new name for what it refers to.
    del definitions[f"{APPS}.DeploymentSpec"]["properties"]["replicas"]["format"]
    definitions[f"{CORE}.NewSelector"] = definitions[f"{CORE}.NodeSelector"]
    definitions[f"{CORE}.VolumeNodeAffinity"]["properties"]["required"] = {"$ref": f"#/definitions/{CORE}.NewSelector"}

    # New: members that no Go type of ours has, and a definition.
    pod = definitions[f"{CORE}.PodSpec"]["properties"]
    pod["newText"] = {"type": "string"}
    pod["newCount"] = {"type": "integer", "format": "int32"}
    pod["newList"] = {"type": "array", "items": {"$ref": f"#/definitions/{CORE}.NewThing"}, "x-kubernetes-list-type": "atomic"}
    pod["newThing"] = {"$ref": f"#/definitions/{CORE}.NewThing"}
    definitions[f"{CORE}.NewThing"] = {"type": "object", "required": ["on"], "properties": {"on": {"type": "boolean"}}}

    # Unknown extensions, on a member, a definition and an operation.
    pod["nodeName"]["x-example-of-tomorrow"] = {"any": ["thing"]}
    definitions[f"{CORE}.Pod"]["x-example-of-tomorrow"] = True
    content["paths"]["/api/v1/pods"]["get"]["x-example-of-tomorrow"] = 1
    return content


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the altered document was generated, and what the generator had to say."""
    folder = tmp_path_factory.mktemp("altered")
    spec = folder / "swagger.json"
    spec.write_text(json.dumps(altered()), encoding="utf-8")
    command = [sys.executable, "tools/generate", "--spec", spec, "--output", folder / "generated"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / "generated", done.stdout + done.stderr


def members(header: Path) -> dict[str, str]:
    """The data members of a struct and their C++ types."""
    return {name: cpp for cpp, name in re.findall(r"^  ([\w:<>, ]+?) (\w+)(?: = \w+)?;$", header.read_text(), re.MULTILINE)}


def test_unknown_extensions_are_told_and_left_alone(output: tuple[Path, str]) -> None:
    assert output[1].count("x-example-of-tomorrow") >= 3


def test_what_only_the_schema_decided_is_listed(output: tuple[Path, str]) -> None:
    for name in ("newText", "newCount", "newList", "newThing"):
        assert name in output[1]


def test_new_members_follow_the_rules_of_the_schema(output: tuple[Path, str]) -> None:
    spec = members(output[0] / "k8s/api/core/v1/pod_spec.h")
    assert spec["newText"] == "std::optional<std::string>"
    assert spec["newCount"] == "std::optional<std::int32_t>"
    assert spec["newList"] == "std::vector<NewThing>"
    assert spec["newThing"] == "Box<NewThing>"


def test_no_member_that_users_know_changes_its_type(output: tuple[Path, str]) -> None:
    compared = 0
    for header in sorted((REPOSITORY / "generated/k8s/api").rglob("*.h")):
        other = output[0] / header.relative_to(REPOSITORY / "generated")
        if not other.exists():
            continue
        before, after = members(header), members(other)
        assert {name: after[name] for name in before.keys() & after.keys()} == {
            name: before[name] for name in before.keys() & after.keys()
        }, header.name
        compared += len(before.keys() & after.keys())
    assert compared > 2500


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the example with a custom resource of its own generates."""
    folder = tmp_path_factory.mktemp("sample")
    definition = EXAMPLES / "sample_controller/foo.yaml"
    command = [sys.executable, "tools/generate", "crd", definition, "--namespace", "sample", "--output", folder]
    subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
    return folder


@pytest.mark.skipif(compiler() is None, reason="no compiler")
@pytest.mark.parametrize("example", PROGRAMS, ids=lambda path: str(path.relative_to(EXAMPLES).with_suffix("")))
def test_the_examples_compile_against_it(example: Path, output: tuple[Path, str], sample: Path, tmp_path: Path) -> None:
    roots = (output[0], REPOSITORY / "informers", REPOSITORY / "testkit", sample, EXAMPLES, example.parent)
    assert complaints({example.name: example.read_text(encoding="utf-8")}, tmp_path, roots) == ""
