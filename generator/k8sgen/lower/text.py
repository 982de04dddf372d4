"""The only ways in which text of a specification gets into C++."""

from __future__ import annotations

import textwrap
import unicodedata


def literal(text: str) -> str:
    """A string literal of exactly that text, whatever is in it."""
    return '"' + "".join(_literal_byte(byte) for byte in text.encode("utf-8", "surrogatepass")) + '"'


def _literal_byte(byte: int) -> str:
    character = chr(byte)
    if character in '"\\?':
        return "\\" + character if character != "?" else "\\?"
    return character if 0x20 <= byte < 0x7F else f"\\{byte:03o}"


def comment_lines(text: str, width: int) -> tuple[str, ...]:
    """The text as lines that can stand behind `//`: wrapped, without characters that end a comment or hide what it says."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        words = "".join(_comment_character(character) for character in paragraph).split()
        lines += textwrap.wrap(" ".join(words), width, break_long_words=False, break_on_hyphens=False) or [""]
    return tuple(_without_splice(line) for line in _trimmed(lines))


def _comment_character(character: str) -> str:
    # Controls, line separators, and the invisible marks that turn the direction of text.
    return " " if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character


def _without_splice(line: str) -> str:
    """A backslash at the end of a line, or the trigraph for it, would pull the next line into the comment."""
    return line + "." if line.endswith(("\\", "??/")) else line


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0]:
        lines = lines[1:]
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines
