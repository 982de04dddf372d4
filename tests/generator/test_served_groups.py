"""Groups out of the documents that a server serves: `tools/generate groups`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from k8sgen.cli import main
from k8sgen.custom.manifests import read_crds

from compiling import compiler, complaints
from custom_sink import FOLDER, GENERATED
from served import document_of_v2, documents_of_v3
from specs import META, OPENAPI, REPOSITORY, STRING, kind, ref, struct

ROOTS = tuple(REPOSITORY / root for root in ("generated", "informers"))
SINK_GROUPS = ("sink.example.com", "autoscaling.k8s.io", "networking.istio.io")
# What a server adds to a schema is checked, too; and the place of a definition is in no other file.
NOT_ALIKE = ("sink/validation/", "CMakeLists.txt")


@dataclass
class Run:
    code: int
    files: Mapping[str, str]
    said: str


Runner = Callable[..., Run]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Runner:
    def run_it(*documents: Mapping[str, Any] | bytes, groups: tuple[str, ...], options: tuple[str, ...] = ()) -> Run:
        arguments = ["groups", *groups]
        for number, content in enumerate(documents):
            file = tmp_path / f"document{number}.json"
            file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
            arguments += ["--spec", str(file)]
        output = tmp_path / "out"
        code = main([*arguments, "--namespace", "sink", "--output", str(output), *options])
        return Run(code, texts(output), capsys.readouterr().err)

    return run_it


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}


def alike(files: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if not path.startswith(NOT_ALIKE)}


@pytest.fixture(scope="module")
def aggregated() -> dict[str, Any]:
    """An API that an aggregated server describes: its types refer to each other and to those of Kubernetes."""
    prefix = "com.example.shop.v1"
    order = {
        **kind("Order", "shop.example.com", "v1", metadata=ref(f"{META}.ObjectMeta"), spec=ref(f"{prefix}.OrderSpec")),
        "description": "An order.",
    }
    spec = struct(
        ("customer",),
        customer=STRING,
        selector=ref(f"{META}.LabelSelector"),
        template=ref("io.k8s.api.core.v1.PodTemplateSpec"),
        novelty=ref("io.k8s.api.core.v1.NewerThanTheLibrary"),
        amount=ref("io.k8s.apimachinery.pkg.api.resource.Quantity"),
    )
    listing = kind(
        "OrderList",
        "shop.example.com",
        "v1",
        metadata=ref(f"{META}.ListMeta"),
        items={"type": "array", "items": ref(f"{prefix}.Order")},
    )
    path = "/apis/shop.example.com/v1/namespaces/{namespace}/orders"

    def operation(action: str, answer: str) -> dict[str, Any]:
        return {"operationId": "shared", "x-kubernetes-action": action, "responses": {"200": {"schema": ref(answer)}}}

    return {
        "swagger": "2.0",
        "info": {"version": "v1.40.0"},
        "paths": {
            path: {"get": operation("list", f"{prefix}.OrderList")},
            f"{path}/{{name}}": {"get": operation("get", f"{prefix}.Order"), "delete": operation("delete", f"{META}.Status")},
            "/apis/other.example.com/v1/things": {"get": operation("list", "com.example.other.v1.Broken")},
        },
        "definitions": {
            f"{prefix}.Order": order,
            f"{prefix}.OrderSpec": spec,
            f"{prefix}.OrderList": listing,
            "io.k8s.api.core.v1.NewerThanTheLibrary": struct(a=STRING),
            "com.example.other.v1.Broken": {"type": "of no sort"},
        },
    }


def test_a_server_of_v3_says_the_same_as_the_definitions(run: Runner) -> None:
    versions, _ = read_crds([FOLDER / "sink.yaml"])
    done = run(*documents_of_v3(versions), groups=SINK_GROUPS)
    assert done.code == 0, done.said
    assert alike(done.files) == alike(texts(GENERATED))


def test_so_does_one_of_v2(run: Runner) -> None:
    versions, _ = read_crds([FOLDER / "sink.yaml"])
    done = run(document_of_v2(versions), groups=SINK_GROUPS)
    assert done.code == 0, done.said
    assert alike(done.files) == alike(texts(GENERATED))


def test_objects_are_validated_by_what_the_document_says(run: Runner) -> None:
    versions, _ = read_crds([FOLDER / "sink.yaml"])
    done = run(*documents_of_v3(versions), groups=("sink.example.com/v1",))
    ours = set(done.files["sink/validation/sink/v1/sink.cc"].splitlines())
    reviewed = (GENERATED / "sink/validation/sink/v1/sink.cc").read_text().splitlines()
    patterns = [line for line in reviewed if "Pattern" in line and "constexpr" in line]
    assert patterns
    assert set(patterns) <= ours


def test_one_version_of_a_group(run: Runner) -> None:
    versions, _ = read_crds([FOLDER / "sink.yaml"])
    done = run(document_of_v2(versions), groups=("sink.example.com/v1alpha1",))
    assert done.code == 0, done.said
    assert "sink/api/sink/v1alpha1/sink.h" in done.files
    assert not [path for path in done.files if "sink/v1/" in path or "autoscaling" in path]


def test_types_of_the_library_are_the_librarys(run: Runner, aggregated: dict[str, Any]) -> None:
    done = run(aggregated, groups=("shop.example.com",))
    assert done.code == 0, done.said
    header = done.files["sink/api/shop/v1/order_spec.h"]
    assert "#include <k8s/api/core/v1/pod_template_spec.h>" in header
    assert "k8s::Box<k8s::corev1::PodTemplateSpec> template_;" in header
    assert "k8s::Box<k8s::metav1::LabelSelector> selector;" in header
    assert "std::optional<k8s::Quantity> amount;" in header
    assert "k8s::api_core_v1 k8s::api_meta_v1" in done.files["CMakeLists.txt"]
    assert "sink/informers/shop/v1/orders.h" in done.files


def test_what_the_library_lacks_is_generated(run: Runner, aggregated: dict[str, Any]) -> None:
    done = run(aggregated, groups=("shop.example.com",))
    assert "k8s::Box<corev1::NewerThanTheLibrary> novelty;" in done.files["sink/api/shop/v1/order_spec.h"]
    assert "sink/api/core/v1/newer_than_the_library.h" in done.files


@pytest.mark.skipif(compiler() is None, reason="no compiler")
def test_the_output_compiles(run: Runner, aggregated: dict[str, Any], tmp_path: Path) -> None:
    done = run(aggregated, groups=("shop.example.com",))
    sources = {path: text for path, text in done.files.items() if path.endswith((".h", ".cc"))}
    assert complaints(sources, tmp_path / "compiled", ROOTS) == ""


def test_groups_of_kubernetes_itself_are_as_the_library_has_them(run: Runner) -> None:
    """In a namespace of their own, and with the types that Go has."""
    done = run((OPENAPI / "swagger.json").read_bytes(), groups=("scheduling.k8s.io/v1",))
    assert done.code == 0, done.said
    committed = (REPOSITORY / "generated/k8s/api/scheduling/v1/priority_class.h").read_text()
    header = done.files["sink/api/scheduling/v1/priority_class.h"]
    ours = [line.strip() for line in committed.splitlines() if line.endswith(";") and "std::int32_t" in line]
    assert ours
    assert set(ours) <= {line.strip() for line in header.splitlines()}
    assert "k8s::metav1::ObjectMeta metadata;" in header


def test_a_package_is_named_by_its_group(run: Runner, aggregated: dict[str, Any]) -> None:
    done = run(aggregated, groups=("shop.example.com",), options=("--package", "shop.example.com=store"))
    assert "namespace sink::storev1 {" in done.files["sink/api/store/v1/order.h"]


def test_a_group_that_is_not_there_is_told_with_those_that_are(run: Runner, aggregated: dict[str, Any]) -> None:
    done = run(aggregated, groups=("shop.example.org",))
    assert done.code == 1
    assert "shop.example.org is no group" in done.said
    assert "other.example.com/v1, shop.example.com/v1" in done.said


def test_what_is_wrong_elsewhere_in_a_document_does_not_matter(run: Runner, aggregated: dict[str, Any]) -> None:
    assert run(aggregated, groups=("shop.example.com",)).code == 0
    assert "no such type: 'of no sort'" in run(aggregated, groups=("other.example.com",)).said


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"{", "document0.json: /: not JSON"),
        (b"[]", "document0.json: /: expected an object"),
        (b"{}", "document0.json: neither"),
        (b'{"openapi": "3.0.0", "components": {"schemas": 1}}', "/components/schemas: expected an object"),
        (b'{"openapi": "3.0.0", "paths": {"/apis/a.b/v1/c": {"get": {"requestBody": 1}}}}', "/get/requestBody: expected"),
        (b'{"openapi": "3.0.0", "paths": {"/apis/a.b/v1/c": {"get": {"responses": {"200": 1}}}}}', "/200: expected"),
        (b'{"openapi": "3.0.0", "paths": {"/apis/a.b/v1/c": {"get": {"parameters": [1]}}}}', "/parameters/0: expected"),
        (b'{"swagger": "2.0", "definitions": []}', "/definitions: expected an object"),
        (b'{"swagger": "2.0", "paths": {"/apis/a.b/v1/c": 1}}', "c: expected an object"),
    ],
)
def test_what_is_malformed_is_told_by_file_and_place(run: Runner, content: bytes, place: str) -> None:
    done = run(content, groups=("a.b",))
    assert done.code == 1
    assert place in done.said
    assert len(done.said.splitlines()) == 1


@pytest.mark.parametrize("group", ["..", "a/../..", "evil;group.x"])
def test_hostile_names_get_nowhere(run: Runner, group: str, tmp_path: Path) -> None:
    versions, _ = read_crds([FOLDER / "sink.yaml"])
    text = json.dumps(document_of_v2(versions)).replace("sink.example.com", group)
    done = run(text.encode(), groups=(group,))
    assert done.code == 1
    assert "is no group" in done.said
    assert done.files == {}
    assert {path.name for path in tmp_path.iterdir()} <= {"document0.json", "out"}


def test_depth_without_end_is_an_error(run: Runner) -> None:
    deep = b'{"items":' * 400 + b"{}" + b"}" * 400
    text = b'{"openapi": "3.0.0", "components": {"schemas": {"b.a.v1.C": ' + deep + b"}}}"
    assert run(text, groups=("a.b",)).code == 1
