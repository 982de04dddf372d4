"""Types of the library inside custom resources: --map-builtins."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from k8sgen.cli import main

from compiling import compiler, complaints
from custom_sink import FOLDER
from specs import META, OPENAPI, REPOSITORY

_CORE = "io.k8s.api.core.v1"
_DEFINITIONS: dict[str, Any] = json.loads((OPENAPI / "swagger.json").read_bytes())["definitions"]
_HANDWRITTEN: dict[str, Any] = {
    f"{META}.ObjectMeta": {"type": "object"},
    f"{META}.Time": {"type": "string", "format": "date-time"},
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {
        "x-kubernetes-int-or-string": True,
        "anyOf": [{"type": "integer"}, {"type": "string"}],
        "pattern": "^[0-9]+$",
    },
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"x-kubernetes-int-or-string": True},
}

Generate = Callable[..., dict[str, str]]


def in_place(definition: str) -> dict[str, Any]:
    """A definition of Kubernetes as definitions of custom resources have it: with everything that it refers to."""
    if definition in _HANDWRITTEN:
        return copy.deepcopy(_HANDWRITTEN[definition])
    found: dict[str, Any] = _expanded(_DEFINITIONS[definition])
    return found


def _expanded(node: Any) -> Any:
    if isinstance(node, list):
        return [_expanded(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        return in_place(node["$ref"].rpartition("/")[2])
    return {name: _expanded(part) for name, part in node.items()}


@pytest.fixture
def generate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Generate:
    def generate_it(options: tuple[str, ...] = ("--map-builtins",), **properties: Any) -> dict[str, str]:
        schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
        spec = {
            "group": "things.example.com",
            "scope": "Cluster",
            "names": {"kind": "Thing", "plural": "things"},
            "versions": [version],
        }
        file = tmp_path / "crd.json"
        file.write_text(json.dumps({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}))
        output = tmp_path / "out"
        assert main(["crd", str(file), "--namespace", "acme", "--output", str(output), *options]) == 0
        capsys.readouterr()
        return {path.relative_to(output).as_posix(): path.read_text() for path in output.rglob("*") if path.is_file()}

    return generate_it


def _spec(files: dict[str, str]) -> str:
    return files["acme/api/things/v1/thing_spec.h"]


@pytest.mark.parametrize(
    ("definition", "type_"),
    [
        (f"{_CORE}.PodTemplateSpec", "k8s::corev1::PodTemplateSpec"),
        (f"{_CORE}.Affinity", "k8s::corev1::Affinity"),
        (f"{_CORE}.ResourceRequirements", "k8s::corev1::ResourceRequirements"),
        (f"{_CORE}.ObjectReference", "k8s::corev1::ObjectReference"),
        (f"{_CORE}.Toleration", "k8s::corev1::Toleration"),
        (f"{META}.LabelSelector", "k8s::metav1::LabelSelector"),
        (f"{META}.Condition", "k8s::metav1::Condition"),
        ("io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "k8s::policyv1::PodDisruptionBudgetSpec"),
    ],
)
def test_what_has_the_structure_of_one_of_the_librarys_types_is_of_that_type(
    generate: Generate, definition: str, type_: str
) -> None:
    files = generate(one=in_place(definition), several={"type": "array", "items": in_place(definition)})
    assert f"k8s::Box<{type_}> one;" in _spec(files)
    assert f"std::vector<{type_}> several;" in _spec(files)
    module = definition.rpartition(".")[0].rpartition(".")[0].rpartition(".")[2]
    assert f"k8s::api_{module}_v1" in files["CMakeLists.txt"]
    assert not [path for path in files if "thing_spec_" in path]


def test_it_is_an_option(generate: Generate) -> None:
    assert "ThingSpecOne> one;" in _spec(generate(options=(), one=in_place(f"{META}.LabelSelector")))


def test_prose_defaults_and_checks_do_not_count(generate: Generate) -> None:
    schema = in_place(f"{META}.LabelSelector")
    schema["description"] = "Others."
    schema["x-kubernetes-validations"] = [{"rule": "true"}]
    schema["required"] = ["matchLabels"]
    schema["properties"]["matchLabels"]["maxProperties"] = 3
    schema["properties"]["matchExpressions"]["items"]["properties"]["operator"]["enum"] = ["In"]
    assert "k8s::Box<k8s::metav1::LabelSelector> one;" in _spec(generate(one=schema))


def _without_a_property(schema: dict[str, Any]) -> None:
    del schema["properties"]["matchLabels"]


def _with_another_property(schema: dict[str, Any]) -> None:
    schema["properties"]["more"] = {"type": "string"}


def _with_another_name(schema: dict[str, Any]) -> None:
    schema["properties"]["labels"] = schema["properties"].pop("matchLabels")


def _with_another_type(schema: dict[str, Any]) -> None:
    schema["properties"]["matchLabels"]["additionalProperties"] = {"type": "integer"}


def _with_another_type_within(schema: dict[str, Any]) -> None:
    schema["properties"]["matchExpressions"]["items"]["properties"]["key"] = {"type": "boolean"}


def _with_a_null(schema: dict[str, Any]) -> None:
    schema["properties"]["matchLabels"]["nullable"] = True


def _with_unknown_fields(schema: dict[str, Any]) -> None:
    schema["properties"]["matchLabels"]["x-kubernetes-preserve-unknown-fields"] = True


@pytest.mark.parametrize(
    "change",
    [
        _without_a_property,
        _with_another_property,
        _with_another_name,
        _with_another_type,
        _with_another_type_within,
        _with_a_null,
        _with_unknown_fields,
    ],
)
def test_what_differs_at_all_keeps_a_type_of_its_own(generate: Generate, change: Callable[[dict[str, Any]], None]) -> None:
    schema = in_place(f"{META}.LabelSelector")
    change(schema)
    assert "k8s::Box<ThingSpecOne> one;" in _spec(generate(one=schema))


@pytest.mark.parametrize("definition", [f"{_CORE}.SecretKeySelector", f"{_CORE}.LocalObjectReference"])
def test_what_could_be_several_types_keeps_a_type_of_its_own(generate: Generate, definition: str) -> None:
    assert "k8s::Box<ThingSpecOne> one;" in _spec(generate(one=in_place(definition)))


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_the_kitchen_sink_has_conditions_of_the_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "out"
    file = str(FOLDER / "sink.yaml")
    assert main(["crd", file, "--namespace", "sink", "--map-builtins", "--output", str(output)]) == 0
    capsys.readouterr()
    status = output / "sink/api/sink/v1/sink_status.h"
    assert "std::vector<k8s::metav1::Condition> conditions;" in status.read_text()
    assert (output / "sink/api/sink/v1/sink_spec_ports.h").is_file()
    sources = {
        path.relative_to(output).as_posix(): path.read_text()
        for path in output.rglob("*")
        if path.suffix == ".h" or path.name == "tables.cc"
    }
    roots = tuple(REPOSITORY / root for root in ("generated", "informers"))
    assert complaints(sources, tmp_path / "compiled", roots) == ""
