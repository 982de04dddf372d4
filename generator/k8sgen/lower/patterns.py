"""Patterns: from a regular expression in the syntax of Go (RE2) to the steps of an automaton.

The steps are walked all at once, so that a match takes time in the length of the text. What this does not know, or what takes
more steps than anyone writes by hand, is told, and left to the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

_MOST_STEPS = 4000
_DEEPEST = 100
_MOST_REPEATS = 1000
_LAST = 0x10FFFF

Range: TypeAlias = tuple[int, int]


class Op(Enum):
    CLASS = "kClass"
    SPLIT = "kSplit"
    JUMP = "kJump"
    BEGIN = "kBegin"
    END = "kEnd"
    WORD_BOUNDARY = "kWordBoundary"
    NO_WORD_BOUNDARY = "kNoWordBoundary"
    MATCH = "kMatch"


@dataclass(frozen=True, slots=True)
class Step:
    op: Op
    a: int = 0
    b: int = 0


@dataclass(frozen=True, slots=True)
class Automaton:
    steps: tuple[Step, ...]
    ranges: tuple[Range, ...]


class PatternError(Exception):
    """Why a pattern is not translated."""


# What a pattern is made of.


@dataclass(frozen=True, slots=True)
class _Class:
    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class _Empty:
    """A place, not a character."""

    op: Op


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    parts: tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Node
    least: int
    most: int | None


_Node: TypeAlias = _Class | _Empty | _Sequence | _Choice | _Repeat

_DIGIT: list[Range] = [(0x30, 0x39)]
_SPACE: list[Range] = [(0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)]
_WORD: list[Range] = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
_PERL = {"d": _DIGIT, "s": _SPACE, "w": _WORD}
_POSIX = {
    "alnum": [(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)],
    "alpha": [(0x41, 0x5A), (0x61, 0x7A)],
    "ascii": [(0x00, 0x7F)],
    "blank": [(0x09, 0x09), (0x20, 0x20)],
    "cntrl": [(0x00, 0x1F), (0x7F, 0x7F)],
    "digit": _DIGIT,
    "graph": [(0x21, 0x7E)],
    "lower": [(0x61, 0x7A)],
    "print": [(0x20, 0x7E)],
    "punct": [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)],
    "space": [(0x09, 0x0D), (0x20, 0x20)],
    "upper": [(0x41, 0x5A)],
    "word": _WORD,
    "xdigit": [(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
}
_CONTROLS = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_PLACES = {"A": Op.BEGIN, "z": Op.END, "b": Op.WORD_BOUNDARY, "B": Op.NO_WORD_BOUNDARY}


def translate(pattern: str) -> Automaton:
    """Raises PatternError."""
    root = _Parser(pattern).parse()
    size = _size(root) + 1
    if size > _MOST_STEPS:
        raise PatternError(f"takes {size} steps, more than {_MOST_STEPS}")
    builder = _Builder()
    builder.add(root)
    return builder.finish()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._ignores_case = False
        self._dot_takes_newline = False

    def parse(self) -> _Node:
        node = self._choice()
        if self._at < len(self._text):
            raise PatternError("has a closing parenthesis too many")
        return node

    def _peek(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""

    def _accept(self, expected: str) -> bool:
        if not self._text.startswith(expected, self._at):
            return False
        self._at += len(expected)
        return True

    def _take(self) -> str:
        if self._at == len(self._text):
            raise PatternError("ends too early")
        self._at += 1
        return self._text[self._at - 1]

    def _choice(self) -> _Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternError("is nested too deep")
        flags = self._ignores_case, self._dot_takes_newline
        parts = [self._sequence()]
        while self._accept("|"):
            parts.append(self._sequence())
        self._ignores_case, self._dot_takes_newline = flags
        self._depth -= 1
        return parts[0] if len(parts) == 1 else _Choice(tuple(parts))

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self._peek() not in ("", "|", ")"):
            if self._accept("\\Q"):
                quoted, end, _ = self._text[self._at :].partition("\\E")
                self._at += len(quoted) + len(end)
                parts += [self._literal(ord(character)) for character in quoted]
                if parts:
                    parts.append(self._repeated(parts.pop()))  # what comes next repeats the last character
                continue
            atom = self._atom()
            if atom is not None:
                parts.append(self._repeated(atom))
        return _Sequence(tuple(parts))

    def _repeated(self, part: _Node) -> _Node:
        repeats = 0
        while (bounds := self._bounds()) is not None:
            self._accept("?")  # as few as possible: the same texts match
            repeats += 1
            if repeats > 1:
                raise PatternError("repeats a repetition")
            part = _Repeat(part, *bounds)
        return part

    def _bounds(self) -> tuple[int, int | None] | None:
        for symbol, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._accept(symbol):
                return bounds
        if self._peek() != "{":
            return None
        inside, end, _ = self._text[self._at + 1 :].partition("}")
        least, comma, most = inside.partition(",")
        if not end or not _is_count(least) or (most and not _is_count(most)):
            return None  # a brace like any other character
        self._at += len(inside) + 2
        low = int(least)
        high = low if not comma else int(most) if most else None
        if max(low, high or 0) > _MOST_REPEATS or (high is not None and high < low):
            raise PatternError(f"repeats {{{inside}}} times")
        return low, high

    def _atom(self) -> _Node | None:
        character = self._take()
        match character:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case ".":
                return _Class(tuple(_negated([] if self._dot_takes_newline else [(0x0A, 0x0A)])))
            case "^":
                return _Empty(Op.BEGIN)
            case "$":
                return _Empty(Op.END)
            case "*" | "+" | "?":
                raise PatternError("repeats nothing")
            case "\\":
                return self._escape()
            case _:
                return self._literal(ord(character))

    def _group(self) -> _Node | None:
        flags = self._ignores_case, self._dot_takes_newline
        if self._accept("?P<") or self._accept("?<"):
            name, end, _ = self._text[self._at :].partition(">")
            if not end or not name.isidentifier():
                raise PatternError("has a group without a name, or one that looks around")
            self._at += len(name) + 1
        elif self._accept("?") and not self._accept(":") and self._flags():
            return None  # they hold to the end of the group around
        node = self._choice()
        self._ignores_case, self._dot_takes_newline = flags
        if not self._accept(")"):
            raise PatternError("has an open parenthesis")
        return node

    def _flags(self) -> bool:
        """Whether that was all of the parentheses."""
        value = True
        while True:
            character = self._take()
            match character:
                case "i":
                    self._ignores_case = value
                case "s":
                    self._dot_takes_newline = value
                case "U":
                    pass  # as few as possible: the same texts match
                case "-" if value:
                    value = False
                case ")" | ":":
                    return character == ")"
                case _:
                    raise PatternError(f"has the group (?{character}, which is not supported")

    def _escape(self) -> _Node:
        character = self._peek()
        if character in _PLACES and character:
            self._at += 1
            return _Empty(_PLACES[character])
        if found := self._perl_class():
            return _Class(tuple(found))
        return self._literal(self._escaped())

    def _perl_class(self) -> list[Range] | None:
        character = self._peek()
        if character.lower() not in _PERL:
            return None
        self._at += 1
        ranges = _PERL[character.lower()]
        return _negated(ranges) if character.isupper() else list(ranges)

    def _escaped(self) -> int:
        """The character that an escape stands for."""
        character = self._take()
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character == "x":
            return self._hexadecimal()
        if character.isalnum() or ord(character) >= 0x80:
            raise PatternError(f"has the escape \\{character}, which is not supported")
        return ord(character)

    def _hexadecimal(self) -> int:
        if self._accept("{"):
            digits, end, _ = self._text[self._at :].partition("}")
            self._at += len(digits) + len(end)
        else:
            digits = self._text[self._at : self._at + 2]
            self._at += 2
            end = "}" if len(digits) == 2 else ""
        if not end or not digits or len(digits) > 6 or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            raise PatternError("has an escape \\x without a number")
        if (code := int(digits, 16)) > _LAST:
            raise PatternError("has an escape \\x beyond all characters")
        return code

    def _class(self) -> _Node:
        negated = self._accept("^")
        ranges: list[Range] = []
        while True:
            if self._peek() == "]" and ranges:
                self._at += 1
                break
            ranges += self._class_part()
        ranges = self._folded(ranges)
        return _Class(tuple(_negated(ranges) if negated else _merged(ranges)))

    def _class_part(self) -> list[Range]:
        if self._accept("[:"):
            name, end, _ = self._text[self._at :].partition(":]")
            ranges = _POSIX.get(name.removeprefix("^"))
            if not end or ranges is None:
                raise PatternError(f"has the class [:{name[:20]}:], which is not supported")
            self._at += len(name) + 2
            return _negated(ranges) if name.startswith("^") else list(ranges)
        if self._peek() == "\\":
            self._at += 1
            if found := self._perl_class():
                return found
            first = self._escaped()
        else:
            first = ord(self._take())
        last = first
        if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
            self._at += 1
            last = self._escaped() if self._accept("\\") else ord(self._take())
        if last < first:
            raise PatternError("has a class with a range backwards")
        return [(first, last)]

    def _literal(self, code: int) -> _Class:
        return _Class(tuple(_merged(self._folded([(code, code)]))))

    def _folded(self, ranges: list[Range]) -> list[Range]:
        """With the other case of letters, of which those beyond ASCII are not supported."""
        if not self._ignores_case:
            return ranges
        if any(last >= 0x80 for _, last in ranges):
            raise PatternError("ignores the case of characters beyond ASCII, which is not supported")
        folded = list(ranges)
        for first, last in ranges:
            for low, high, shift in ((0x41, 0x5A, 0x20), (0x61, 0x7A, -0x20)):
                if max(first, low) <= min(last, high):
                    folded.append((max(first, low) + shift, min(last, high) + shift))
            # These two fold to characters beyond ASCII as well.
            folded += [(other, other) for letter, other in ((0x6B, 0x212A), (0x73, 0x17F)) if _has(ranges, letter)]
        return folded


def _has(ranges: Iterable[Range], lower: int) -> bool:
    return any(first <= code <= last for first, last in ranges for code in (lower, lower - 0x20))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _merged(ranges: Iterable[Range]) -> list[Range]:
    """In ascending order, none touching another."""
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def _negated(ranges: Iterable[Range]) -> list[Range]:
    result: list[Range] = []
    after = 0
    for first, last in _merged(ranges):
        if after < first:
            result.append((after, first - 1))
        after = last + 1
    if after <= _LAST:
        result.append((after, _LAST))
    return result


def _size(node: _Node) -> int:
    """How many steps there will be: looked at before there are any."""
    match node:
        case _Class() | _Empty():
            return 1
        case _Sequence(parts):
            return sum(map(_size, parts))
        case _Choice(parts):
            return sum(map(_size, parts)) + 2 * (len(parts) - 1)
        case _Repeat(part, least, most):
            once = _size(part)
            return once * least + (once + 2 if most is None else (once + 1) * (most - least))


class _Builder:
    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._ranges: list[Range] = []
        self._places: dict[tuple[Range, ...], int] = {}

    def finish(self) -> Automaton:
        self._steps.append(Step(Op.MATCH))
        if len(self._ranges) > _MOST_STEPS:
            raise PatternError("has too many classes of characters")
        return Automaton(tuple(self._steps), tuple(self._ranges))

    def add(self, node: _Node) -> None:
        match node:
            case _Class(ranges):
                place = self._place(ranges)
                self._steps.append(Step(Op.CLASS, place, place + len(ranges)))
            case _Empty(op):
                self._steps.append(Step(op))
            case _Sequence(parts):
                for part in parts:
                    self.add(part)
            case _Choice(parts):
                self._add_choice(parts)
            case _Repeat(part, least, most):
                for _ in range(least):
                    self.add(part)
                if most is None:
                    self._add_loop(part)
                else:
                    self._add_optional(part, most - least)

    def _place(self, ranges: tuple[Range, ...]) -> int:
        if ranges not in self._places:
            self._places[ranges] = len(self._ranges)
            self._ranges += ranges
        return self._places[ranges]

    def _add_choice(self, parts: tuple[_Node, ...]) -> None:
        jumps: list[int] = []
        for part in parts[:-1]:
            split = self._reserve()
            self.add(part)
            jumps.append(self._reserve())
            self._steps[split] = Step(Op.SPLIT, split + 1, len(self._steps))
        self.add(parts[-1])
        for jump in jumps:
            self._steps[jump] = Step(Op.JUMP, len(self._steps))

    def _add_loop(self, part: _Node) -> None:
        split = self._reserve()
        self.add(part)
        self._steps.append(Step(Op.JUMP, split))
        self._steps[split] = Step(Op.SPLIT, split + 1, len(self._steps))

    def _add_optional(self, part: _Node, times: int) -> None:
        splits: list[int] = []
        for _ in range(times):
            splits.append(self._reserve())
            self.add(part)
        for split in splits:
            self._steps[split] = Step(Op.SPLIT, split + 1, len(self._steps))

    def _reserve(self) -> int:
        self._steps.append(Step(Op.JUMP))
        return len(self._steps) - 1
