"""Breaking lines of C++ that would be too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_WIDTH = 128


def fit(head: str, items: Sequence[str], tail: str, indent: int = 0, separator: str = ", ") -> str:
    """`head item, item tail` in one line if it fits, else filled lines behind the head, or, if that is too far, below it."""
    start = " " * indent + head
    whole = start + separator.join(items) + tail
    if len(whole) <= _WIDTH:
        return whole
    pieces = [item + separator.rstrip() for item in items[:-1]] + [items[-1] + tail]
    column = len(start)
    if column + max(map(len, pieces)) <= _WIDTH:
        return start + _filled(pieces, column).lstrip()
    return start.rstrip() + "\n" + _filled(pieces, indent + 4)


def assign(left: str, right: str, indent: int = 0) -> str:
    """`left = right`, on two lines if need be."""
    return fit(f"{left} = ", [right], ";", indent)


def _filled(pieces: Iterable[str], column: int) -> str:
    margin = " " * column
    lines: list[str] = []
    for piece in pieces:
        if lines and len(lines[-1]) + 1 + len(piece) <= _WIDTH:
            lines[-1] += " " + piece
        else:
            lines.append(margin + piece)
    return "\n".join(lines)
