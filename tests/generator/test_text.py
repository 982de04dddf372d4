"""Text of a specification never becomes code."""

from __future__ import annotations

import ast

import pytest
from k8sgen.lower.text import comment_lines, literal

HOSTILE = [
    "*/ int x; /*",
    'quote " quote',
    "line\nbreak\r\nand\rmore",
    "{{ 7 * 7 }} {% raw %}",
    'R"(raw)"',
    "trigraph ??/ and ??=",
    "ends with a backslash \\",
    "\u2028separator\u2029",
    "bidi \u202e reversed",
    "null \0 byte",
    "umlaut \u00e4, emoji \U0001f600",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_literal_is_one_line_of_ascii_that_says_the_same(text: str) -> None:
    written = literal(text)
    assert written.isascii()
    assert written.isprintable()
    assert "??" not in written
    # C++ and Python agree on these escapes, except that Python needs none for a question mark.
    assert ast.literal_eval("b" + written.replace("\\?", "?")).decode() == text


@pytest.mark.parametrize("text", HOSTILE)
def test_comment_lines_stay_comments(text: str) -> None:
    for line in comment_lines(text, 60):
        assert line.isprintable()
        assert not line.endswith(("\\", "??/"))
        assert not line.endswith(" ")


def test_comments_are_wrapped_at_words() -> None:
    assert comment_lines("one two three four", 9) == ("one two", "three", "four")


def test_comments_keep_paragraphs() -> None:
    assert comment_lines("\none\n\ntwo\n", 80) == ("one", "", "two")


def test_no_text_is_no_comment() -> None:
    assert comment_lines(" \n ", 80) == ()
