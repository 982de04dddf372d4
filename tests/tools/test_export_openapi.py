"""tools/export-openapi: how a document is reduced and laid out, and what is committed under openapi/."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from openapi_lib.export import published
from openapi_lib.facts import facts_of, properties_without_go_field, require_go_fields
from openapi_lib.normalize import render, without_prose
from openapi_lib.provenance import render_provenance
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE, ToolError
from testbed_lib.modules import KUBERNETES_VERSION

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "openapi" / "v1.36"
EXPORT = ROOT / "tools" / "export-openapi"

CORE = "io.k8s.api.core.v1"


class TestNormalization:
    def test_drops_prose_but_not_what_is_called_so(self) -> None:
        schema = {
            "description": "what it is",
            "properties": {
                "description": {"description": "of the description", "type": "string"},
                "properties": {"additionalProperties": {"description": "of each", "type": "string"}},
                "summary": {"type": "string"},
            },
            "x-kubernetes-list-map-keys": ["description"],
        }
        assert without_prose({"definitions": {"description": schema}}) == {
            "definitions": {
                "description": {
                    "properties": {
                        "description": {"type": "string"},
                        "properties": {"additionalProperties": {"type": "string"}},
                        "summary": {"type": "string"},
                    },
                    "x-kubernetes-list-map-keys": ["description"],
                }
            }
        }

    def test_drops_prose_of_operations(self) -> None:
        operation = {
            "description": "read it",
            "operationId": "read",
            "parameters": [{"name": "pretty", "in": "query", "description": "nicer"}],
            "responses": {"200": {"description": "OK", "schema": {"type": "string"}}, "401": {"description": "no"}},
        }
        assert without_prose(
            {"info": {"title": "t", "version": "1"}, "paths": {"/description": {"get": operation}}}
        ) == {
            "info": {"version": "1"},
            "paths": {
                "/description": {
                    "get": {
                        "operationId": "read",
                        "parameters": [{"name": "pretty", "in": "query"}],
                        "responses": {"200": {"schema": {"type": "string"}}, "401": {}},
                    }
                }
            },
        }

    def test_leaves_data_alone(self) -> None:
        schema = {"default": {"description": "a value"}, "enum": ["description"], "x-any": {"description": "kept"}}
        assert without_prose({"definitions": {"A": schema}}) == {"definitions": {"A": schema}}

    def test_is_sorted_with_a_property_to_a_line(self) -> None:
        document = {
            "swagger": "2.0",
            "definitions": {"B": {"type": "object", "properties": {"z": {"type": "string"}, "a": {"type": "integer"}}}},
        }
        assert render(document) == (
            "{\n"
            ' "definitions": {\n'
            '  "B": {\n'
            '   "properties": {\n'
            '    "a": {"type": "integer"},\n'
            '    "z": {"type": "string"}\n'
            "   },\n"
            '   "type": "object"\n'
            "  }\n"
            " },\n"
            ' "swagger": "2.0"\n'
            "}\n"
        )

    def test_does_not_depend_on_the_order_of_the_input(self) -> None:
        document = json.loads((FOLDER / "swagger.json").read_text(encoding="utf-8"))
        backwards = json.loads(json.dumps(document), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        assert render(backwards) == render(document)


@pytest.fixture(scope="module")
def swagger() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "swagger.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def types() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "types.json").read_text(encoding="utf-8"))
    return loaded


def fields(types: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    return {field["json"]: field for field in types["types"][name]["fields"] if "json" in field}


class TestCommittedFiles:
    def test_have_the_size_of_the_api(self, swagger: dict[str, Any], types: dict[str, Any]) -> None:
        facts = facts_of(swagger, types)
        assert facts.definitions == 771
        assert facts.properties == 3137
        assert facts.properties_with_go_field == 3137
        assert facts.enums == 124
        assert facts.paths == 560
        assert facts.go_structs > 1100

    def test_are_laid_out_by_the_tool(self, swagger: dict[str, Any]) -> None:
        assert render(without_prose(swagger)) == (FOLDER / "swagger.json").read_text(encoding="utf-8")

    def test_are_those_of_the_provenance(self) -> None:
        text = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
        named = {name: checksum for checksum, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.MULTILINE)}
        assert set(named) == {"swagger.json", "types.json"}
        for name, checksum in named.items():
            assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == checksum

    def test_every_type_that_is_referred_to_is_there(self, types: dict[str, Any]) -> None:
        leaves = {"bool", "int32", "int64", "float64", "string", "[]byte", "any"}
        for name, facts in types["types"].items():
            written = [facts["type"]] if "type" in facts else [field["type"] for field in facts["fields"]]
            for text in written:
                for leaf in re.findall(r"\[\]byte|[A-Za-z][\w.-]*", re.sub(r"map\[([^\]]*)\]", r"\1 ", text)):
                    assert leaf in leaves or leaf in types["types"], f"{name}: {text}"

    def test_fields_keep_the_order_of_go(self, types: dict[str, Any]) -> None:
        assert list(fields(types, f"{CORE}.Pod")) == ["kind", "apiVersion", "metadata", "spec", "status"]
        assert list(fields(types, f"{CORE}.Container"))[:5] == ["name", "image", "command", "args", "workingDir"]

    def test_presence(self, types: dict[str, Any]) -> None:
        spec = fields(types, "io.k8s.api.apps.v1.DeploymentSpec")
        assert spec["replicas"] == {"json": "replicas", "type": "*int32", "omitempty": True, "pb": [1]}
        assert spec["template"]["type"] == f"{CORE}.PodTemplateSpec"
        status = fields(types, f"{CORE}.ContainerStatus")
        assert status["restartCount"] == {"json": "restartCount", "type": "int32", "pb": [5]}

    def test_protobuf_paths_through_inlined_structs(self, types: dict[str, Any]) -> None:
        assert fields(types, f"{CORE}.EphemeralContainer")["name"]["pb"] == [1, 1]
        assert fields(types, f"{CORE}.EphemeralContainer")["targetContainerName"]["pb"] == [2]
        rules = fields(types, "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations")
        assert rules["resourceNames"]["pb"] == [1]
        assert rules["operations"]["pb"] == [2, 1]
        assert rules["apiGroups"]["pb"] == [2, 2, 1]

    def test_a_resource_leaves_its_kind_to_the_envelope(self, types: dict[str, Any]) -> None:
        pod = fields(types, f"{CORE}.Pod")
        assert "pb" not in pod["kind"]
        assert "pb" not in pod["apiVersion"]
        assert pod["metadata"]["pb"] == [1]

    def test_types_with_json_of_their_own(self, types: dict[str, Any]) -> None:
        custom = {name.rsplit(".", 1)[1] for name, facts in types["types"].items() if facts.get("custom")}
        assert custom == {
            "Duration",
            "FieldsV1",
            "IntOrString",
            "JSON",
            "JSONSchemaPropsOrArray",
            "JSONSchemaPropsOrBool",
            "JSONSchemaPropsOrStringArray",
            "MicroTime",
            "Quantity",
            "RawExtension",
            "Time",
            "Unknown",
        }

    def test_version_info_is_known_although_no_scheme_knows_it(self, types: dict[str, Any]) -> None:
        assert "gitVersion" in fields(types, "io.k8s.apimachinery.pkg.version.Info")


    def test_are_those_of_the_pinned_version(self, swagger: dict[str, Any], types: dict[str, Any]) -> None:
        text = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
        checksums = {name: checksum for checksum, name in re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.MULTILINE)}
        assert render_provenance(KUBERNETES_VERSION, facts_of(swagger, types), types["modules"], checksums) == text


def test_another_version_is_told_by_its_provenance() -> None:
    facts = facts_of({"definitions": {}, "paths": {}}, {"types": {}})
    text = render_provenance("1.35.2", facts, {"k8s.io/api": "v0.35.2"}, {})
    assert "`tools/export-openapi 1.35.2 --check`" in text
    assert "kube-apiserver 1.35.2 answers" in text
    assert KUBERNETES_VERSION not in text


def test_a_version_without_a_server_is_told_with_a_way_out(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KUBEBUILDER_ASSETS"}
    result = subprocess.run(
        [sys.executable, str(EXPORT), "1.35.2"], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert len(result.stderr.strip().splitlines()) == 1
    assert "there is no API server of 1.35.2" in result.stderr
    assert "KUBEBUILDER_ASSETS" in result.stderr


@pytest.mark.parametrize("version", ["1.36", "latest", "1.36.3-rc.1", "../1.36.3"])
def test_what_is_no_version_is_refused(version: str) -> None:
    result = subprocess.run([sys.executable, str(EXPORT), version], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert f"'{version}' is no version such as {KUBERNETES_VERSION}" in result.stderr


def test_the_go_types_are_of_the_same_version() -> None:
    required = [
        {"Path": "k8s.io/apimachinery", "Version": "v0." + KUBERNETES_VERSION.split(".", 1)[1]},
        {"Path": "k8s.io/kube-openapi", "Version": "v0.0.0-20260317180543-43fb72c5454a"},
    ]
    assert published({"Require": required}, "1.35.2") == ["k8s.io/apimachinery@v0.35.2"]


def test_a_property_without_go_field_stops_the_export() -> None:
    swagger: dict[str, Any] = {"definitions": {"A": {"properties": {"known": {}, "unknown": {}}}}}
    types: dict[str, Any] = {"types": {"A": {"fields": [{"json": "known", "type": "string"}]}}}
    assert properties_without_go_field(swagger, types) == ["A.unknown"]
    with pytest.raises(ToolError, match=r"A\.unknown"):
        require_go_fields(swagger, types)


def test_without_go_the_code_says_skip(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    result = subprocess.run(
        [sys.executable, str(EXPORT), "--check"], env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == EXIT_MISSING_PREREQUISITE
    assert len(result.stderr.strip().splitlines()) == 1
    assert "needs Go" in result.stderr


def test_wrong_flags() -> None:
    result = subprocess.run([sys.executable, str(EXPORT), "--chek"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.testbed
def test_the_committed_files_are_what_an_export_gives() -> None:
    result = subprocess.run(
        [sys.executable, str(EXPORT), "--check"], capture_output=True, text=True, check=False, timeout=1800
    )
    if result.returncode == EXIT_MISSING_PREREQUISITE:
        pytest.skip(result.stderr.strip())
    assert result.returncode == 0, result.stderr


@pytest.mark.testbed
def test_the_protobuf_numbers_are_those_on_the_wire() -> None:
    go = shutil.which("go")
    if go is None:
        pytest.skip("there is no Go here")
    result = subprocess.run(
        [go, "test", "-mod=readonly", "."], cwd=ROOT / "tools" / "goexport", capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
