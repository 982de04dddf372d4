"""The tables that hold the testkit to the real server leave out nothing of what the testkit promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from sources import REPOSITORY

_FEWEST = 250

Step = dict[str, Any]
Clause = Callable[[Step], bool]


def _path(*parts: str) -> Clause:
    return lambda step: any(part in step["path"] for part in parts)


def _at(path: str) -> Clause:
    return lambda step: step["path"].partition("?")[0] == path


def _answered(status: HTTPStatus) -> Clause:
    return lambda step: step["expect"]["status"] == status


def _patched(form: str) -> Clause:
    return lambda step: step["method"] == "PATCH" and step.get("type") == f"application/{form}"


def _says(*words: str) -> Clause:
    """Whether the request itself says all of them, wherever it does."""
    return lambda step: all(word in json.dumps({**step, "expect": None}) for word in words)


def _answers(*words: str) -> Clause:
    return lambda step: all(word in json.dumps(step["expect"]) for word in words)


def _both(*clauses: Clause) -> Clause:
    return lambda step: all(clause(step) for clause in clauses)


def _method(method: str) -> Clause:
    return lambda step: step["method"] == method


_WATCH = _path("watch=1", "/watch/")

_CLAUSES: dict[str, Clause] = {
    "/version": _at("/version"),
    "/api": _at("/api"),
    "/apis": _at("/apis"),
    "a group": _at("/apis/apps"),
    "the resources of a version": _answers('"APIResourceList"'),
    "aggregated discovery": _answers('"APIGroupDiscoveryList"'),
    "OpenAPI v2": _at("/openapi/v2"),
    "OpenAPI v3": _path("/openapi/v3"),
    "generated names": _says("generateName"),
    "a generation": _answers('"generation"'),
    "get": _both(_method("GET"), _answered(HTTPStatus.OK)),
    "list": _answers('"items"'),
    "label selectors": _path("labelSelector="),
    "field selectors": _path("fieldSelector="),
    "limit": _path("limit="),
    "continue": _path("continue="),
    "versions of lists": _path("resourceVersionMatch="),
    "update": _both(_method("PUT"), _answered(HTTPStatus.OK)),
    "conflicts": _both(_method("PUT"), _answered(HTTPStatus.CONFLICT)),
    "status": _path("/status"),
    "scale": _path("/scale"),
    "JSON Patch": _patched("json-patch+json"),
    "merge patch": _patched("merge-patch+json"),
    "strategic merge patch": _patched("strategic-merge-patch+json"),
    "server-side apply": _patched("apply-patch+yaml"),
    "conflicts of managers": _both(_patched("apply-patch+yaml"), _answered(HTTPStatus.CONFLICT)),
    "forced application": _both(_patched("apply-patch+yaml"), _path("force=true")),
    "managed fields": _answers('"managedFields"'),
    "preconditions": _both(_method("DELETE"), _says("preconditions")),
    "finalizers": _says("finalizers"),
    "propagation": _both(_method("DELETE"), _says("propagationPolicy")),
    "graceful deletion": _says("gracePeriodSeconds"),
    "owners": _says("ownerReferences"),
    "deletion of a collection": _both(_method("DELETE"), lambda step: step["path"].partition("?")[0].endswith("s")),
    "watch": _WATCH,
    "bookmarks": _both(_WATCH, _path("allowWatchBookmarks=true")),
    "initial events": _answers("k8s.io/initial-events-end"),
    "dry run": _says("dryRun"),
    "validation of fields": _path("fieldValidation="),
    "warnings": _answers('"warnings"'),
    "eviction": _path("/eviction"),
    "logs": _path("/log"),
    "namespaces that are not there": _answers('namespaces \\"', "not found"),
    "definitions": _path("/customresourcedefinitions"),
    "validation of custom resources": _both(_path("example.com"), _answered(HTTPStatus.UNPROCESSABLE_ENTITY)),
    "forms": _says('"accept"'),
    "401": _answered(HTTPStatus.UNAUTHORIZED),
    "403": _answered(HTTPStatus.FORBIDDEN),
    "410": _answers('"Expired"'),
}


def _steps() -> list[Step]:
    tables = sorted((REPOSITORY / "tests/conformance").glob("*.json"))
    scenarios = [scenario for table in tables for scenario in json.loads(table.read_text(encoding="utf-8"))]
    return [step for scenario in scenarios for step in scenario["steps"] if "method" in step]


def test_every_clause_is_asked_about() -> None:
    steps = _steps()
    counts = {name: sum(map(clause, steps)) for name, clause in _CLAUSES.items()}
    print(f"{len(steps)} requests")
    for name, count in counts.items():
        print(f"{count:5} {name}")
    assert len(steps) >= _FEWEST
    assert [name for name, count in counts.items() if count == 0] == []
