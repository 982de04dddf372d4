"""Figures of one run, as a table for a page and as a drawing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from testbed_lib.errors import ToolError

_OURS = "client-cpp"
_PEER = "client-go"
_COLORS = {_OURS: "#1f77b4", _PEER: "#d95f02"}
_DASHES = ("", "7 3", "2 3")
_WIDTH, _HEIGHT, _LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 460, 340, 62, 36, 270, 240
_SIZES = (1_000, 10_000, 100_000)
_HANDLERS = (1, 10, 100)
_MEGABYTE = 1e6


@dataclass(frozen=True)
class Line:
    program: str
    label: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    title: str
    horizontal: str
    lines: Sequence[Line]


class Figures:
    """The rows that `tools/bench --json` wrote, by metric and variant."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        self._values: dict[tuple[str, str, str], float] = {}
        for row in rows:
            if row["bench"] == "informers":
                self._values[row["metric"], row["variant"], _OURS] = row["ours"]
                self._values[row["metric"], row["variant"], row["peer"]] = row["theirs"]
        if not self._values:
            raise ToolError("there are no figures of informers: tools/bench informers --json FILE makes them")

    def find(self, metric: str, variant: str, program: str) -> float | None:
        return self._values.get((metric, variant, program))

    def line(self, program: str, label: str, at: Callable[[int], tuple[str, str]], xs: Sequence[int], **by: Any) -> Line:
        """`at` names metric and variant of a point; `by` how its value is drawn."""
        scale: Callable[[float, int], float] = by["scale"]
        points = []
        for x in xs:
            value = self.find(*at(x), program)
            if value is not None:
                points.append((float(x), scale(value, x)))
        return Line(program, label, points)


def panels(figures: Figures) -> list[Panel]:
    def seconds(per_second: float, objects: int) -> float:
        return objects / per_second

    def microseconds(each: float, objects: int) -> float:
        return each * objects / 1e6

    def megabytes(each: float, objects: int) -> float:
        return each * objects / _MEGABYTE

    def sync(wire: str, program: str, metric: str, scale: Callable[[float, int], float]) -> Line:
        return figures.line(program, f"{program}, {wire}", lambda n: (metric, f"{wire}-{n}"), _SIZES, scale=scale)

    def heap(program: str, label: str, way: str) -> Line:
        return figures.line(program, label, lambda n: ("heap_per_object", f"protobuf-{n}{way}"), _SIZES, scale=megabytes)

    def by_handlers(wire: str, program: str) -> Line:
        def at(number: int) -> tuple[str, str]:
            return "cpu_per_object", f"{wire}-10000" + (f"-handlers-{number}" if number > 1 else "")

        label = f"{program}, {wire}"
        return figures.line(program, label, at, _HANDLERS, scale=lambda each, _: microseconds(each, 10_000))

    each = [(wire, program) for program in (_OURS, _PEER) for wire in ("json", "protobuf")]
    return [
        Panel("First state, seconds", "pods", [sync(*who, "objects_per_second", seconds) for who in each]),
        Panel(
            "First state, seconds of processor",
            "pods",
            [sync(*who, "cpu_per_object", microseconds) for who in each],
        ),
        Panel(
            "Live heap, MB",
            "pods",
            [
                heap(_OURS, f"{_OURS}, whole", ""),
                heap(_OURS, f"{_OURS}, compact", "-compact"),
                heap(_OURS, f"{_OURS}, five fields", "-projected"),
                heap(_PEER, _PEER, ""),
            ],
        ),
        Panel(
            "10,000 pods, seconds of processor",
            "handlers",
            [by_handlers(*who) for who in each],
        ),
    ]


def table(panel: Panel) -> str:
    """In Markdown."""
    xs = sorted({x for line in panel.lines for x, _ in line.points})
    rows = [[panel.title, *(f"{x:,.0f} {panel.horizontal}" for x in xs)], ["---", *("---:" for _ in xs)]]
    for line in panel.lines:
        values = dict(line.points)
        rows.append([line.label, *(_number(values[x]) if x in values else "" for x in xs)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def svg(all_panels: Sequence[Panel]) -> str:
    width = _WIDTH * len(all_panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" width="{width}" height="{_HEIGHT}"'
        ' font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="white"/>',
    ]
    for number, panel in enumerate(all_panels):
        parts.append(f'<g transform="translate({number * _WIDTH + _LEFT} {_TOP})">')
        parts += _drawn(panel)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _drawn(panel: Panel) -> list[str]:
    """On axes that are logarithmic, both: the figures differ by orders of magnitude."""
    xs = [math.log10(x) for line in panel.lines for x, _ in line.points]
    ys = [math.log10(y) for line in panel.lines for _, y in line.points]
    if not xs:
        raise ToolError(f"there is nothing to draw under {panel.title!r}")
    low, high = math.floor(min(ys)), math.ceil(max(ys))
    left, right = min(xs), max(xs)

    def across(x: float) -> float:
        return (math.log10(x) - left) / max(right - left, 1) * _PLOT_WIDTH

    def down(y: float) -> float:
        return (high - math.log10(y)) / max(high - low, 1) * _PLOT_HEIGHT

    parts = [f'<text x="0" y="-14" font-size="13" font-weight="bold">{panel.title}</text>']
    for power in range(low, high + 1):
        y = down(10.0**power)
        parts.append(f'<path d="M0 {y:.1f}H{_PLOT_WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    for power in range(math.ceil(left), math.floor(right) + 1):
        x = across(10.0**power)
        parts.append(f'<path d="M{x:.1f} 0V{_PLOT_HEIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{_PLOT_HEIGHT + 16}" text-anchor="middle">{10**power:,}</text>')
    parts.append(f'<text x="{_PLOT_WIDTH / 2}" y="{_PLOT_HEIGHT + 34}" text-anchor="middle">{panel.horizontal}</text>')
    counts: dict[str, int] = {}
    last = -math.inf
    for line in sorted(panel.lines, key=lambda line: down(line.points[-1][1]) if line.points else math.inf):
        if not line.points:
            continue
        dash = _DASHES[counts.get(line.program, 0) % len(_DASHES)]
        counts[line.program] = counts.get(line.program, 0) + 1
        path = "L".join(f"{across(x):.1f} {down(y):.1f}" for x, y in line.points)
        color = _COLORS[line.program]
        parts.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2" stroke-dasharray="{dash}"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3" fill="{color}"/>' for x, y in line.points]
        last = max(down(line.points[-1][1]) + 4, last + 13)
        parts.append(f'<text x="{_PLOT_WIDTH + 8}" y="{last:.1f}" fill="{color}">{line.label}</text>')
    return parts


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
