"""The data on disk: written once, then only read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench_lib.data.pods import pod_list


@dataclass(frozen=True)
class DataFile:
    path: Path
    count: int
    size: int
    sha256: str


def _generator_tag() -> str:
    """Names the data after the sources that make it, so that changed ones never meet an old file."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()[:8]


def pod_list_file(folder: Path, count: int, say: Callable[[str], None]) -> DataFile:
    """The file of `count` pods in `folder`, written by the first call."""
    path = folder / f"pods-{count}-{_generator_tag()}.json"
    if not path.exists():
        say(f"writing {count:,} pods to {path}")
        folder.mkdir(parents=True, exist_ok=True)
        for outdated in folder.glob(f"pods-{count}-*.json"):
            outdated.unlink()
        partial = path.with_suffix(f".{os.getpid()}.partial")
        try:
            with partial.open("wb") as file:
                file.writelines(pod_list(count))
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return DataFile(path=path, count=count, size=path.stat().st_size, sha256=digest)
