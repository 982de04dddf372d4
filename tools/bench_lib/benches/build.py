"""What the library costs those who build it, and those who compile against it."""

from __future__ import annotations

import json
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_lib.bench import Bench, Context
from bench_lib.programs import REPOSITORY, bench_folder, build_targets, cmake_cache, configure
from bench_lib.results import Goal, Row, Sample, compare
from process_lib.processes import run
from testbed_lib.command import say
from testbed_lib.errors import ToolError

_LAUNCHER = Path(__file__).resolve().parents[1] / "compile_launcher.py"
_EXAMPLE = REPOSITORY / "examples" / "list_pods.cc"
_STANDARD_HEADERS = ("string", "vector", "map", "optional", "memory")

# Those of a small machine: what builds there builds anywhere.
_JOBS = 2

_GENERATE = "whole specification"
_RELEASE = f"release, {_JOBS} jobs"

_LIMIT = "limit"
_STD_HEADERS = "std-headers"
_LIMITS = (
    Sample("generate_seconds", _GENERATE, "s", 2),
    Sample("library_seconds", _RELEASE, "s", 240),
    Sample("peak_rss_per_source", _RELEASE, "MB", 800),
)


@dataclass(frozen=True)
class Compilation:
    """One line of what the compiler launcher writes."""

    source: str
    seconds: float
    peak_megabytes: float


def parse_compilations(log: str) -> list[Compilation]:
    entries = map(json.loads, log.splitlines())
    return [Compilation(entry["source"], entry["seconds"], entry["peak_kilobytes"] / 1000) for entry in entries]


def object_command(arguments: Sequence[str], compiler: str, source: Path, output: Path) -> list[str]:
    """The command of a compilation database, for another source and output, and without what launches the compiler."""
    names = [Path(argument).name for argument in arguments]  # the cache may have a name where the command has a path
    if Path(compiler).name not in names or "-o" not in arguments or "-c" not in arguments:
        raise ToolError(f"the command of a compilation is not understood: {shlex.join(arguments)}")
    command = list(arguments[names.index(Path(compiler).name) :])
    command[command.index("-o") + 1] = str(output)
    command[command.index("-c") + 1] = str(source)
    return command


def _seconds(command: Sequence[str | Path], what: str, folder: Path) -> float:
    started = time.monotonic()
    run(command, what=what, folder=folder)
    return time.monotonic() - started


def _generator(context: Context, name: str, scratch: Path) -> list[Sample]:
    say(f"{name}: running the generator")
    command: list[str | Path] = [sys.executable, REPOSITORY / "tools" / "generate"]
    command += ["--output", scratch / "generated"]
    seconds = min(_seconds(command, "tools/generate", REPOSITORY) for _ in range(context.effort.rounds))
    return [Sample("generate_seconds", _GENERATE, "s", seconds)]


def _library(name: str, build: Path, log: Path) -> list[Sample]:
    say(f"{name}: building the library from nothing with {_JOBS} jobs")
    started = time.monotonic()
    build_targets(build, _JOBS)
    seconds = time.monotonic() - started
    compilations = sorted(parse_compilations(log.read_text()), key=lambda each: each.peak_megabytes, reverse=True)
    if not compilations:
        raise ToolError(f"{name}: the build of the library compiled nothing")
    say(f"{name}: {len(compilations)} sources in {seconds:.0f} s; those that took the most memory:")
    for each in compilations[:5]:
        say(f"  {each.peak_megabytes:5.0f} MB {each.seconds:6.1f} s  {Path(each.source).name}")
    return [
        Sample("library_seconds", _RELEASE, "s", seconds),
        Sample("peak_rss_per_source", _RELEASE, "MB", compilations[0].peak_megabytes),
    ]


def _example(context: Context, name: str, build: Path, scratch: Path) -> tuple[Sample, Sample]:
    """The time that the example takes to compile, and a program of standard headers."""
    say(f"{name}: compiling {_EXAMPLE.name} beside a program of standard headers")
    entries = json.loads((build / "compile_commands.json").read_text())
    entry = next((entry for entry in entries if Path(entry["file"]) == _EXAMPLE), None)
    if entry is None:
        raise ToolError(f"{name}: no target compiles {_EXAMPLE}")
    plain = scratch / "standard_headers.cc"
    plain.write_text("".join(f"#include <{header}>\n" for header in _STANDARD_HEADERS) + "int main() {}\n")
    compiler = cmake_cache(build)["CMAKE_CXX_COMPILER"]
    times: dict[Path, list[float]] = {_EXAMPLE: [], plain: []}
    for _ in range(context.effort.rounds):
        for source, of_source in times.items():
            command = object_command(shlex.split(entry["command"]), compiler, source, scratch / "program.o")
            of_source.append(_seconds(command, f"compiling {source.name}", Path(entry["directory"])))
    ours, theirs = (Sample("compile_seconds", _EXAMPLE.name, "s", min(times[source])) for source in (_EXAMPLE, plain))
    return ours, theirs


def _measure(context: Context, bench: Bench) -> list[Row]:
    bench_folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="build-", dir=bench_folder()) as name:
        scratch = Path(name)
        build, log = scratch / "build", scratch / "compilations.jsonl"
        launcher = f"CMAKE_CXX_COMPILER_LAUNCHER={sys.executable};-S;-E;{_LAUNCHER};{log}"
        library_only = ("K8S_BUILD_TESTS=OFF", "K8S_BUILD_BENCHMARKS=OFF")
        ours = _generator(context, bench.name, scratch)
        if context.quick:
            say(f"{bench.name}: the library is not built from nothing in a quick run")
        else:
            configure(build, launcher, *library_only, "K8S_BUILD_EXAMPLES=OFF")
            ours += _library(bench.name, build, log)
        configure(build, launcher, *library_only, "K8S_BUILD_EXAMPLES=ON")
        example, standard_headers = _example(context, bench.name, build, scratch)
        return compare(bench.name, [*ours, example], {_LIMIT: _LIMITS, _STD_HEADERS: [standard_headers]}, bench.goals)


BENCH = Bench(
    name="build",
    summary="the generator, the library from nothing, and a program that uses it",
    goals=(
        *(Goal(limit.metric, _LIMIT, at_most=1) for limit in _LIMITS),
        Goal("compile_seconds", _STD_HEADERS, at_most=5),
    ),
    measure=_measure,
)
