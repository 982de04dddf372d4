"""What ends a run, in one line each."""

from __future__ import annotations


class GeneratorError(Exception):
    """The run cannot go on; the message is for the person who started it."""


class SpecError(GeneratorError):
    """The document is not what it claims to be, at the place that a JSON pointer names."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")


class NamingError(GeneratorError):
    """Two things of the document would get one name in C++."""
