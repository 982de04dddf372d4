"""Patterns: what the automata take, beside what Python's expressions take where both mean the same."""

from __future__ import annotations

import random
import re

import pytest
from k8sgen.lower.patterns import Automaton, Op, PatternError, translate

_CHARACTERS = "ab1-_. \nä"
_ATOMS = [
    "a",
    "b",
    "1",
    "-",
    r"\.",
    "_",
    "ä",
    "[a-b]",
    "[^a]",
    r"\d",
    r"\w",
    ".",
    "[-a]",
    r"[\d_]",
    r"\s",
    r"\W",
    "^",
    r"\b",
    "(?s:.)",
]
_REPEATS = ["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?"]


def matches(automaton: Automaton, text: str) -> bool:
    """As the runtime does it: all ways at once."""
    waiting: set[int] = set()
    for at in range(len(text) + 1):
        reached = _closure(automaton, waiting | {0}, text, at)
        if any(automaton.steps[step].op is Op.MATCH for step in reached):
            return True
        code = ord(text[at]) if at < len(text) else -1
        waiting = {step + 1 for step in reached if _takes(automaton, step, code)}
    return False


def _takes(automaton: Automaton, number: int, code: int) -> bool:
    step = automaton.steps[number]
    return step.op is Op.CLASS and any(first <= code <= last for first, last in automaton.ranges[step.a : step.b])


def _closure(automaton: Automaton, steps: set[int], text: str, at: int) -> set[int]:
    at_boundary = _is_word(text[at - 1 : at] if at else "") != _is_word(text[at : at + 1])
    holds = {Op.BEGIN: at == 0, Op.END: at == len(text), Op.WORD_BOUNDARY: at_boundary, Op.NO_WORD_BOUNDARY: not at_boundary}
    reached: set[int] = set()
    pending = list(steps)
    while pending:
        number = pending.pop()
        if number in reached:
            continue
        reached.add(number)
        step = automaton.steps[number]
        if step.op is Op.SPLIT:
            pending += [step.a, step.b]
        elif step.op is Op.JUMP:
            pending.append(step.a)
        elif holds.get(step.op, False):
            pending.append(number + 1)
    return reached


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _drawn(drawing: random.Random, depth: int) -> str:
    match drawing.randrange(5) if depth else 0:
        case 0:
            return drawing.choice(_ATOMS)
        case 1:
            return f"(?:{_drawn(drawing, depth - 1)}|{_drawn(drawing, depth - 1)})"
        case 2:
            return f"(?:{_drawn(drawing, depth - 1)}){drawing.choice(_REPEATS)}"
        case _:
            return _drawn(drawing, depth - 1) + _drawn(drawing, depth - 1)


def test_they_take_what_the_expression_takes() -> None:
    drawing = random.Random(20)  # noqa: S311  nothing secret
    for _ in range(3000):
        pattern = _drawn(drawing, 4)
        automaton = translate(pattern)
        expression = re.compile(pattern, re.ASCII)
        for _ in range(4):
            text = "".join(drawing.choice(_CHARACTERS) for _ in range(drawing.randrange(7)))
            assert matches(automaton, text) == bool(expression.search(text)), (pattern, text)


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "web-0", "web-"),
        (r"\Aa\z", "a", "a\n"),
        ("a$", "a", "a\n"),
        ("(?i)abc", "xABCx", "acb"),
        ("(?i:k)l", "\u212al", "KL"),
        ("(?P<name>a)(?<other>b)", "ab", "a"),
        (r"\Q.*\E+", ".**", ".a"),
        ("^[[:alpha:]_]+$", "a_", "1"),
        ("^[^[:^digit:]]$", "7", "a"),
        (r"^\x41\x{1F600}$", "A\U0001f600", "A"),
        ("a{,2}", "a{,2}", "aa"),
        ("^[]a]$", "]", "b"),
        ("^[a-]$", "-", "b"),
        (r"^[\w.]+@x\.io$", "me.too@x.io", "me@x-io"),
        ("", "anything", None),
    ],
)
def test_the_syntax_is_that_of_go(pattern: str, yes: str, no: str | None) -> None:
    automaton = translate(pattern)
    assert matches(automaton, yes)
    assert no is None or not matches(automaton, no)


@pytest.mark.parametrize(
    "pattern",
    [
        "(", "a)", "[", "[a", "a**", "*a", "(?=a)", "(?<!a)", "(?m)^a$", r"\pL", r"\1", "\\", "[z-a]", "[[:letters:]]", r"\xZZ",
        r"\x{110000}", "a{1001}", "((a{1000}){1000})", "(" * 5000, "(?i)[ä-ö]", "a|" * 4000,
    ],
)  # fmt: skip
def test_what_is_no_expression_or_too_large_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        translate(pattern)
