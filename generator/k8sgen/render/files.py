"""All files: which there are, and which template prints each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sgen.errors import GeneratorError
from k8sgen.pipeline import Compiled
from k8sgen.render import Renderer

File = tuple[str, str]
"""Its path below the output, and its text."""


def render_files(compiled: Compiled) -> dict[str, str]:
    renderer = Renderer()
    options = compiled.catalog.options
    whole = {
        "groups": compiled.groups,
        "clients": compiled.clients,
        "informers": compiled.informers,
        "root": options.include_root,
        "namespace": options.namespace,
        "runtime": options.runtime_prefix,
        "target": options.target,
    }
    files: dict[str, str] = {}
    parts = (
        _types(compiled, renderer),
        _clients(compiled, renderer, whole),
        _informers(compiled, renderer, whole),
        _validators(compiled, renderer),
        _whole(compiled, renderer, whole),
    )
    for part in parts:
        for path, text in part:
            if path in files:
                raise GeneratorError(f"two things would be written to {path}")
            files[path] = text
    return files


def _types(compiled: Compiled, renderer: Renderer) -> Iterator[File]:
    for struct in compiled.structs:
        yield struct.header, renderer.render("struct.h.j2", struct=struct)
    for enumeration in compiled.enumerations:
        yield enumeration.header, renderer.render("enumeration.h.j2", enumeration=enumeration)
    for tables in compiled.tables:
        yield tables.path, renderer.render("tables.cc.j2", tables=tables)


def _clients(compiled: Compiled, renderer: Renderer, whole: dict[str, Any]) -> Iterator[File]:
    for group in compiled.clients:
        yield group.header, renderer.render("group_client.h.j2", group=group, **whole)
        yield group.source, renderer.render("group_client.cc.j2", group=group, **whole)
        for client in group.clients:
            yield client.header, renderer.render("resource_client.h.j2", group=group, client=client, **whole)


def _informers(compiled: Compiled, renderer: Renderer, whole: dict[str, Any]) -> Iterator[File]:
    if compiled.informers:
        yield f"{whole['root']}/informer_factory.h", renderer.render("informer_factory.h.j2", **whole)
    for group in compiled.informers:
        yield group.header, renderer.render("group_informers.h.j2", group=group, **whole)
        for informer in group.informers:
            yield informer.header, renderer.render("informer.h.j2", group=group, informer=informer, **whole)
            yield informer.lister_header, renderer.render("lister.h.j2", group=group, informer=informer)


def _validators(compiled: Compiled, renderer: Renderer) -> Iterator[File]:
    for validator in compiled.validators:
        yield validator.header, renderer.render("validator.h.j2", validator=validator)
        yield validator.source, renderer.render("validator.cc.j2", validator=validator)


def _whole(compiled: Compiled, renderer: Renderer, whole: dict[str, Any]) -> Iterator[File]:
    """What there is one of."""
    options = compiled.catalog.options
    root = options.include_root
    for path in (f"{root}/clientset.h", f"{root}/clientset.cc", f"{root}/api/registry.h", f"{root}/api/registry.cc"):
        yield path, renderer.render(f"{path.rpartition('/')[2]}.j2", **whole)
    specification = compiled.specification
    origin = {"version": specification.version, "digest": specification.digest}
    if options.target:
        yield "CMakeLists.txt", renderer.render("project.cmake.j2", **_project(compiled))
    else:
        yield "CMakeLists.txt", renderer.render("CMakeLists.txt.j2", **whole, **origin)
    yield ".clang-format", renderer.render("clang-format.j2")


def _project(compiled: Compiled) -> dict[str, Any]:
    """What a build on top of the installed library has to know."""
    root = compiled.catalog.options.include_root
    sources = [source for group in compiled.groups for source in (*group.sources, *group.client_sources)]
    sources += [validator.source for validator in compiled.validators]
    used = {name for struct in compiled.structs for name in struct.depends}
    used |= {name for client in compiled.clients for name in client.depends}
    external = compiled.specification.external
    return {
        "target": compiled.catalog.options.target,
        "sources": [*sources, f"{root}/api/registry.cc", f"{root}/clientset.cc"],
        "libraries": sorted({f"k8s::{external[name].target}" for name in used & external.keys()}),
    }
