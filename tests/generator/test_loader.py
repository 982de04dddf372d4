"""What a document may say, and how it is refused: one line, with the place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from k8sgen.errors import SpecError
from k8sgen.spec.loader import load
from k8sgen.spec.model import ListType, MapType, ObjectType, Reference, Scalar, ScalarType

from specs import STRING, document, loaded, ref, struct

POD = "io.k8s.api.core.v1.Pod"


def refusal(content: bytes, *, strict: bool = True) -> str:
    with pytest.raises(SpecError) as raised:
        load(content, strict=strict)
    return str(raised.value)


@pytest.mark.parametrize(
    ("schema", "scalar"),
    [
        ({"type": "boolean"}, Scalar.BOOLEAN),
        ({"type": "integer"}, Scalar.INT64),
        ({"type": "integer", "format": "int32"}, Scalar.INT32),
        ({"type": "integer", "format": "int64"}, Scalar.INT64),
        ({"type": "number", "format": "double"}, Scalar.DOUBLE),
        ({"type": "string"}, Scalar.STRING),
        ({"type": "string", "format": "byte"}, Scalar.BYTES),
        ({"type": "string", "format": "date-time"}, Scalar.TIME),
        ({"type": "string", "format": "int-or-string"}, Scalar.INT_OR_STRING),
        ({"x-kubernetes-int-or-string": True}, Scalar.INT_OR_STRING),
    ],
)
def test_reads_scalars_by_type_and_format(schema: dict[str, object], scalar: Scalar) -> None:
    specification = loaded(document({POD: struct(field=schema)}))
    definition = specification.definitions[POD]
    assert isinstance(definition.type, ObjectType)
    assert definition.type.properties[0].type == ScalarType(scalar)


def test_reads_lists_maps_and_references() -> None:
    properties: dict[str, Any] = {
        "list": {"type": "array", "items": STRING},
        "map": {"type": "object", "additionalProperties": {"type": "array", "items": STRING}},
        "reference": ref(POD),
    }
    definition = loaded(document({POD: struct(**properties)})).definitions[POD]
    assert isinstance(definition.type, ObjectType)
    text = ScalarType(Scalar.STRING)
    assert [member.type for member in definition.type.properties] == [ListType(text), MapType(ListType(text)), Reference(POD)]


@pytest.mark.parametrize(("version", "minor"), [("v1.36.3", (1, 36)), ("1.31", (1, 31)), ("unversioned", None)])
def test_reads_the_minor(version: str, minor: tuple[int, int] | None) -> None:
    assert loaded(document(version=version)).minor == minor


@pytest.mark.parametrize(
    ("schema", "pointer", "what"),
    [
        (struct(a={"type": "string", "pattern": "x"}), "/properties/a/pattern", "keyword 'pattern'"),
        (struct(a={"type": "string", "format": "ipv9"}), "/properties/a/format", "format 'ipv9'"),
        (struct(a={"type": "string", "x-new": 1}), "/properties/a/x-new", "keyword 'x-new'"),
        ({**struct(a=STRING), "x-kubernetes-new": 1}, "/x-kubernetes-new", "keyword 'x-kubernetes-new'"),
    ],
)
def test_novelties_are_errors_when_strict_and_warnings_otherwise(schema: dict[str, object], pointer: str, what: str) -> None:
    content = document({POD: schema})
    assert (
        refusal(content) == f"/definitions/{POD}{pointer}: {what}{_of(what)} is unknown to the generator: decide what it means"
    )
    _, warnings = load(content, strict=False)
    assert warnings == [f"{what}{_of(what)} is ignored (1 times, first at /definitions/{POD}{pointer})"]


def _of(what: str) -> str:
    return " of a string" if what.startswith("format") else ""


def test_refuses_truncated_json() -> None:
    assert "not JSON" in refusal(document({POD: struct(a=STRING)})[:-20])


def test_refuses_what_is_not_utf8() -> None:
    assert refusal(b'{"swagger": "\xff"}') == "/: not UTF-8: invalid start byte at byte 13"


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        (b'{"swagger": "2.0", "swagger": "2.0"}', "/swagger"),
        (b'{"definitions": {"a.B": {"type": "object", "type": "string"}}}', "/definitions/a.B/type"),
        (b'{"paths": {"/api/v1": [{}, {"x": 1, "y": 2, "x": 3}]}}', "/paths/~1api~1v1/1/x"),
        (b'{"a": {"b": 1, "b": 2}, "a": 3}', "/a"),
    ],
)
def test_refuses_members_that_occur_twice(content: bytes, pointer: str) -> None:
    assert refusal(content) == f"{pointer}: is there twice"


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_refuses_numbers_that_json_does_not_have(number: str) -> None:
    assert refusal(b'{"definitions": {"a.B": {"default": %s}}}' % number.encode()) == f"/: {number} is not JSON"


def test_refuses_another_version_of_openapi() -> None:
    assert refusal(b'{"openapi": "3.0.0"}').startswith("/swagger: expected an OpenAPI document of version 2.0")


def test_refuses_json_that_is_nested_a_hundred_thousand_deep() -> None:
    depth = 100_000
    assert refusal(b"[" * depth + b"]" * depth) == "/: the JSON is nested too deep"


def test_refuses_schemas_that_are_nested_too_deep() -> None:
    schema: dict[str, object] = dict(STRING)
    for _ in range(100):
        schema = {"type": "array", "items": schema}
    assert refusal(document({POD: struct(a=schema)})).endswith("schemas are nested more than 64 deep")


def test_refuses_a_reference_to_nothing() -> None:
    message = refusal(document({POD: struct(spec=ref("io.k8s.api.core.v1.PodSpec"))}))
    assert message == f"/definitions/{POD}/properties/spec: refers to 'io.k8s.api.core.v1.PodSpec', which is not defined"


def test_refuses_a_reference_to_elsewhere() -> None:
    assert "which is not below #/definitions/" in refusal(document({POD: struct(spec={"$ref": "http://x/y"})}))


def test_refuses_a_parameter_that_does_not_exist() -> None:
    paths = {"/api/v1/pods": {"get": {"parameters": [{"$ref": "#/parameters/limit"}], "responses": {}}}}
    assert "refers to '#/parameters/limit', which does not exist" in refusal(document(paths=paths))


@pytest.mark.parametrize("strict", [True, False])
def test_refuses_a_property_that_is_a_reference_and_a_type(strict: bool) -> None:
    content = document({POD: struct(spec={**ref(POD), "type": "string"})})
    assert refusal(content, strict=strict) == (
        f"/definitions/{POD}/properties/spec: has $ref and type: which of them is its type?"
    )


def test_refuses_to_require_what_is_no_property() -> None:
    assert "requires 'b', which is not among the properties" in refusal(document({POD: struct(("b",), a=STRING)}))


@pytest.mark.parametrize(
    "name",
    [
        "io.k8s.api.../../x",
        "io.k8s.api.core.v1./etc/passwd",
        "io.k8s.api.core.v1..Pod",
        "io.k8s.api.core.v1.Pod\n",
        "io.k8s.api.core.v1.Pod*/",
        "io.k8s.api.core.v1.Pöd",
        "Pod",
        "..",
        "",
    ],
)
def test_refuses_names_that_could_be_more_than_names(name: str) -> None:
    assert "not a name that a definition can have" in refusal(document({name: struct(a=STRING)}), strict=False)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"definitions": []}, "/definitions: expected an object, found a list"),
        ({"definitions": {POD: {"type": 3}}}, f"/definitions/{POD}/type: expected a string, found a number"),
        ({"definitions": {POD: struct(a={"type": "array"})}}, f"/definitions/{POD}/properties/a: an array without items"),
        ({"definitions": {POD: struct(a={"type": "file"})}}, f"/definitions/{POD}/properties/a/type: no such type: 'file'"),
        ({"paths": {"/x": {"get": None}}}, "/paths/~1x/get: expected an object, found null"),
    ],
)
def test_refuses_what_has_the_wrong_shape(content: dict[str, object], problem: str) -> None:
    assert refusal(json.dumps({"swagger": "2.0", **content}).encode()) == problem


def test_refuses_operations_that_share_an_id() -> None:
    operation = {"operationId": "read", "responses": {}}
    message = refusal(document(paths={"/a": {"get": operation}, "/b": {"get": operation}}))
    assert message == "/paths/~1b/get: has the operationId of GET /a: 'read'"


def test_operations_of_a_cluster_may_share_an_id() -> None:
    """A server makes it of the first word of a group: `autoscaling.k8s.io` has those of `autoscaling`."""
    operation = {"operationId": "read", "responses": {}}
    found = loaded(document({}, {"/a": {"get": operation}, "/b": {"get": operation}}), strict=False).operations
    assert [known.id for known in found] == ["read", "GET /b"]
