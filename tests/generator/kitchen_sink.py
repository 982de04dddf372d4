"""An invented API with one of everything, and what is generated from it.

Run as a program, it brings golden/ up to date; the difference is for review.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
GOLDEN = _FOLDER / "golden"

if __name__ == "__main__":
    sys.path[:0] = [str(_FOLDER), str(_FOLDER.parents[1] / "generator")]

from k8sgen.emit import write  # noqa: E402
from k8sgen.facts import Facts  # noqa: E402
from k8sgen.options import Options  # noqa: E402

from specs import META, STRING, document, files, kind, ref, struct  # noqa: E402

_SINK = "com.example.sink.v1"
_INTEGER = {"type": "integer", "format": "int32"}
_LIST = {"type": "array", "items": STRING}


def _described(schema: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {**schema, "description": text}


_DEFINITIONS = {
    f"{_SINK}.Widget": _described(
        kind("Widget", "sink.example.com", metadata=ref(f"{META}.ObjectMeta"), spec=ref(f"{_SINK}.WidgetSpec")),
        "A widget has one of everything.\n\nIts second paragraph ends with a backslash \\",
    ),
    f"{_SINK}.WidgetList": kind(
        "WidgetList",
        "sink.example.com",
        metadata=ref(f"{META}.ListMeta"),
        items={"type": "array", "items": ref(f"{_SINK}.Widget")},
    ),
    f"{_SINK}.WidgetSpec": struct(
        ("name", "parts", "template"),
        name=_described(STRING, "What it is called. */ {{ name }}"),
        template=ref(f"{_SINK}.Part"),
        parts={
            "type": "array",
            "items": ref(f"{_SINK}.Part"),
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name", "protocol"],
            "x-kubernetes-patch-merge-key": "name",
            "x-kubernetes-patch-strategy": "merge,retainKeys",
        },
        tags={**_LIST, "x-kubernetes-list-type": "set"},
        labels={"type": "object", "additionalProperties": STRING, "x-kubernetes-map-type": "atomic"},
        secrets={"type": "object", "additionalProperties": {"type": "string", "format": "byte"}},
        flags={"type": "array", "items": {"type": "boolean"}},
        anything={"type": "object"},
        size={"type": "integer", "format": "int64"},
        ratio={"type": "number", "format": "double"},
        enabled={"type": "boolean"},
        since={"type": "string", "format": "date-time"},
        port={"type": "string", "format": "int-or-string"},
        mode={"type": "string", "enum": ["", "*", "s/mime", "server auth", "10x"]},
        colours={"type": "array", "items": {"type": "string", "enum": ["Red", "Green"]}},
        order={**_LIST, "default": ["a"]},
        nested=struct(depth=_INTEGER, deeper=struct(("deepest",), deepest=STRING)),
        **{"$ref": STRING, "x-dashed-name": STRING},
    ),
    f"{_SINK}.Part": {
        **struct(name=STRING, protocol={**STRING, "default": "TCP"}, part=ref(f"{_SINK}.Part"), count=_INTEGER),
        "x-kubernetes-map-type": "atomic",
    },
    f"{_SINK}.Empty": {"type": "object"},
    f"{_SINK}.Scale": kind("Scale", "sink.example.com", metadata=ref(f"{META}.ObjectMeta"), replicas=_INTEGER),
    f"{META}.ObjectMeta": struct(name=STRING, namespace=STRING, managedFields=_LIST),
    f"{META}.ListMeta": struct(resourceVersion=STRING, **{"continue": STRING}),
    f"{META}.Time": {"type": "string", "format": "date-time"},
}

_FACTS = Facts(
    {
        f"{_SINK}.Empty": {"fields": []},
        f"{_SINK}.Part": {
            "fields": [
                {"json": "name", "type": "string", "pb": [1]},
                {"json": "protocol", "type": "string", "omitempty": True, "pb": [2]},
                {"json": "count", "type": "*int32", "omitempty": True, "pb": [3, 1]},
            ]
        },
        f"{META}.ObjectMeta": {
            "fields": [
                {"json": name, "type": type_, "omitempty": True}
                for name, type_ in (("name", "string"), ("namespace", "string"), ("managedFields", "[]string"))
            ]
        },
    },
    {},
)


def _operation(action: str, answer: str, name: str, body: str = "", **more: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{action}{name}",
        "x-kubernetes-action": action,
        "responses": {"200": {"schema": ref(f"{_SINK}.{answer}") if answer else STRING}},
        **more,
    }
    if body:
        operation["parameters"] = [{"in": "body", "name": "body", "schema": ref(f"{_SINK}.{body}")}]
    return operation


_WIDGETS = "/apis/sink.example.com/v1/namespaces/{namespace}/widgets"
_PATHS = {
    _WIDGETS: {"get": _operation("list", "WidgetList", "Widgets"), "post": _operation("post", "Widget", "Widget", "Widget")},
    f"{_WIDGETS}/{{name}}": {
        "get": _operation("get", "Widget", "Widget"),
        "put": _operation("put", "Widget", "Widget", "Widget"),
        "delete": _operation("delete", "Widget", "Widget"),
    },
    f"{_WIDGETS}/{{name}}/status": {
        "get": _operation("get", "Widget", "WidgetStatus"),
        "put": _operation("put", "Widget", "WidgetStatus", "Widget"),
        "patch": _operation("patch", "Widget", "WidgetStatus"),
    },
    f"{_WIDGETS}/{{name}}/scale": {"put": _operation("put", "Scale", "WidgetScale", "Scale")},
    f"{_WIDGETS}/{{name}}/log": {
        "get": _operation(
            "get",
            "",
            "WidgetLog",
            parameters=[
                {"in": "query", "name": "follow", "type": "boolean", "description": "Go on."},
                {"in": "query", "name": "limitBytes", "type": "integer"},
                {"in": "query", "name": "since", "type": "string", "format": "date-time"},
                {"in": "query", "name": "container", "type": "string"},
            ],
        )
    },
    "/version/": {"get": {"operationId": "getVersion", "responses": {}}},
}


def generate() -> Mapping[str, str]:
    """The files, in a namespace and a folder of their own, as those of custom resources are."""
    return files(document(_DEFINITIONS, _PATHS), _FACTS, Options(namespace="sink", include_root="sink"))


if __name__ == "__main__":
    changed = write(GOLDEN, generate())
    print(f"{GOLDEN}: {len(changed.missing)} new, {len(changed.changed)} changed, {len(changed.stale)} deleted")
