"""Small documents, and what the generator makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from k8sgen.facts import Facts
from k8sgen.lower.model import CppField, CppStruct
from k8sgen.options import Options
from k8sgen.pipeline import Compiled, compile_document
from k8sgen.render.files import render_files
from k8sgen.spec.loader import load
from k8sgen.spec.model import Specification

REPOSITORY = Path(__file__).resolve().parents[2]
OPENAPI = REPOSITORY / "openapi/v1.36"

STRING = {"type": "string"}
META = "io.k8s.apimachinery.pkg.apis.meta.v1"


def ref(definition: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{definition}"}


def document(
    definitions: Mapping[str, Any] | None = None,
    paths: Mapping[str, Any] | None = None,
    version: str = "v1.36.0",
    **more: Any,
) -> bytes:
    content = {"swagger": "2.0", "info": {"version": version}, "paths": paths or {}, "definitions": definitions or {}, **more}
    return json.dumps(content).encode()


def struct(required: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": properties}
    return {**schema, "required": list(required)} if required else schema


def kind(name: str, group: str = "", version: str = "v1", /, **properties: Any) -> dict[str, Any]:
    """A whole object."""
    gvk = {"group": group, "version": version, "kind": name}
    return {**struct(apiVersion=STRING, kind=STRING, **properties), "x-kubernetes-group-version-kind": [gvk]}


def facts_of(definition: str, *fields: Mapping[str, Any], **types: Any) -> Facts:
    return Facts({definition: {"fields": list(fields)}, **types}, {})


def loaded(content: bytes, *, strict: bool = True) -> Specification:
    return load(content, strict=strict)[0]


def compiled(content: bytes, facts: Facts | None = None, options: Options | None = None, *, strict: bool = False) -> Compiled:
    return compile_document(content, facts or Facts.none(), options or Options(), strict=strict)


def files(content: bytes, facts: Facts | None = None, options: Options | None = None) -> Mapping[str, str]:
    return render_files(compiled(content, facts, options))


def struct_of(result: Compiled, definition: str) -> CppStruct:
    return next(found for found in result.structs if found.definition == definition)


def field_of(result: Compiled, definition: str, name: str) -> CppField:
    return next(field for field in struct_of(result, definition).fields if field.property == name)


def committed_facts() -> Facts:
    return Facts.load(OPENAPI / "types.json", OPENAPI / "swagger.json")


def committed() -> Compiled:
    return compile_document((OPENAPI / "swagger.json").read_bytes(), committed_facts(), Options(), strict=True)
