"""The report, as text."""

from __future__ import annotations

from collections.abc import Sequence

from bench_lib.results import Row

_HEADINGS = ("bench", "metric", "variant", "unit", "ours", "peer", "theirs", "ratio", "goal", "")
_RIGHT_ALIGNED = {"ours", "theirs", "ratio"}


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _cells(row: Row) -> tuple[str, ...]:
    verdict = "" if row.goal is None else "MISSED" if row.missed else "ok"
    return (
        row.bench,
        row.metric,
        row.variant,
        row.unit,
        _number(row.ours),
        row.peer,
        _number(row.theirs),
        f"{row.ratio:.2f}",
        "" if row.goal is None else str(row.goal),
        verdict,
    )


def render(rows: Sequence[Row]) -> str:
    lines = [_HEADINGS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]

    def align(cell: str, heading: str, width: int) -> str:
        return cell.rjust(width) if heading in _RIGHT_ALIGNED else cell.ljust(width)

    return "\n".join("  ".join(map(align, line, _HEADINGS, widths)).rstrip() for line in lines)
