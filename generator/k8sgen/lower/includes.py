"""The one place that orders includes."""

from __future__ import annotations

from collections.abc import Iterable

from k8sgen.lower.model import Includes


def includes(headers: Iterable[str]) -> Includes:
    """Headers of the standard library are given with their angle brackets."""
    distinct = sorted(set(headers))
    return Includes(
        standard=tuple(header for header in distinct if header.startswith("<")),
        library=tuple(f"<{header}>" for header in distinct if not header.startswith("<")),
    )
