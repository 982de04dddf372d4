"""Typed access to parsed JSON, with a JSON pointer for every complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from k8sgen.errors import SpecError
from k8sgen.spec.model import JsonValue

JsonObject = Mapping[str, JsonValue]


def below(pointer: str, key: str) -> str:
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


@dataclass
class Novelties:
    """Keywords, formats and extensions that the generator was never told about.

    In a committed document each must be decided by a person, so it is an error. A document from someone's cluster may hold
    whatever their custom resources say, so there it is a warning, one for each kind of novelty.
    """

    strict: bool
    _first: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def note(self, pointer: str, what: str) -> None:
        if self.strict:
            raise SpecError(pointer, f"{what} is unknown to the generator: decide what it means")
        self._first.setdefault(what, pointer)
        self._counts[what] = self._counts.get(what, 0) + 1

    def warnings(self) -> list[str]:
        return [f"{what} is ignored ({self._counts[what]} times, first at {pointer})" for what, pointer in self._first.items()]


def as_object(value: JsonValue, pointer: str) -> JsonObject:
    if not isinstance(value, dict):
        raise SpecError(pointer, f"expected an object, found {_kind(value)}")
    return value


def as_list(value: JsonValue, pointer: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise SpecError(pointer, f"expected a list, found {_kind(value)}")
    return value


def as_string(value: JsonValue, pointer: str) -> str:
    if not isinstance(value, str):
        raise SpecError(pointer, f"expected a string, found {_kind(value)}")
    return value


def as_bool(value: JsonValue, pointer: str) -> bool:
    if not isinstance(value, bool):
        raise SpecError(pointer, f"expected true or false, found {_kind(value)}")
    return value


def string_member(holder: JsonObject, key: str, pointer: str) -> str:
    """The text under a key; empty if there is none."""
    return as_string(holder[key], below(pointer, key)) if key in holder else ""


def strings_member(holder: JsonObject, key: str, pointer: str) -> tuple[str, ...]:
    """The texts in the list under a key; none if there is no such key."""
    if key not in holder:
        return ()
    at = below(pointer, key)
    return tuple(as_string(item, at) for item in as_list(holder[key], at))


def _kind(value: JsonValue) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
