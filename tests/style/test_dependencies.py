"""Who may include whom: the dependency rule of ARCHITECTURE.md."""

from __future__ import annotations

import re

import pytest
from sources import GENERATED, handwritten, includes, libraries, library, public_headers, texts

# Each module with what it may include besides itself and the standard library: modules, folders of them, or headers.
# A file belongs to the module with the longest name.
_MODULES: dict[str, tuple[str, ...]] = {
    "k8s/base": (),
    "k8s/meta": ("k8s/base",),
    "k8s/codec": ("k8s/base", "k8s/meta"),
    "k8s/transport": ("k8s/base",),
    "k8s/transport/cpprest": ("k8s/base", "k8s/transport"),
    "k8s/transport/curl": ("k8s/base", "k8s/transport"),
    "k8s/config": ("k8s/base", "k8s/meta", "k8s/transport"),
    "k8s/rest": (
        "k8s/base",
        "k8s/meta",
        "k8s/codec",
        "k8s/config",
        "k8s/transport",
        "k8s/transport/cpprest/cpprest_transport.h",
        "k8s/transport/curl/curl_transport.h",
        "k8s/api/meta/v1",
        "k8s/version.h",
    ),
    "k8s/dynamic": ("k8s/base", "k8s/meta", "k8s/codec", "k8s/config", "k8s/rest", "k8s/api/meta/v1"),
    "k8s/objects": ("k8s/base", "k8s/meta", "k8s/codec", "k8s/api/meta/v1"),
    "k8s/discovery": (
        "k8s/base",
        "k8s/meta",
        "k8s/codec",
        "k8s/config",
        "k8s/transport",  # HttpCache() stands around one
        "k8s/rest",
        "k8s/api/meta/v1",
        "k8s/api/autoscaling/v1",  # Scale
        "k8s/api/version",
    ),
    "k8s/workqueue": ("k8s/base", "k8s/meta"),
    "k8s/cache": (
        "k8s/base",
        "k8s/meta",
        "k8s/codec",
        "k8s/rest",
        "k8s/dynamic",
        "k8s/discovery",
        "k8s/workqueue",
        "k8s/api/meta/v1",
    ),
    "k8s/controller": (
        "k8s/base",
        "k8s/meta",
        "k8s/codec",
        "k8s/cache",
        "k8s/workqueue",
        "k8s/objects",
        "k8s/api/meta/v1",
    ),
    "k8s/api": ("k8s/base", "k8s/meta", "k8s/codec"),
    "k8s/client": ("k8s/base", "k8s/meta", "k8s/codec", "k8s/rest", "k8s/api", "k8s/clientset.h"),
    "k8s/clientset.h": ("k8s/base", "k8s/config", "k8s/rest", "k8s/transport"),
    "k8s/clientset.cc": ("k8s/base", "k8s/config", "k8s/rest", "k8s/transport", "k8s/client", "k8s/clientset.h"),
    "k8s/listers": ("k8s/cache", "k8s/api"),
    "k8s/informer_factory.h": ("k8s/cache",),
    "k8s/informers": ("k8s/cache", "k8s/api", "k8s/listers", "k8s/informer_factory.h"),
    "k8s/testkit": (
        "k8s/base",
        "k8s/meta",
        "k8s/codec",
        "k8s/config",
        "k8s/transport",
        "k8s/api",
        "k8s/testkit/access",
        "k8s/testkit/core",
        "k8s/testkit/http",
        "k8s/testkit/intercept",
        "k8s/testkit/memory",
    ),
    # Without I/O: `transport` lends it the types of requests and answers.
    "k8s/testkit/core": ("k8s/base", "k8s/meta", "k8s/codec", "k8s/transport"),
    "k8s/testkit/http": ("k8s/base", "k8s/transport", "k8s/testkit/core"),
    "k8s/testkit/access": ("k8s/base", "k8s/transport", "k8s/testkit/core"),
    "k8s/testkit/intercept": ("k8s/base", "k8s/transport", "k8s/testkit/core"),
    "k8s/testkit/memory": ("k8s/base", "k8s/transport", "k8s/testkit/core"),
}

# What others have written, and where it is included. Public headers include none of it: see below.
_THIRD_PARTIES: dict[str, tuple[str, ...]] = {
    r"fmt/": (r"k8s/.*\.cc",),
    r"yaml-cpp/": (r"k8s/config/\w+\.cc", r"k8s/codec/yaml_reader\.cc"),
    r"cpprest/|pplx/": (r"k8s/transport/cpprest/",),
    r"openssl/": (
        r"k8s/transport/cpprest/",
        r"k8s/transport/tls_policy\.(h|cc)",
        r"k8s/config/certificates\.cc",
        r"k8s/testkit/http/certificates\.cc",
    ),
    r"zlib\.h": (r"k8s/transport/gunzip\.h",),
    r"curl/": (r"k8s/transport/curl/",),
    r"boost/asio": (r"k8s/transport/cpprest/", r"k8s/testkit/http/\w+\.(h|cc)"),
    r"boost/beast": (r"k8s/testkit/http/\w+\.cc",),
    r"rapidjson/": (r"k8s/testkit/core/rapidjson\.h",),
    r"emmintrin\.h": (r"k8s/codec/json_scan\.h",),
    r"poll\.h|spawn\.h|fcntl\.h|unistd\.h|signal\.h|(sys|arpa|netinet)/.*": (r"k8s/.*\.cc", r"k8s/transport/curl/"),
}

_MADE = (*GENERATED, "k8s/version.h")

_STANDARD = re.compile(r"[a-z0-9_]+")


def module_of(name: str) -> str:
    candidates = [module for module in _MODULES if name == module or name.startswith(f"{module}/")]
    return max(candidates, key=len, default="")


def is_allowed(name: str, included: str) -> bool:
    module, other = module_of(name), module_of(included)
    return other == module or any(
        allowed in (other, included) or (allowed not in _MODULES and included.startswith(f"{allowed}/"))
        for allowed in _MODULES[module]
    )


def test_every_file_belongs_to_a_module() -> None:
    assert [name for name in library() if not module_of(name)] == []


def test_every_allowed_module_is_one_or_part_of_one() -> None:
    for others in _MODULES.values():
        for other in others:
            assert other == "k8s/version.h" or module_of(other)


def test_modules_do_not_need_each_other_in_a_circle() -> None:
    """Whole modules only: that the runtime needs one generated group, and others need the runtime, is no circle."""
    remaining = {module: {other for other in others if other in _MODULES} for module, others in _MODULES.items()}
    remaining["k8s/client"].discard("k8s/clientset.h")  # one folder of the generator's, in two modules
    while remaining:
        free = [module for module, others in remaining.items() if not others & remaining.keys()]
        assert free, f"a circle among {sorted(remaining)}"
        for module in free:
            del remaining[module]


def test_includes_keep_the_dependency_rule() -> None:
    violations = [
        f"{name} includes {included}"
        for name, text in library().items()
        for included in includes(text)
        if included.startswith("k8s/") and not is_allowed(name, included)
    ]
    assert violations == []


@pytest.mark.parametrize(
    ("name", "included"),
    [
        ("k8s/base/error.h", "k8s/meta/time.h"),
        ("k8s/codec/json.cc", "k8s/api/core/v1/pod.h"),
        ("k8s/transport/middleware.cc", "k8s/transport/cpprest/pool.h"),
        ("k8s/rest/watch.cc", "k8s/transport/cpprest/pool.h"),
        ("k8s/rest/watch.cc", "k8s/api/core/v1/pod.h"),
        ("k8s/testkit/core/store.cc", "k8s/testkit/http/http_server.h"),
    ],
)
def test_the_rule_knows_what_is_wrong(name: str, included: str) -> None:
    assert not is_allowed(name, included)


def test_third_parties_are_included_where_they_are_wrapped() -> None:
    violations = []
    for name, text in library().items():
        for included in includes(text):
            if included.startswith("k8s/") or _STANDARD.fullmatch(included):
                continue
            parties = (places for party, places in _THIRD_PARTIES.items() if re.match(party, included))
            if not any(re.match(place, name) for places in parties for place in places):
                violations.append(f"{name} includes {included}")
    assert violations == []


def test_public_headers_include_public_headers_and_the_standard_library() -> None:
    public = public_headers()
    violations = [
        f"{name} includes {included}"
        for name in sorted(public)
        for included in includes(library()[name])
        if not (_STANDARD.fullmatch(included) or included in public or included.startswith(_MADE))
    ]
    assert violations == []


def test_generated_code_and_examples_include_public_headers() -> None:
    public = public_headers()
    theirs = {str(path): text for path, text in texts().items() if path.parts[0] == "examples" and path.suffix in (".h", ".cc")}
    theirs |= {name: text for name, text in library().items() if name not in handwritten()}
    violations = [
        f"{name} includes {included}"
        for name, text in theirs.items()
        for included in includes(text)
        if included.startswith("k8s/") and included not in public and not included.startswith(_MADE)
    ]
    assert violations == []


def test_every_source_is_built() -> None:
    built = {source for arguments in libraries() for source in arguments["SOURCES"]}
    assert [name for name in handwritten() if name.endswith(".cc") and name not in built] == []
