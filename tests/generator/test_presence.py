"""Presence: what Go has, and what the C++ member is then, taken from the facts; and the rules where Go is silent."""

from __future__ import annotations

from functools import cache

import pytest
from k8sgen.facts import Facts
from k8sgen.pipeline import Compiled

from specs import META, STRING, committed, compiled, document, facts_of, field_of, kind, ref, struct

CORE = "io.k8s.api.core.v1"
APPS = "io.k8s.api.apps.v1"
AUTHENTICATION = "io.k8s.api.authentication.v1"
EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1"
RESOURCE = "io.k8s.api.resource.v1"


@cache
def real() -> Compiled:
    return committed()


@pytest.mark.parametrize(
    ("definition", "name", "type_", "always_written"),
    [
        # A value: written always, unless Go says omitempty.
        (f"{CORE}.Container", "name", "std::string", True),
        (f"{CORE}.Container", "image", "std::string", False),
        (f"{CORE}.ContainerPort", "containerPort", "std::int32_t", True),
        (f"{CORE}.ContainerPort", "hostPort", "std::int32_t", False),
        (f"{CORE}.ContainerStatus", "ready", "bool", True),
        (f"{CORE}.PodSpec", "hostNetwork", "bool", False),
        (f"{APPS}.DaemonSetStatus", "numberReady", "std::int32_t", True),
        (f"{META}.Condition", "observedGeneration", "std::int64_t", False),
        # A pointer to a scalar, or to what behaves like one.
        (f"{APPS}.DeploymentSpec", "replicas", "std::optional<std::int32_t>", False),
        (f"{CORE}.PodSpec", "automountServiceAccountToken", "std::optional<bool>", False),
        (f"{META}.ObjectMeta", "deletionTimestamp", "std::optional<Time>", False),
        (f"{CORE}.EmptyDirVolumeSource", "sizeLimit", "std::optional<Quantity>", False),
        (f"{APPS}.RollingUpdateDeployment", "maxSurge", "std::optional<IntOrString>", False),
        ("io.k8s.api.coordination.v1.LeaseSpec", "renewTime", "std::optional<MicroTime>", False),
        (f"{AUTHENTICATION}.TokenRequestSpec", "expirationSeconds", "std::optional<std::int64_t>", False),
        # The value of a struct: written when required, or not empty.
        (f"{CORE}.Pod", "spec", "PodSpec", False),
        (f"{CORE}.Pod", "metadata", "metav1::ObjectMeta", False),
        (f"{APPS}.DeploymentSpec", "template", "corev1::PodTemplateSpec", True),
        (f"{CORE}.PodList", "metadata", "metav1::ListMeta", False),
        (f"{META}.ObjectMeta", "creationTimestamp", "Time", False),
        (f"{META}.Condition", "lastTransitionTime", "Time", True),
        (f"{CORE}.ServicePort", "targetPort", "IntOrString", False),
        (f"{CORE}.HTTPGetAction", "port", "IntOrString", True),
        # A pointer to a struct; plain where the specification requires it.
        (f"{CORE}.Volume", "emptyDir", "Box<EmptyDirVolumeSource>", False),
        (f"{CORE}.PodSpec", "securityContext", "Box<PodSecurityContext>", False),
        (f"{APPS}.DeploymentSpec", "selector", "metav1::LabelSelector", True),
        (f"{APPS}.DaemonSetSpec", "selector", "metav1::LabelSelector", True),
        # Lists, maps and bytes.
        (f"{CORE}.PodSpec", "containers", "std::vector<Container>", True),
        (f"{CORE}.PodSpec", "volumes", "std::vector<Volume>", False),
        (f"{CORE}.PodList", "items", "std::vector<Pod>", True),
        (f"{META}.ObjectMeta", "labels", "std::map<std::string, std::string>", False),
        (f"{CORE}.ResourceRequirements", "limits", "std::map<std::string, Quantity>", False),
        (f"{CORE}.Secret", "data", "std::map<std::string, Bytes>", False),
        ("io.k8s.api.certificates.v1.CertificateSigningRequestSpec", "request", "Bytes", True),
        ("io.k8s.api.certificates.v1.CertificateSigningRequestStatus", "certificate", "Bytes", False),
        (f"{AUTHENTICATION}.UserInfo", "extra", "std::map<std::string, std::vector<std::string>>", False),
        (f"{RESOURCE}.DeviceAttribute", "bools", "std::vector<Bool>", False),
        # Raw JSON.
        (f"{APPS}.ControllerRevision", "data", "RawJson", False),
        (f"{META}.ManagedFieldsEntry", "fieldsV1", "RawJson", False),
        (f"{EXTENSIONS}.JSONSchemaProps", "default", "RawJson", False),
        (f"{EXTENSIONS}.JSONSchemaProps", "enum", "std::vector<RawJson>", False),
        # A union of shapes, and a type within itself.
        (f"{EXTENSIONS}.JSONSchemaPropsOrBool", "allows", "bool", True),
        (f"{EXTENSIONS}.JSONSchemaPropsOrArray", "jsonSchemas", "std::vector<JSONSchemaProps>", True),
        (f"{EXTENSIONS}.JSONSchemaProps", "not", "Box<JSONSchemaProps>", False),
    ],
)
def test_what_go_has(definition: str, name: str, type_: str, always_written: bool) -> None:
    field = field_of(real(), definition, name)
    assert (field.type, field.always_written) == (type_, always_written), field.reason


def test_go_knows_every_field_of_the_committed_specification() -> None:
    assert [field for struct_ in real().structs for field in struct_.fields if not field.known_to_go] == []


@pytest.mark.parametrize(
    ("definition", "name", "numbers"),
    [
        (f"{CORE}.Pod", "spec", (2,)),
        (f"{CORE}.ConfigMapKeySelector", "name", (1, 1)),
        (f"{CORE}.EphemeralContainer", "targetContainerName", (2,)),
        ("io.k8s.api.admissionregistration.v1.NamedRuleWithOperations", "apiGroups", (2, 2, 1)),
        (f"{META}.APIResource", "verbs", (4, 1)),
        ("io.k8s.apimachinery.pkg.version.Info", "major", ()),
    ],
)
def test_protobuf_numbers_lead_from_the_outermost_message(definition: str, name: str, numbers: tuple[int, ...]) -> None:
    assert field_of(real(), definition, name).protobuf == numbers


A = "com.example.v1.A"
B = "com.example.v1.B"


@pytest.mark.parametrize(
    ("schema", "required", "type_", "always_written"),
    [
        (STRING, True, "std::string", True),
        (STRING, False, "std::optional<std::string>", False),
        ({"type": "integer", "format": "int32"}, True, "std::int32_t", True),
        ({"type": "string", "format": "date-time"}, False, "std::optional<Time>", False),
        ({"type": "string", "format": "byte"}, False, "std::optional<Bytes>", False),
        (ref(B), True, "B", True),
        (ref(B), False, "Box<B>", False),
        ({"type": "array", "items": STRING}, True, "std::vector<std::string>", True),
        ({"type": "array", "items": STRING}, False, "std::vector<std::string>", False),
        ({"type": "array", "items": STRING, "default": []}, False, "std::optional<std::vector<std::string>>", False),
        ({"type": "array", "items": STRING, "nullable": True}, False, "std::optional<std::vector<std::string>>", False),
        ({"type": "object", "additionalProperties": STRING}, False, "std::map<std::string, std::string>", False),
        ({"type": "array", "items": {"type": "boolean"}}, False, "std::vector<Bool>", False),
        ({"type": "object"}, False, "RawJson", False),
        ({}, True, "RawJson", False),
    ],
)
def test_rules_where_go_is_silent(schema: dict[str, object], required: bool, type_: str, always_written: bool) -> None:
    definitions = {A: struct(("field",) if required else (), field=schema), B: struct(text=STRING)}
    field = field_of(compiled(document(definitions)), A, "field")
    assert (field.type, field.always_written) == (type_, always_written)
    assert not field.known_to_go


@pytest.mark.parametrize("name", ["metadata", "spec", "status"])
def test_the_outermost_members_of_a_whole_object_are_plain(name: str) -> None:
    definitions = {A: kind("A", "", "v1", **{name: ref(B)}), B: struct(text=STRING)}
    assert field_of(compiled(document(definitions)), A, name).type == "B"


def test_fields_come_in_the_order_of_go_then_by_name() -> None:
    facts = facts_of(A, {"json": "z", "type": "string"}, {"json": "m", "type": "*bool"})
    result = compiled(document({A: struct(a=STRING, b=STRING, m={"type": "boolean"}, z=STRING)}), facts)
    assert [field.property for field in result.structs[0].fields] == ["z", "m", "a", "b"]


def test_facts_hold_whatever_another_document_requires() -> None:
    """Else the member would be plain with one minor and boxed with the next."""
    facts = Facts({A: {"fields": [{"json": "b", "type": f"*{B}", "omitempty": True}]}}, {A: frozenset()})
    result = compiled(document({A: struct(("b",), b=ref(B)), B: struct(text=STRING)}), facts)
    assert field_of(result, A, "b").type == "Box<B>"
    assert field_of(result, A, "b").required
