"""JSON as RFC 8259 has it: Python also takes numbers that are none, and the last of two members with one name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import NoReturn, cast

from k8sgen.errors import SpecError
from k8sgen.spec.model import JsonValue
from k8sgen.spec.reader import below


def parse_json(text: bytes) -> JsonValue:
    doubled: list[tuple[dict[str, JsonValue], str]] = []

    def members(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        found = dict(pairs)
        if len(found) != len(pairs):
            doubled.append((found, _first_of_two(pairs)))
        return found

    try:
        root = cast(JsonValue, json.loads(text, object_pairs_hook=members, parse_constant=_reject_constant))
    except RecursionError:
        raise SpecError("", "the JSON is nested too deep") from None
    except UnicodeDecodeError as error:
        raise SpecError("", f"not UTF-8: {error.reason} at byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise SpecError("", f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    if doubled:
        # The last one ended last, so no other lost it: it is still in the document.
        holder, name = doubled[-1]
        pointer = next(pointer for pointer, value in _values(root) if value is holder)
        raise SpecError(below(pointer, name), "is there twice")
    return root


def _first_of_two(pairs: list[tuple[str, JsonValue]]) -> str:
    counts = Counter(name for name, _ in pairs)
    return next(name for name, count in counts.items() if count > 1)


def _reject_constant(constant: str) -> NoReturn:
    raise SpecError("", f"{constant} is not JSON")


def _values(root: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """Everything in a document, with its place."""
    waiting: list[tuple[str, JsonValue]] = [("", root)]
    while waiting:
        pointer, value = waiting.pop()
        yield pointer, value
        if isinstance(value, dict):
            waiting += ((below(pointer, name), inner) for name, inner in value.items())
        elif isinstance(value, list):
            waiting += ((f"{pointer}/{index}", inner) for index, inner in enumerate(value))
