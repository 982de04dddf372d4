"""Names that are out to become code: what is generated of them compiles, and says what they said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from k8sgen.facts import Facts

from compiling import compiler, complaints
from specs import META, STRING, document, files, kind, ref
from test_text import HOSTILE

_KIND = "com.example.hostile.v1.Victim"
_PATH = '/apis/hostile.example.com/v1/vic"tims\n#error reached\n'

# Names that mean something in C++ or in the runtime.
_LOADED = [
    "std",
    "k8s",
    "metav1",
    "codec",
    "this",
    "Victim",
    "string",
    "std::string",
    "Box",
    "operator==",
    "kType",
    "int32_t",
    "NULL",
]


def _hostile_document() -> bytes:
    properties: dict[str, Any] = {f"{index} {text}": {**STRING, "description": text} for index, text in enumerate(HOSTILE)}
    properties |= dict.fromkeys(_LOADED, STRING)
    properties["boxed"] = ref("com.example.hostile.v1.Box")
    properties["mode"] = {**STRING, "enum": [f"{index}{text}" for index, text in enumerate(HOSTILE)]}
    victim = kind("Victim*/", 'host"ile\\', metadata=ref(f"{META}.ObjectMeta"), **properties)
    schemas = {
        _KIND: {**victim, "description": "\n".join(HOSTILE)},
        f"{META}.ObjectMeta": {
            "type": "object",
            "properties": {"name": STRING, "namespace": STRING, "managedFields": {"type": "array", "items": STRING}},
        },
        **{
            f"com.example.hostile.v1.{name}": {"type": "object", "properties": {"a": STRING}}
            for name in ("Box", "std", "class")
        },
    }
    answer = {"200": {"schema": ref(_KIND)}}
    return document(
        schemas,
        {
            f"{_PATH}/{{name}}": {"get": {"x-kubernetes-action": "get", "responses": answer}},
            f'{_PATH}/{{name}}/st"at\nus': {"get": {"x-kubernetes-action": "get", "responses": answer}},
        },
    )


def _facts() -> Facts:
    fields = [
        {"json": name, "type": type_}
        for name, type_ in (("name", "string"), ("namespace", "string"), ("managedFields", "[]string"))
    ]
    return Facts({f"{META}.ObjectMeta": {"fields": fields}}, {})


def test_no_line_of_a_document_becomes_a_line_of_code() -> None:
    for path, text in files(_hostile_document(), _facts()).items():
        assert path.isascii()
        assert ".." not in path
        assert "\n#error" not in text
        assert 'R"(raw)"' not in "\n".join(line for line in text.splitlines() if "//" not in line)


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_what_is_generated_compiles(tmp_path: Path) -> None:
    assert complaints(files(_hostile_document(), _facts()), tmp_path) == ""
