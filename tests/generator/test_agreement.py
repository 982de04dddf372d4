"""Types that Go knows stay Go's, whatever a document says; where it says something else, the run ends with both sides."""

from __future__ import annotations

from typing import Any

import pytest
from k8sgen.errors import SpecError
from k8sgen.facts import Facts
from k8sgen.lower.agreement import types_of_go
from k8sgen.pipeline import Compiled

from specs import META, STRING, committed_facts, compiled, document, field_of, loaded, ref, struct

A = "com.example.v1.A"
B = "com.example.v1.B"
C = "com.example.v1.C"
TIME = f"{META}.Time"
MICRO_TIME = f"{META}.MicroTime"
QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity"
RAW = "io.k8s.apimachinery.pkg.runtime.RawExtension"
INT_OR_STRING = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"

DATE = {"type": "string", "format": "date-time"}
EITHER = {"type": "string", "format": "int-or-string"}
OBJECT = {"type": "object"}
BESIDE = {
    B: struct(text=STRING),
    C: struct(other=STRING),
    TIME: DATE,
    MICRO_TIME: DATE,
    QUANTITY: STRING,
    RAW: OBJECT,
    INT_OR_STRING: EITHER,
}


def lists(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def maps(elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": elements}


def facts(go_type: str) -> Facts:
    others: dict[str, Any] = {name: {"fields": []} for name in (B, C, TIME, MICRO_TIME, QUANTITY, RAW, INT_OR_STRING)}
    return Facts({A: {"fields": [{"json": "field", "type": go_type}]}, **others, "com.example.v1.Mode": {"type": "string"}}, {})


def compiled_with(schema: dict[str, Any], go_type: str, beside: dict[str, Any]) -> Compiled:
    return compiled(document({A: struct(field=schema), **beside}), facts(go_type))


def refusal(schema: dict[str, Any], go_type: str, beside: dict[str, Any]) -> str:
    with pytest.raises(SpecError) as raised:
        compiled_with(schema, go_type, beside)
    return str(raised.value)


@pytest.mark.parametrize(
    ("go_type", "schema", "cpp"),
    [
        # Formats of numbers and texts.
        ("int32", {"type": "integer"}, "std::int32_t"),
        ("int32", {"type": "integer", "format": "int64"}, "std::int32_t"),
        ("int64", {"type": "integer", "format": "int32"}, "std::int64_t"),
        ("[]byte", STRING, "Bytes"),
        ("string", {"type": "string", "format": "byte"}, "std::string"),
        ("com.example.v1.Mode", {**STRING, "enum": ["x"]}, "std::string"),
        # In place, or by reference.
        (TIME, DATE, "Time"),
        (TIME, STRING, "Time"),
        (MICRO_TIME, DATE, "MicroTime"),
        (QUANTITY, STRING, "Quantity"),
        (QUANTITY, {"x-kubernetes-int-or-string": True}, "Quantity"),
        (INT_OR_STRING, EITHER, "IntOrString"),
        (INT_OR_STRING, {"x-kubernetes-int-or-string": True}, "IntOrString"),
        (B, struct(text=STRING), "B"),
        # Objects of which a document does not say what is in them.
        (RAW, OBJECT, "RawJson"),
        (RAW, {}, "RawJson"),
        (B, OBJECT, "B"),
        ("map[string]string", OBJECT, "std::map<std::string, std::string>"),
        # Another object, while Go's is there as well.
        (f"*{B}", ref(C), "Box<B>"),
        # Within lists and maps.
        ("[]int32", lists({"type": "integer"}), "std::vector<std::int32_t>"),
        (f"map[string]{QUANTITY}", maps(STRING), "std::map<std::string, Quantity>"),
        (f"map[string][]{B}", maps(lists(OBJECT)), "std::map<std::string, std::vector<B>>"),
    ],
)
def test_another_way_to_say_it_changes_no_type(go_type: str, schema: dict[str, Any], cpp: str) -> None:
    result = compiled_with(schema, go_type, BESIDE)
    assert field_of(result, A, "field").type == cpp
    assert [warning for warning in result.warnings if "where Go has" in warning] == []


@pytest.mark.parametrize(
    ("go_type", "schema", "found"),
    [
        (B, {"type": "integer"}, "int64"),
        (f"*{B}", STRING, "string"),
        (B, lists(ref(B)), f"a list of {B}"),
        (B, maps(STRING), "a map of string"),
        (B, ref(TIME), TIME),
        (TIME, ref(B), B),
        (TIME, ref(QUANTITY), QUANTITY),
        (TIME, OBJECT, "an object without properties"),
        (QUANTITY, {"type": "integer"}, "int64"),
        (RAW, STRING, "string"),
        ("string", {"type": "boolean"}, "boolean"),
        ("string", DATE, "date-time"),
        ("string", OBJECT, "an object without properties"),
        ("*int32", {"type": "number"}, "double"),
        ("float64", {"type": "integer"}, "int64"),
        ("bool", STRING, "string"),
        ("com.example.v1.Mode", ref(B), B),
        ("[]string", STRING, "string"),
        ("[]string", lists({"type": "integer"}), "a list of int64"),
        ("[]string", OBJECT, "an object without properties"),
        ("map[string]string", lists(STRING), "a list of string"),
        ("map[string]int32", maps(ref(B)), f"a map of {B}"),
    ],
)
def test_a_contradiction_ends_the_run_with_both_sides(go_type: str, schema: dict[str, Any], found: str) -> None:
    assert refusal(schema, go_type, BESIDE) == f"/definitions/{A}/properties/field: is {found}, where Go has {go_type}"


def test_an_object_that_was_renamed_is_told() -> None:
    """Documents of old minors cannot have the name that Go has now."""
    result = compiled_with(ref(C), B, {C: struct(other=STRING)})
    assert field_of(result, A, "field").type == "C"
    assert f"/definitions/{A}/properties/field: is {C}, where Go has {B}, which is not defined" in result.warnings


@pytest.mark.parametrize(("go_type", "schema"), [(B, OBJECT), (QUANTITY, STRING), (MICRO_TIME, DATE)])
def test_a_type_that_cannot_be_kept_ends_the_run(go_type: str, schema: dict[str, Any]) -> None:
    assert refusal(schema, go_type, {}).endswith(f", where Go has {go_type}, which is not defined")


@pytest.mark.parametrize(
    ("go_type", "schema", "cpp"), [(TIME, DATE, "Time"), (INT_OR_STRING, EITHER, "IntOrString"), (RAW, OBJECT, "RawJson")]
)
def test_a_type_that_is_spelled_in_place_needs_no_definition(go_type: str, schema: dict[str, Any], cpp: str) -> None:
    assert field_of(compiled_with(schema, go_type, {}), A, "field").type == cpp


def test_a_committed_document_agrees_to_the_letter() -> None:
    specification = loaded(document({A: struct(field={"type": "integer"})}))
    with pytest.raises(SpecError, match=f"^/definitions/{A}/properties/field: is int64, where Go has int32$"):
        types_of_go(specification, facts("int32"), strict=True)


def test_what_go_does_not_know_is_left_to_the_schema() -> None:
    assert field_of(compiled_with({"type": "integer"}, "any", BESIDE), A, "field").type == "std::int64_t"


@pytest.mark.parametrize("name", ["metadata", "apiVersion", "spec"])
def test_no_member_of_a_pod_may_be_a_number(name: str) -> None:
    pod = "io.k8s.api.core.v1.Pod"
    with pytest.raises(SpecError, match=f"^/definitions/{pod}/properties/{name}: is int64, where Go has "):
        compiled(document({pod: struct(**{name: {"type": "integer"}})}), committed_facts())
