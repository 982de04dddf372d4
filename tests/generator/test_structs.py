"""Structs: kinds, cycles, merges, enumerations and names that get in each other's way."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest
from k8sgen.errors import NamingError, SpecError
from k8sgen.lower.model import CppMerge
from k8sgen.pipeline import Compiled

from specs import (
    META,
    OPENAPI,
    REPOSITORY,
    STRING,
    committed,
    compiled,
    document,
    facts_of,
    field_of,
    files,
    kind,
    ref,
    struct,
    struct_of,
)

CORE = "io.k8s.api.core.v1"
EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"
A = "com.example.v1.A"
B = "com.example.v1.B"


@cache
def real() -> Compiled:
    return committed()


@pytest.mark.parametrize("name", [f"{CORE}.Pod", f"{CORE}.PodList", f"{META}.Status", f"{META}.DeleteOptions"])
def test_a_whole_object_has_no_members_for_what_it_is(name: str) -> None:
    found = struct_of(real(), name)
    assert found.kind is not None
    assert {"apiVersion", "kind"}.isdisjoint(field.property for field in found.fields)


@pytest.mark.parametrize("name", [f"{CORE}.ObjectReference", f"{META}.OwnerReference"])
def test_what_refers_to_an_object_says_which(name: str) -> None:
    found = struct_of(real(), name)
    assert found.kind is None
    assert {"apiVersion", "kind"} <= {field.property for field in found.fields}


def merge_of(definition: str, name: str) -> CppMerge | None:
    return field_of(real(), definition, name).merge


def test_ports_are_told_apart_by_two_keys_one_of_which_has_a_default() -> None:
    merge = merge_of(f"{CORE}.Container", "ports")
    assert merge is not None
    assert merge.list_kind == "kMap"
    assert merge.keys is not None
    assert merge.keys.values == ('"containerPort"', '"protocol"')
    assert merge.key_defaults is not None
    assert merge.key_defaults.values == ('""', '"TCP"')
    assert merge.patch_key == '"containerPort"'


def test_the_two_protocols_may_disagree() -> None:
    merge = merge_of(f"{CORE}.PodStatus", "hostIPs")
    assert merge is not None
    assert (merge.list_kind, merge.patch_merge, merge.patch_key) == ("kAtomic", True, '"ip"')


def test_keys_may_have_to_be_retained() -> None:
    merge = merge_of(f"{CORE}.PodSpec", "volumes")
    assert merge is not None
    assert merge.retain_keys


def test_a_list_that_is_replaced_as_a_whole_says_nothing() -> None:
    assert merge_of(f"{CORE}.Container", "args") is None


def test_definitions_can_be_atomic() -> None:
    assert struct_of(real(), f"{META}.LabelSelector").atomic


def test_an_unknown_list_type_is_refused() -> None:
    schema = {"type": "array", "items": STRING, "x-kubernetes-list-type": "bag"}
    with pytest.raises(SpecError, match="no such list type: 'bag'"):
        compiled(document({A: struct(a=schema)}))


def test_a_type_may_contain_itself_through_lists_and_optional_members() -> None:
    result = compiled(document({A: struct(("list",), a=ref(A), list={"type": "array", "items": ref(A)})}))
    assert [field.type for field in result.structs[0].fields] == ["Box<A>", "std::vector<A>"]


def test_types_that_contain_each_other_complete_each_other() -> None:
    result = compiled(document({A: struct(b=ref(B)), B: struct(a=ref(A))}))
    a = struct_of(result, A)
    assert a.local_forwards == ("B",)
    assert a.late_includes.library == ("<k8s/api/example/v1/b.h>",)


def test_a_value_in_a_cycle_is_known_before_it_is_held() -> None:
    result = compiled(document({A: struct(("b",), b=ref(B)), B: struct(a=ref(A))}))
    assert "<k8s/api/example/v1/b.h>" in struct_of(result, A).includes.library
    assert struct_of(result, B).late_includes.library == ("<k8s/api/example/v1/a.h>",)


@pytest.mark.parametrize(
    "definitions", [{A: struct(("a",), a=ref(A))}, {A: struct(("b",), b=ref(B)), B: struct(("a",), a=ref(A))}]
)
def test_a_value_that_contains_itself_is_refused(definitions: dict[str, object]) -> None:
    with pytest.raises(SpecError, match=r"contains itself: '[ab]' is required and holds com\.example\.v1\.[AB]"):
        compiled(document(definitions))


def test_a_field_cannot_have_the_type_of_a_request() -> None:
    with pytest.raises(SpecError, match="no field can have that type"):
        compiled(document({A: struct(a=ref(f"{META}.Patch")), f"{META}.Patch": {"type": "object"}}))


def test_definitions_of_one_file_are_refused() -> None:
    with pytest.raises(NamingError, match=r"would both be k8s/api/example/v1/foo_bar\.h; rename one of them"):
        compiled(document({"com.example.v1.FooBar": struct(a=STRING), "com.example.v1.foo_bar": struct(a=STRING)}))


def test_enumerations_are_named_after_their_go_type_and_shared() -> None:
    mode = {**STRING, "enum": ["On", "Off"]}
    facts = facts_of(A, {"json": "mode", "type": f"*{B}Mode"}, **{f"{B}Mode": {"type": "string"}})
    result = compiled(document({A: struct(mode=mode, other=mode)}), facts)
    assert [(found.name, found.documentation) for found in result.enumerations] == [
        ("AOther", ("Values of A::other. A newer server may send others.",)),
        ("BMode", ("Values of A::mode. A newer server may send others.",)),
    ]
    assert "<k8s/api/example/v1/b_mode.h>" in struct_of(result, A).includes.library


def listed_by(schema: dict[str, Any]) -> list[Any]:
    """What a property lists, or its items, or the values of its map."""
    inner = schema.get("items") or schema.get("additionalProperties")
    return schema.get("enum") or (listed_by(inner) if inner else [])


def listed_values() -> dict[tuple[str, str], set[str]]:
    """By (definition, property), out of the document itself."""
    definitions = json.loads((OPENAPI / "swagger.json").read_bytes())["definitions"]
    return {
        (definition, name): {str(value) for value in values}
        for definition, schema in definitions.items()
        for name, part in schema.get("properties", {}).items()
        if (values := listed_by(part))
    }


def test_every_value_that_is_listed_anywhere_is_a_constant() -> None:
    listed = listed_values()
    result = real()
    key_of = result.catalog.enumeration_of
    assert key_of.keys() == listed.keys()
    assert len(listed) == 124
    for enumeration in result.enumerations:
        wanted = set().union(*(listed[use] for use, key in key_of.items() if key == enumeration.definition))
        text = (REPOSITORY / "generated" / enumeration.header).read_text(encoding="utf-8")
        assert set(re.findall(r"= \"?([^\"]*?)\"?;$", text, re.MULTILINE)) == wanted, enumeration.definition


def test_an_enumeration_may_not_have_the_name_of_a_struct() -> None:
    with pytest.raises(NamingError, match=r"com\.example\.v1\.AMode and the enumeration com\.example\.v1\.AMode would both be"):
        compiled(document({A: struct(mode={**STRING, "enum": ["On"]}), "com.example.v1.AMode": struct(a=STRING)}))


def test_types_of_the_runtime_are_qualified_where_a_type_has_the_name_of_one() -> None:
    result = compiled(document({"com.example.v1.Box": struct(text=STRING), A: struct(box=ref("com.example.v1.Box"))}))
    assert field_of(result, A, "box").type == "k8s::Box<Box>"


def test_only_kinds_and_resources_are_registered() -> None:
    text = files(document({A: kind("A", "example.com"), B: struct(a=STRING)}))["k8s/api/example/v1/tables.cc"]
    assert "&A::kType" in text
    assert "&B::kType" not in text


def test_descriptions_become_comments() -> None:
    schema = {**struct(a={**STRING, "description": "Of a."}), "description": "Of A. */ {{ x }}"}
    header = files(document({A: schema}))["k8s/api/example/v1/a.h"]
    assert "/// Of A. */ {{ x }}\nstruct A {\n  /// Of a.\n  std::optional<std::string> a;\n" in header
