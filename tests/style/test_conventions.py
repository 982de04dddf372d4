"""What no file of the project does, and what all of them do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sources import REPOSITORY, code, handwritten, library, texts

# A library leaves it to its user what is printed and when the program ends; it reports failures as values.
_FORBIDDEN: dict[str, str] = {
    "prints": r"\b(std::cout|std::cerr|std::clog|printf|fprintf|puts|fputs|perror|fmt::print)\b",
    "ends the program": r"\b(abort|exit|_exit|_Exit|quick_exit|terminate|assert)\s*\(",
    "detaches a thread": r"[.>]\s*detach\s*\(",
    "throws": r"\bthrow\b",
    "reads the environment": r"\bgetenv\b",
    "goes by the locale": r"<(cctype|clocale|ctype\.h|locale|locale\.h)>|\b(str|s)to(d|f|ld)\s*\(",
}

_WRAPPED = "cpprestsdk and its streams fail by exceptions; those are made into errors before they leave the folder"
_MISUSE = "BadAccess: whoever reads a value that is not there must not get one"

# The exceptions, each with its reason; the test knows when one is no longer needed.
_ALLOWED: dict[tuple[str, str], str] = {
    ("throws", "k8s/base/box.h"): _MISUSE,
    ("throws", "k8s/base/result.h"): _MISUSE,
    ("throws", "k8s/base/result.cc"): _MISUSE,
    ("throws", "k8s/base/future.cc"): "passes on what a continuation of the user threw",
    ("throws", "k8s/codec/value_size.h"): "as a standard container beyond its largest size; no text that is read gets there",
    ("throws", "k8s/codec/yaml_reader.cc"): "stops yaml-cpp within a document, by its own exception, which is caught there",
    ("throws", "k8s/config/yaml.cc"): "stops yaml-cpp within a document, by its own exception, which is caught there",
    ("throws", "k8s/testkit/core/json.cc"): "RapidJSON would assert(); this is caught where documents are read",
    ("throws", "k8s/transport/cpprest/connection_check.cc"): _WRAPPED,
    ("throws", "k8s/transport/cpprest/exchange.cc"): _WRAPPED,
    ("throws", "k8s/transport/cpprest/response_sink.cc"): _WRAPPED,
    ("throws", "k8s/transport/cpprest/send_exchange.cc"): _WRAPPED,
    ("throws", "k8s/transport/cpprest/streamed_body.cc"): _WRAPPED,
    ("detaches a thread", "k8s/base/clock.cc"): "a clock that a continuation on its own thread destroys cannot join it",
    ("detaches a thread", "k8s/base/executor.cc"): "a pool that one of its own threads destroys cannot join that one",
    ("detaches a thread", "k8s/cache/handler_threads.cc"): "a pool that one of its own threads destroys cannot join that one",
    ("detaches a thread", "k8s/transport/curl/loop.cc"): "a loop that its own thread destroys cannot join that one",
    ("detaches a thread", "k8s/testkit/memory/loop.cc"): "a loop that its own thread destroys cannot join that one",
    ("ends the program", "k8s/config/launch.cc"): "ends a new process that could not become another program, not ours",
    ("reads the environment", "k8s/config/environment.cc"): "is the one place that does",
}

_WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP)\b")
_HOME = re.compile(r"/(?:home|Users)/(?!user\b)\w|/root/")


def _violations() -> set[tuple[str, str]]:
    return {
        (what, name)
        for name, text in handwritten().items()
        for what, pattern in _FORBIDDEN.items()
        if re.search(pattern, code(text))
    }


def test_the_library_leaves_the_process_alone() -> None:
    assert sorted(_violations() - _ALLOWED.keys()) == []


def test_every_exception_to_that_is_needed() -> None:
    assert sorted(_ALLOWED.keys() - _violations()) == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("std::cerr << error;", "prints"),
        ("  std::abort();", "ends the program"),
        ("thread->detach();", "detaches a thread"),
        ("if (x) throw 1;", "throws"),
        ("std::getenv(name)", "reads the environment"),
        ("#include <cctype>", "goes by the locale"),
        ("std::strtod(text, &end)", "goes by the locale"),
    ],
)
def test_the_patterns_find(line: str, what: str) -> None:
    assert re.search(_FORBIDDEN[what], code(line))


@pytest.mark.parametrize("line", ["// throw", 'Error("exit(1)")', 'R"(abort())"', "/* throw */", "static_assert(x);"])
def test_the_patterns_pass_over(line: str) -> None:
    assert not any(re.search(pattern, code(line)) for pattern in _FORBIDDEN.values())


def test_every_header_is_guarded() -> None:
    guard = re.compile(r"^#pragma once$", re.MULTILINE)
    headers = {str(path): text for path, text in texts().items() if path.suffix == ".h"}
    assert [name for name, text in headers.items() if len(guard.findall(text)) != 1] == []


def test_headers_use_no_namespace_for_everyone() -> None:
    headers = {name: text for name, text in library().items() if name.endswith(".h")}
    assert [name for name, text in headers.items() if re.search(r"^using namespace", code(text), re.MULTILINE)] == []


def test_no_work_is_left_in_the_files() -> None:
    found = {str(path) for path, text in texts().items() if _WORDS.search(text)}
    assert found - {"tests/style/test_conventions.py"} == set()


def test_no_file_knows_the_home_of_its_author() -> None:
    found = {str(path) for path, text in texts().items() if _HOME.search(text)}
    assert found - {"tests/style/test_conventions.py"} == set()


def test_every_example_is_built() -> None:
    listed = re.findall(r"^k8s_example\((\w+) ", texts()[Path("examples/CMakeLists.txt")], re.MULTILINE)
    assert sorted(listed) == sorted(path.stem for path in REPOSITORY.glob("examples/*.cc"))


def test_the_first_program_of_the_readme_is_an_example() -> None:
    block = re.search(r"^```cpp\n(.*?)^```", texts()[Path("README.md")], re.MULTILINE | re.DOTALL)
    assert block is not None
    assert block.group(1) in texts()[Path("examples/list_pods.cc")]


def test_the_documents_name_only_files_that_exist() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts().items()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
        if not (REPOSITORY / path.parent / target).exists()
    ]
    assert broken == []
