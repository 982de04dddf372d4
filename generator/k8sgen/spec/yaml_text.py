"""YAML as kubectl reads manifests: documents of plain JSON values, told by place when they are not.

Read from the events of a parser, so that depth, size and repeated keys are looked at before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from k8sgen.errors import GeneratorError
from k8sgen.spec.model import JsonValue

_MAX_VALUES = 1_000_000
_MAX_DEPTH = 512

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y")
_FALSE = re.compile(r"false|False|FALSE|no|No|NO|off|Off|OFF|n|N")
_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(0[xX](?P<x>[0-9a-fA-F]{1,30})|0[bB](?P<b>[01]{1,64})|0[oO]?(?P<o>[0-7]{1,30})|(?P<d>0|[1-9][0-9]{0,30}))"
)
_BASES = {"x": 16, "b": 2, "o": 8, "d": 10}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


def parse_yaml(text: bytes, name: str) -> list[JsonValue]:
    """The documents of a text; those that say nothing are left out. `name` is what an error calls the text."""
    try:
        import yaml  # noqa: PLC0415  what is generated from JSON does without it
    except ImportError:
        raise GeneratorError(f"{name} is YAML: reading it takes the Python package PyYAML") from None
    try:
        decoded = text.decode()
    except UnicodeDecodeError as error:
        raise GeneratorError(f"{name}: not UTF-8: {error.reason} at byte {error.start}") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(_Builder(yaml, name).documents(yaml.parse(decoded, Loader=loader)))
    except yaml.YAMLError as error:
        raise GeneratorError(f"{name} is not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise GeneratorError(f"{name} is nested too deep") from None


class _Builder:
    def __init__(self, yaml: Any, name: str) -> None:
        self._yaml = yaml
        self._name = name
        self._values = 0

    def documents(self, events: Iterator[Any]) -> Iterator[JsonValue]:
        for event in events:
            if isinstance(event, self._yaml.DocumentStartEvent):
                root = self._document(events)
                if root is not None:
                    yield root

    def _document(self, events: Iterator[Any]) -> JsonValue:
        """Without recursion: the open lists and objects are on a stack, an object with the key that waits for its value."""
        yaml = self._yaml
        holders: list[tuple[Any, list[str]]] = []
        root: list[JsonValue] = []
        for event in events:
            if isinstance(event, yaml.DocumentEndEvent):
                break
            if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
                holders.pop()
                continue
            value = self._value(event)
            self._put(event, value, holders, root)
            if isinstance(value, list | dict):
                holders.append((value, []))
                if len(holders) > _MAX_DEPTH:
                    self._refuse(event, f"nested more than {_MAX_DEPTH} deep")
        return root[0] if root else None

    def _put(self, event: Any, value: JsonValue, holders: list[tuple[Any, list[str]]], root: list[JsonValue]) -> None:
        if not holders:
            root.append(value)
            return
        holder, key = holders[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif key:
            holder[key.pop()] = value
        else:
            text = self._key(event, value)
            if text in holder:
                self._refuse(event, f"the key {text!r} is there twice")
            key.append(text)

    def _key(self, event: Any, value: JsonValue) -> str:
        """As kubectl has it: `on` is "true", and 0x10 is "16"."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, str | int):
            return str(value)
        what = {float: "a number with a fraction: put it into quotes", type(None): "null"}.get(type(value), "no text")
        return self._refuse(event, f"a key that is {what}")

    def _value(self, event: Any) -> JsonValue:
        self._values += 1
        if self._values > _MAX_VALUES:
            self._refuse(event, f"more than {_MAX_VALUES} values")
        if isinstance(event, self._yaml.AliasEvent):
            self._refuse(event, "an alias: write out what it stands for")
        if isinstance(event, self._yaml.SequenceStartEvent):
            return []
        if isinstance(event, self._yaml.MappingStartEvent):
            return {}
        return _scalar(event.value) if event.implicit[0] else str(event.value)

    def _refuse(self, event: Any, problem: str) -> NoReturn:
        mark = event.start_mark
        raise GeneratorError(f"{self._name}: {problem}, at line {mark.line + 1}, column {mark.column + 1}")


def _scalar(text: str) -> JsonValue:
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text):
        return True
    if _FALSE.fullmatch(text):
        return False
    plain = text.replace("_", "") if not text.startswith("_") else text
    if found := _INTEGER.fullmatch(plain):
        return _integer(found)
    return float(plain) if _FLOAT.fullmatch(plain) else text


def _integer(found: re.Match[str]) -> int:
    base = next(name for name in _BASES if found[name])
    return int(found["sign"] + found[base], _BASES[base])
