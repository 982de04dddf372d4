"""What a pass is, and how they are run."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from k8sgen.errors import GeneratorError
from k8sgen.facts import Facts
from k8sgen.spec.model import Specification

Minor = tuple[int, int]


@dataclass(frozen=True)
class Pass:
    run: Callable[[Specification, Facts], Specification]
    repairs: tuple[str, ...] = ()
    """Definitions it is about. A document that has none of them does not need it."""
    since: Minor | None = None
    until: Minor | None = None
    """The first and the last minor whose documents need it."""
    always_applies: bool = True
    """False for what only some documents need, which no version tells."""

    @property
    def name(self) -> str:
        return self.run.__name__

    @property
    def reason(self) -> str:
        return inspect.getdoc(self.run) or ""

    def applies_to(self, minor: Minor | None) -> bool:
        """A document without a version counts as the newest."""
        if minor is None:
            return self.until is None
        return (self.since is None or minor >= self.since) and (self.until is None or minor <= self.until)


@dataclass
class Trace:
    """Which pass changed which definition, operation or mapping, and what to tell the user."""

    changes: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def record(self, name: str, changed: Iterable[str]) -> None:
        for what in changed:
            self.changes.setdefault(what, []).append(name)


def run_passes(
    specification: Specification, facts: Facts, passes: Iterable[Pass], *, strict: bool
) -> tuple[Specification, Trace]:
    trace = Trace()
    for step in passes:
        if not step.applies_to(specification.minor):
            continue
        after = step.run(specification, facts)
        changed = _changes(specification, after)
        if not changed:
            _report_idle(step, specification, trace, strict=strict)
        trace.record(step.name, changed)
        specification = after
    return specification, trace


def _report_idle(step: Pass, specification: Specification, trace: Trace, *, strict: bool) -> None:
    if not step.always_applies:
        return
    if strict:
        raise GeneratorError(f"pass {step.name} changed nothing: if the specification was repaired, limit or drop the pass")
    if any(name in specification.definitions for name in step.repairs):
        trace.warnings.append(f"pass {step.name} found nothing to change in this document")


def _changes(before: Specification, after: Specification) -> list[str]:
    """The names of definitions and operations that differ. Unchanged ones are the same object, so this is quick."""
    old_operations = {operation.id: operation for operation in before.operations}
    changed = [name for name, new in after.definitions.items() if before.definitions.get(name) is not new]
    changed += [name for name in before.definitions if name not in after.definitions]
    changed += [name for name in after.handwritten if name not in before.handwritten]
    changed += [name for name in after.plain if name not in before.plain]
    changed += [operation.id for operation in after.operations if old_operations.get(operation.id) is not operation]
    changed += [name for name in after.skipped_operations if name not in before.skipped_operations]
    return changed
