"""Names: what the API spells, as C++ permits it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from k8sgen.errors import NamingError
from k8sgen.lower import names, packages
from k8sgen.lower.packages import Package

import custom_sink
from specs import REPOSITORY


@pytest.mark.parametrize(
    ("api", "member"),
    [
        ("nodeName", "nodeName"),
        ("clusterIP", "clusterIP"),
        ("template", "template_"),
        ("namespace", "namespace_"),
        ("operator", "operator_"),
        ("default", "default_"),
        ("continue", "continue_"),
        ("stdin", "stdin_"),
        ("linux", "linux_"),
        ("errno", "errno_"),
        ("EAGAIN", "EAGAIN_"),
        ("INT_MAX", "INT_MAX_"),
        ("ID", "ID_"),
        ("SYS_read", "SYS_read_"),
        ("podIP", "podIP"),
        ("IPs", "IPs"),
        ("$ref", "ref_"),
        ("$schema", "schema_"),
        ("x-kubernetes-list-type", "x_kubernetes_list_type"),
        ("1st", "_1st"),
        ("größe", "gr__e"),
        ("__asm__", "asm___"),
        ("__9", "_9_"),
        ("_Bool", "Bool_"),
        ("_internal", "_internal"),
        ("", "_"),
        ("kType", "kType_"),
        ("ListType", "ListType_"),
    ],
)
def test_members_are_spelled_as_the_api_spells_them(api: str, member: str) -> None:
    assert names.members("owner", [api], ()) == {api: member}


@pytest.mark.parametrize("kind", ["Validate", "kType", "kNamespaced", "kResource", "kVerbs", "ListType", "that", "std", "EOF"])
def test_no_type_is_called_as_what_is_used_beside_or_within_it(kind: str) -> None:
    assert names.type_name(kind, frozenset()) == f"{kind}_"


@pytest.mark.parametrize("compiler", ["g++", "clang++-14"])
def test_no_macro_of_what_is_included_is_a_name(compiler: str, tmp_path: Path) -> None:
    found = shutil.which(compiler)
    if found is None:
        pytest.skip(f"no {compiler}")
    headers = sorted(header.relative_to(custom_sink.GENERATED) for header in custom_sink.GENERATED.rglob("*.h"))
    assert headers
    source = tmp_path / "everything.cc"
    source.write_text("".join(f'#include "{header}"\n' for header in headers))
    roots = [custom_sink.GENERATED, *(REPOSITORY / root for root in ("runtime", "informers", "generated"))]
    command = [found, "-std=gnu++20", "-dM", "-E", *(f"-I{root}" for root in roots), str(source)]
    macros = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    defined = re.findall(r"^#define ([A-Za-z]\w*) ", macros, re.MULTILINE)
    assert "EOF" in defined
    assert [name for name in defined if names.identifier(name) == name] == []


def test_a_member_does_not_hide_a_type_that_its_struct_mentions() -> None:
    assert names.members("owner", ["Time"], {"Time"}) == {"Time": "Time_"}


def test_members_that_would_be_one_are_refused_with_a_hint() -> None:
    with pytest.raises(NamingError, match=r"'a-b' and 'a_b' would both be a_b; rename one of them"):
        names.members("owner", ["a-b", "a_b"], ())


@pytest.mark.parametrize(
    ("value", "constant"),
    [
        ("Running", "kRunning"),
        ("", "kEmpty"),
        ("*", "kAll"),
        ("s/mime", "kSMime"),
        ("server auth", "kServerAuth"),
        ("10Gbps", "k10Gbps"),
        ("SIGRTMIN+1", "kSIGRTMINPlus1"),
        ("SIGRTMAX-1", "kSIGRTMAXMinus1"),
        ("--", "kOther"),
    ],
)
def test_constants_are_named_after_their_values(value: str, constant: str) -> None:
    assert names.enumerators("owner", [value]) == {value: constant}


def test_values_that_would_be_one_constant_are_refused_with_a_hint() -> None:
    with pytest.raises(NamingError, match="'a b' and 'a-b' would both be kAB; rename one of them"):
        names.enumerators("owner", ["a b", "a-b"])


@pytest.mark.parametrize(
    ("name", "snake"),
    [
        ("Pod", "pod"),
        ("PodDNSConfig", "pod_dns_config"),
        ("JSONSchemaPropsOrBool", "json_schema_props_or_bool"),
        ("ServiceCIDR", "service_cidr"),
        ("podCIDRs", "pod_cidrs"),
        ("FieldsV1", "fields_v1"),
        ("HTTPGetAction", "http_get_action"),
        ("StorageOSVolumeSource", "storage_os_volume_source"),
    ],
)
def test_files_are_in_snake_case(name: str, snake: str) -> None:
    assert names.snake(name) == snake


@pytest.mark.parametrize(
    ("kind", "resource", "accessor", "file"),
    [
        ("Pod", "pods", "Pods", "pods"),
        ("NetworkPolicy", "networkpolicies", "NetworkPolicies", "network_policies"),
        ("IPAddress", "ipaddresses", "IPAddresses", "ip_addresses"),
        ("ServiceCIDR", "servicecidrs", "ServiceCIDRs", "service_cidrs"),
        ("CSIStorageCapacity", "csistoragecapacities", "CSIStorageCapacities", "csi_storage_capacities"),
        ("Endpoints", "endpoints", "Endpoints", "endpoints"),
        ("Goose", "birds", "Birds", "birds"),
    ],
)
def test_resources_have_the_capitals_of_their_kind(kind: str, resource: str, accessor: str, file: str) -> None:
    assert names.plural_of(kind, resource) == accessor
    assert names.plural_file(kind, resource) == file


@pytest.mark.parametrize(
    ("definition", "package", "namespace", "accessor"),
    [
        ("io.k8s.api.core.v1.Pod", Package("core", "v1"), "corev1", "CoreV1"),
        ("io.k8s.apimachinery.pkg.apis.meta.v1.Status", Package("meta", "v1"), "metav1", "MetaV1"),
        ("io.k8s.apimachinery.pkg.version.Info", Package("version", ""), "version", "Version"),
        (
            "io.k8s.api.apiserverinternal.v1alpha1.X",
            Package("apiserverinternal", "v1alpha1"),
            "apiserverinternalv1alpha1",
            "InternalV1alpha1",
        ),
        ("com.example.my-group.v1.X", Package("my_group", "v1"), "my_groupv1", "MyGroupV1"),
        ("com.example.std.X", Package("std", ""), "std_", "Std"),
        ("com.example.3scale.v1.X", Package("3scale", "v1"), "_3scalev1", "_3scaleV1"),
    ],
)
def test_packages_are_group_versions(definition: str, package: Package, namespace: str, accessor: str) -> None:
    assert packages.assign([definition], {})[definition] == package
    assert package.namespace == namespace
    assert package.accessor == accessor


def test_packages_of_one_name_are_refused_until_one_is_named() -> None:
    ours, theirs = "io.k8s.api.autoscaling.v1.Scale", "io.k8s.autoscaling.v1.VerticalPodAutoscaler"
    with pytest.raises(NamingError, match=r"name one of them, --package io.k8s.autoscaling=NAME"):
        packages.assign([theirs, ours], {})
    assigned = packages.assign([theirs, ours], {"io.k8s.autoscaling": "vpa"})
    assert assigned == {ours: Package("autoscaling", "v1"), theirs: Package("vpa", "v1")}
