"""Random numbers that are the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_MASK = (1 << 64) - 1

# The alphabet of Kubernetes' own name suffixes: no vowels, so that no word comes out.
_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


class Random:
    """SplitMix64: the standard library promises no stable choices from one Python version to the next."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK

    def next(self) -> int:
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def below(self, bound: int) -> int:
        return self.next() % bound

    def chance(self, percent: int) -> bool:
        return self.below(100) < percent

    def pick(self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """`count` different ones, in their own order."""
        rest = list(range(len(values)))
        taken = [rest.pop(self.below(len(rest))) for _ in range(min(count, len(values)))]
        return [values[index] for index in sorted(taken)]

    def hex(self, digits: int) -> str:
        return "".join(f"{self.next():016x}" for _ in range((digits + 15) // 16))[:digits]

    def suffix(self, length: int) -> str:
        return "".join(self.pick(_ALPHABET) for _ in range(length))

    def uid(self) -> str:
        text = self.hex(32)
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{self.pick('89ab')}{text[17:20]}-{text[20:]}"
