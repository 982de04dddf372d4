"""What is told about two specifications: those of a minor and of an edited copy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from k8sgen.cli import main
from k8sgen.difference import difference

from specs import OPENAPI, STRING, document, kind, ref, struct

_PREFIX = "io.k8s.api.things.v1"


def report(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return difference(document(old, version="v1.35.0"), document(new, version="v1.36.0"))


def test_the_versions_are_named() -> None:
    assert report({}, {}) == ["# The API of Kubernetes 1.36, compared with 1.35", "", "Nothing changed."]


def test_kinds_come_and_go_with_their_lists() -> None:
    one = {f"{_PREFIX}.One": kind("One", "things"), f"{_PREFIX}.OneList": kind("OneList", "things")}
    two = {f"{_PREFIX}.Two": kind("Two", "things")}
    assert report(one, two)[1:] == ["", "## Kinds", "", "- Added: `things/v1 Two`", "- Removed: `things/v1 One`"]


def paths(*operations: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, (path, action) in enumerate(operations):
        found.setdefault(path, {})["get" if action in ("list", "watchlist") else action] = {
            "operationId": f"o{number}",
            "x-kubernetes-action": action,
            "responses": {},
        }
    return found


def test_resources_with_their_scope_verbs_and_subresources() -> None:
    base = "/apis/things/v1"
    old = paths(
        (f"{base}/ones", "list"),
        (f"{base}/ones/{{name}}", "delete"),
        (f"{base}/ones/{{name}}/status", "get"),
        ("/api/v1/olds", "list"),
        ("/api/v1/namespaces/{namespace}/sames/{name}", "get"),
        ("/api/v1/namespaces/{namespace}/sames/{name}/proxy/{path}", "get"),
    )
    new = paths(
        (f"{base}/namespaces/{{namespace}}/ones", "list"),
        (f"{base}/watch/ones", "watchlist"),
        (f"{base}/namespaces/{{namespace}}/ones/{{name}}/scale", "put"),
        (f"{base}/namespaces/{{namespace}}/ones/{{name}}/scale", "get"),
        ("/api/v1/namespaces/{namespace}/sames/{name}", "get"),
    )
    assert difference(document({}, old, version="v1.35.0"), document({}, new, version="v1.36.0"))[1:] == [
        "", "## Resources", "",
        "- Added: `things/v1 ones/scale`, namespaced: `get`, `update`",
        "- Removed: `things/v1 ones/status`",
        "- Removed: `v1 olds`",
        "- Changed: `things/v1 ones`: of the cluster is now namespaced; new verb `watch`; verb `delete` is gone",
    ]  # fmt: skip


def test_types_and_fields() -> None:
    old = {
        f"{_PREFIX}.Part": struct(
            ("a",), a=STRING, b=STRING, c={**STRING, "enum": ["x", "y"]}, d={"type": "array", "items": STRING}, e=STRING
        ),
        f"{_PREFIX}.Old": struct(a=STRING),
    }
    new = {
        f"{_PREFIX}.Part": struct(
            ("f",),
            a=STRING,
            b={"type": "integer"},
            c={**STRING, "enum": ["y", "z"]},
            d={"type": "array", "items": ref(f"{_PREFIX}.New")},
            f={"type": "object", "additionalProperties": STRING},
        ),
        f"{_PREFIX}.New": struct(a=STRING),
    }
    assert report(old, new)[1:] == [
        "", "## Types", "", "- Added: `things.v1.New`", "- Removed: `things.v1.Old`",
        "", "## Fields", "", "### `things.v1.Part`", "",
        "- Added: `f`, map of string, required",
        "- Removed: `e`",
        "- Changed: `a`: no longer required",
        "- Changed: `b`: string is now int64",
        "- Changed: `c`: new value `z`; value `x` is gone",
        "- Changed: `d`: list of string is now list of `things.v1.New`",
    ]  # fmt: skip


def test_a_document_that_lists_no_values_says_nothing_about_them() -> None:
    old = {f"{_PREFIX}.Part": struct(a={**STRING, "enum": ["x"]})}
    assert report(old, {f"{_PREFIX}.Part": struct(a=STRING)})[2:] == ["Nothing changed."]


def test_names_of_others_stay_within_their_code() -> None:
    new = {f"{_PREFIX}.Part": struct(**{"a`b\n# c": STRING})}
    assert "- Added: `a'b?# c`, string" in report({f"{_PREFIX}.Part": struct(z=STRING)}, new)


def test_an_edited_copy_of_the_committed_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content: dict[str, Any] = json.loads((OPENAPI / "swagger.json").read_bytes())
    definitions = content["definitions"]
    del definitions["io.k8s.api.core.v1.PodSpec"]["properties"]["hostUsers"]
    definitions["io.k8s.api.core.v1.PodSpec"]["properties"]["newField"] = STRING
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(content))
    assert main(["diff", str(OPENAPI / "swagger.json"), str(edited)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == [
        "", "## Fields", "", "### `core.v1.PodSpec`", "", "- Added: `newField`, string", "- Removed: `hostUsers`",
    ]  # fmt: skip


def test_what_cannot_be_read_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(OPENAPI / "swagger.json"), str(tmp_path / "missing.json")]) == 1
    assert "missing.json cannot be read" in capsys.readouterr().err
