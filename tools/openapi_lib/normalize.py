"""A served OpenAPI v2 document, reduced to what a generator needs and laid out for review."""

from __future__ import annotations

import json
from typing import Any

# Under these keys stand names that the API chose, not keywords of OpenAPI: a property may well be called "description".
_NAME_MAPS = frozenset({"definitions", "parameters", "paths", "properties", "responses", "securityDefinitions"})

# Values under these keys are data; nothing in them is a keyword.
_DATA = frozenset({"default", "enum", "example"})

_PROSE = frozenset({"description", "externalDocs", "summary"})

# What is spread over several lines; all else takes one line. "*" stands for any member.
_SPREAD: tuple[tuple[str, ...], ...] = (
    (),
    ("definitions",),
    ("definitions", "*"),
    ("definitions", "*", "properties"),
    ("parameters",),
    ("paths",),
    ("paths", "*"),
    ("paths", "*", "*"),
    ("paths", "*", "*", "parameters"),
    ("paths", "*", "*", "responses"),
)


def without_prose(document: Any) -> Any:
    """Drop the descriptions, which are the text of others, and what else only a human reader would miss."""
    stripped = _strip(document)
    stripped.get("info", {}).pop("title", None)
    return stripped


def _strip(node: Any) -> Any:
    if isinstance(node, list):
        return [_strip(item) for item in node]
    if not isinstance(node, dict):
        return node
    result = {}
    for key, value in node.items():
        if key in _PROSE:
            continue
        if key in _DATA or key.startswith("x-"):
            result[key] = value
        elif key in _NAME_MAPS and isinstance(value, dict):
            result[key] = {name: _strip(member) for name, member in value.items()}
        else:
            result[key] = _strip(value)
    return result


def render(document: Any) -> str:
    """Write the document with sorted keys, a property, a parameter or a response to a line."""
    return _render(document, ()) + "\n"


def _render(node: Any, path: tuple[str, ...]) -> str:
    if not node or not isinstance(node, dict | list) or not any(_matches(path, spread) for spread in _SPREAD):
        return json.dumps(node, sort_keys=True, ensure_ascii=False)
    indent = " " * len(path)
    if isinstance(node, list):
        lines = [_render(item, (*path, "*")) for item in node]
        opening, closing = "[", "]"
    else:
        lines = [f"{json.dumps(key)}: {_render(node[key], (*path, key))}" for key in sorted(node)]
        opening, closing = "{", "}"
    body = ",\n".join(f"{indent} {line}" for line in lines)
    return f"{opening}\n{body}\n{indent}{closing}"


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(want in ("*", got) for got, want in zip(path, pattern, strict=True))
