"""The life of one definition, from the document to C++."""

from __future__ import annotations

from collections.abc import Iterator

from k8sgen.errors import GeneratorError
from k8sgen.lower.model import CppField, CppStruct
from k8sgen.lower.resources import Resource
from k8sgen.passes import PASSES
from k8sgen.pipeline import Compiled
from k8sgen.spec.model import Operation


def explain(compiled: Compiled, wanted: str) -> Iterator[str]:
    name = _find(compiled, wanted)
    specification = compiled.specification
    yield name
    yield f"  defined at {specification.definitions[name].pointer}, in Kubernetes {specification.version}"
    yield from _passes(compiled, name)
    if name in specification.handwritten:
        stand_in = specification.handwritten[name]
        yield f"  not generated: mapped to k8s::{stand_in.type} of <{stand_in.header}>, written by hand"
    elif name in specification.plain:
        yield f"  not generated: another name for {specification.plain[name]}"
    else:
        yield from _struct(next(struct for struct in compiled.structs if struct.definition == name))
        yield from _resource(compiled, name)


def _find(compiled: Compiled, wanted: str) -> str:
    names = compiled.specification.definitions
    if wanted in names:
        return wanted
    matches = [name for name in names if name.endswith(f".{wanted}")]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise GeneratorError(f"{wanted} is one of {', '.join(matches)}")
    raise GeneratorError(f"there is no definition {wanted}")


def _passes(compiled: Compiled, name: str) -> Iterator[str]:
    reasons = {step.name: step.reason for step in PASSES}
    for change in compiled.trace.changes.get(name, ()):
        yield f"  pass {change}: {' '.join(reasons[change].split())}"


def _struct(struct: CppStruct) -> Iterator[str]:
    yield f"  struct {struct.namespace}::{struct.name} in <{struct.header}>"
    if struct.kind:
        kind = struct.kind
        yield f"  the kind {kind.kind} of version {kind.version} of group {kind.group}: apiVersion and kind are no members"
    for field in struct.fields:
        yield f"    {field.json_name}: {field.type} {field.member}, {', '.join(_field(field))}"


def _field(field: CppField) -> Iterator[str]:
    yield field.reason
    if not field.known_to_go:
        yield "decided by the schema: no fact of Go"
    if field.protobuf:
        yield "protobuf " + ".".join(map(str, field.protobuf))
    if field.merge:
        yield f"merge {field.merge.list_kind}" + (f" by {', '.join(field.merge.keys.values)}" if field.merge.keys else "")


def _resource(compiled: Compiled, name: str) -> Iterator[str]:
    resource = compiled.resources.by_definition.get(name)
    if resource is None:
        yield "  no resource of its own"
        return
    yield f"  resource {resource.plural} below {resource.base}, {'namespaced' if resource.namespaced else 'cluster-scoped'}"
    for operation in sorted(_operations(compiled, resource), key=lambda found: (found.path, found.method)):
        fate = compiled.resources.skipped.get(operation.id)
        yield f"    {operation.title}: " + (f"skipped, {fate}" if fate else "served")


def _operations(compiled: Compiled, resource: Resource) -> Iterator[Operation]:
    inside = f"{resource.base}/"
    for operation in compiled.specification.operations:
        if operation.path.startswith(inside) and f"/{resource.plural}/" in f"{operation.path}/":
            yield operation
