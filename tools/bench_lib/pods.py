"""A deterministic v1 PodList, spelled byte for byte as an API server prints one.

What a decoder meets in a real cluster is imitated, because it decides what is measured: the pods of one ReplicaSet
share labels, owner and the shape of their spec and differ in names, uids, addresses, nodes and times; managedFields
are about a third of a pod; the members stand in the order of the Go structs; `<`, `>` and `&` are escaped as
Go's encoder escapes them. client-go, decoding and encoding the list again, gives back the same bytes.

Pod number n depends on n alone, so a shorter list is a prefix of a longer one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

PODS_PER_REPLICA_SET = 20
NODES = 250

_ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
_EPOCH = datetime(2026, 3, 2, 6, 0, 0, tzinfo=UTC)
_MASK = (1 << 64) - 1


class Random:
    """SplitMix64. The standard library promises no stable sequence for its own choices between Python versions."""

    def __init__(self, seed: int) -> None:
        self._state = seed & _MASK
        # Neighbouring seeds give correlated first numbers.
        self.next()
        self._state ^= self.next()

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

    def pick[T](self, values: Sequence[T]) -> T:
        return values[self.below(len(values))]

    def hex(self, digits: int) -> str:
        words = "".join(f"{self.next():016x}" for _ in range((digits + 15) // 16))
        return words[:digits]

    def suffix(self, length: int) -> str:
        return "".join(self.pick(_ALPHABET) for _ in range(length))

    def uid(self) -> str:
        text = self.hex(32)
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[self.below(4)]}{text[17:20]}-{text[20:]}"
