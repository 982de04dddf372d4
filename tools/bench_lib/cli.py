"""The command line of tools/bench."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Collection, Sequence
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.drawing import Figures, panels, svg, table
from bench_lib.programs import bench_folder
from bench_lib.registry import all_benches
from bench_lib.results import Row, unmeasured
from bench_lib.table import render
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_DESCRIPTION = "Measures client-cpp beside its peers: the same data, in turn, in one run."

_EPILOG = """\
The peers and the data are built once, into ${XDG_CACHE_HOME:-~/.cache}/client-cpp/bench. Absolute figures are worth
something on a machine that does nothing else; ratios survive more.
"""

_OBJECTS = 10_000
_QUICK_OBJECTS = 1_000


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    benches = all_benches()
    if options.list:
        print(_listing(benches.values()))
        return 0
    if options.draw:
        return _draw(*options.draw)
    unknown = [name for name in options.names if name not in benches]
    if unknown:
        raise ToolError(f"there is no benchmark {unknown[0]!r}, but {', '.join(benches)}")
    if options.json and not options.json.parent.is_dir():
        raise ToolError(f"there is no folder {options.json.parent}")

    objects = options.count or (_QUICK_OBJECTS if options.quick else _OBJECTS)
    context = Context(data_folder=options.data or bench_folder() / "data", objects=objects, quick=options.quick)
    if options.data_only:
        data = context.pods()
        print(f"{data.sha256}  {data.path}")
        return 0

    rows: list[Row] = []
    unknown_goals: list[str] = []
    for name in options.names or benches:
        measured = benches[name].measure(context, benches[name])
        rows += measured
        if objects == _OBJECTS:  # goals name variants, some of them by their number of objects
            unknown_goals += [f"{name}: {goal.full()}" for goal in unmeasured(benches[name].goals, measured)]
    print(_conditions(context), render(rows), sep="\n\n")
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n")
    missed = sum(row.missed for row in rows)
    for goal in unknown_goals:
        say(f"tools/bench: nothing was measured for the goal of {goal}")
    if options.check and missed:
        say(f"tools/bench: {missed} of {sum(row.goal is not None for row in rows)} goals missed")
    return 1 if options.check and (missed or unknown_goals) else 0


def _draw(rows: Path, drawing: Path) -> int:
    try:
        figures = Figures(json.loads(rows.read_text(encoding="utf-8")))
        drawn = panels(figures)
        drawing.write_text(svg(drawn), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ToolError(f"{rows} cannot be drawn: {error}") from error
    print("\n\n".join(map(table, drawn)))
    return 0


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not positive")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools/bench",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="the benchmarks to run; all of them without one")
    parser.add_argument("--list", action="store_true", help="list the benchmarks and their goals")
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_OBJECTS:,} objects, and fewer repetitions")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed or nothing was measured for it")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows of the table to a file, too")
    parser.add_argument(
        "--draw",
        type=Path,
        nargs=2,
        metavar=("ROWS", "SVG"),
        help="draw what --json wrote about informers, print it as tables, and stop",
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the data are kept")
    parser.add_argument("--data-only", action="store_true", help="write the data, print digest and path, and stop")
    parser.add_argument("--count", type=_positive, metavar="N", help=f"so many objects, instead of {_OBJECTS:,}")
    return parser


def _listing(benches: Collection[Bench]) -> str:
    width = max(len(bench.name) for bench in benches) + 2
    lines = []
    for bench in benches:
        lines.append(f"{bench.name:<{width}}{bench.summary}")
        lines += [f"{'':<{width}}goal: {goal.full()}" for goal in bench.goals]
    return "\n".join(lines)


def _conditions(context: Context) -> str:
    """Everything that a figure depends on and that is not in the table."""
    facts = {"machine": f"{os.cpu_count()} x {_processor()}, load {os.getloadavg()[0]:.1f}"}
    for program, executable in context.programs.items():
        facts[program.name] = program.describe(executable)
    if context.data:
        data = context.data
        facts["data"] = f"{data.count:,} pods, {data.size:,} bytes of JSON, sha256 {data.sha256}"
    return "\n".join(f"{name:<12}{text}" for name, text in facts.items())


def _processor() -> str:
    try:
        cpuinfo = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        cpuinfo = ""
    models = [line.partition(":")[2].strip() for line in cpuinfo.splitlines() if line.startswith("model name")]
    return models[0] if models else platform.machine()
