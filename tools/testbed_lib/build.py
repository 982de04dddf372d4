"""Building the programs of a testbed into the cache, or finding them ready-made."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from testbed_lib.command import say
from testbed_lib.errors import ToolError
from testbed_lib.folders import binary_folder, build_folder
from testbed_lib.golang import go_json, go_with_progress, require_go
from testbed_lib.modules import API_PROGRAMS, KUBERNETES_MODULE, KWOK, Program, go_mod, linker_flags, staging_modules

# What makes kwok's nodes and pods become ready; it lies beside its source.
_KWOK_STAGES = ("node/fast", "node/heartbeat-with-lease", "pod/fast")


def kwok_stages_file() -> Path:
    return binary_folder() / f"{KWOK.file_name}-stages.yaml"


def find_or_build(programs: Iterable[Program]) -> dict[Program, Path]:
    """Return the path of each program, building what is neither ready-made nor built before."""
    wanted = list(programs)
    ready = _ready_made(wanted)
    paths = {program: ready.get(program, binary_folder() / program.file_name) for program in wanted}
    missing = [program for program in wanted if program not in ready and not _is_built(program)]
    if missing:
        go = require_go("building the testbed (or set KUBEBUILDER_ASSETS)")
        with _build_lock():
            for program in missing:
                if not _is_built(program):
                    _build(go, program)
    if KWOK in ready and not kwok_stages_file().exists():
        _save_kwok_stages(require_go("reading the stages of kwok"))
    return paths


def _ready_made(programs: Iterable[Program]) -> Mapping[Program, Path]:
    folder = os.environ.get("KUBEBUILDER_ASSETS")
    if not folder:
        return {}
    found = {program: Path(folder) / program.name for program in programs}
    for program, path in found.items():
        if program in API_PROGRAMS and not os.access(path, os.X_OK):
            raise ToolError(f"KUBEBUILDER_ASSETS is set, but there is no {path}")
    return {program: path for program, path in found.items() if os.access(path, os.X_OK)}


def _is_built(program: Program) -> bool:
    return (binary_folder() / program.file_name).exists() and (program != KWOK or kwok_stages_file().exists())


@contextmanager
def _build_lock() -> Iterator[None]:
    build_folder().mkdir(parents=True, exist_ok=True)
    with (build_folder() / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another build of the testbed is under way; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(go: str, program: Program) -> None:
    label = f"{program.name} {program.version}"
    say(f"{label}: building (the first time takes some {program.estimate} on two cores)")
    started = time.monotonic()
    folder = _prepare_module(go, program)
    target = binary_folder() / program.file_name
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    arguments = ["build", "-mod=mod", "-o", str(unfinished), "-ldflags", linker_flags(program), program.package]
    go_with_progress(go, arguments, folder, label)
    if program == KWOK:
        _save_kwok_stages(go)
    unfinished.rename(target)
    say(f"{label}: built in {time.monotonic() - started:.0f} s")


def _prepare_module(go: str, program: Program) -> Path:
    folder = build_folder() / program.module.replace("/", "_")
    folder.mkdir(parents=True, exist_ok=True)
    # Needs no module around it, but an old go.mod that is broken would be in its way.
    (folder / "go.mod").unlink(missing_ok=True)
    reference = f"{program.module}@v{program.version}"
    downloaded = go_json(go, ["mod", "download", "-json", reference], folder)
    parsed = go_json(go, ["mod", "edit", "-json", downloaded["GoMod"]], folder)
    replacements = staging_modules(parsed) if program.module == KUBERNETES_MODULE else []
    (folder / "go.mod").write_text(go_mod(program, parsed["Go"], replacements), encoding="utf-8")
    return folder


def _save_kwok_stages(go: str) -> None:
    build_folder().mkdir(parents=True, exist_ok=True)
    reference = f"{KWOK.module}@v{KWOK.version}"
    module = Path(go_json(go, ["mod", "download", "-json", reference], build_folder())["Dir"])
    documents = []
    for stage in _KWOK_STAGES:
        files = sorted((module / "kustomize" / "stage" / stage).glob("*.yaml"))
        documents += [file.read_text(encoding="utf-8") for file in files if file.name != "kustomization.yaml"]
    if not documents:
        raise ToolError(f"{reference} has no stages where they were expected")
    target = kwok_stages_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".unfinished")
    unfinished.write_text("\n---\n".join(documents), encoding="utf-8")
    unfinished.rename(target)
