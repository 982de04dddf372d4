"""All benchmarks, by name."""

from __future__ import annotations

import importlib
import pkgutil

from bench_lib import benches
from bench_lib.bench import Bench


def all_benches() -> dict[str, Bench]:
    modules = sorted(module.name for module in pkgutil.iter_modules(benches.__path__))
    found: list[Bench] = [importlib.import_module(f"{benches.__name__}.{name}").BENCH for name in modules]
    return {bench.name: bench for bench in found}
