"""The sources of the project, as the tests of their style see them."""

from __future__ import annotations

import functools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
INCLUDE_ROOTS = ("runtime", "informers", "testkit", "generated")
GENERATED = ("k8s/api/", "k8s/client", "k8s/listers/", "k8s/informers/", "k8s/informer_factory.h")
HOSTILE = Path("tests/fuzz/corpus")  # bytes that are no text of ours

_INCLUDE = re.compile(r"^\s*#\s*include\s*[<\"]([^>\"]+)[>\"]", re.MULTILINE)
_COMMENT_OR_LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/|R"(?P<end>[^(\s]*)\(.*?\)(?P=end)"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'""", re.DOTALL
)
_LIBRARY = re.compile(r"^k8s_library\((.*?)\)", re.MULTILINE | re.DOTALL)
_KEYWORDS = ("SOURCES", "HEADERS", "PUBLIC", "PRIVATE", "INCLUDE_ROOT")


@functools.cache
def texts() -> dict[Path, str]:
    """Every text file of the project, by its path in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in sorted(set(listed.stdout.split("\0")) - {""}):
        path = REPOSITORY / name
        if path.is_file() and not path.is_relative_to(REPOSITORY / HOSTILE):
            content = path.read_bytes()
            if b"\0" not in content:
                found[Path(name)] = content.decode()
    return found


@functools.cache
def library() -> dict[str, str]:
    """The headers and sources of the libraries: how they are included, or would be, to what they say."""
    return {
        str(path.relative_to(path.parts[0])): text
        for path, text in texts().items()
        if path.parts[0] in INCLUDE_ROOTS and len(path.parts) > 2 and path.suffix in (".h", ".cc")
    }


def handwritten() -> dict[str, str]:
    """The part of library() that no generator prints."""
    return {name: text for name, text in library().items() if not name.startswith(GENERATED)}


def includes(text: str) -> list[str]:
    return _INCLUDE.findall(text)


def code(text: str) -> str:
    """`text` without its comments, and with empty literals; each line stays where it is."""

    def blank(match: re.Match[str]) -> str:
        literal = match.group()
        return "\n" * literal.count("\n") if literal[0] == "/" else '""' + "\n" * literal.count("\n")

    return _COMMENT_OR_LITERAL.sub(blank, text)


def libraries() -> Iterator[dict[str, list[str]]]:
    """The arguments of each k8s_library() of handwritten code; files as they are included."""
    for path, text in texts().items():
        if path.name != "CMakeLists.txt" or path.parts[0] not in INCLUDE_ROOTS:
            continue
        folder = path.parent.relative_to(path.parts[0])
        for block in _LIBRARY.findall(text):
            arguments: dict[str, list[str]] = {keyword: [] for keyword in _KEYWORDS}
            name, *words = block.split()
            keyword = ""
            for word in words:
                if word in _KEYWORDS:
                    keyword = word
                else:
                    is_file = keyword in ("SOURCES", "HEADERS")
                    arguments[keyword].append(str(folder / word) if is_file else word)
            yield {"NAME": [name], **arguments}


def public_headers() -> set[str]:
    """What K8sLibrary.cmake installs of handwritten code."""
    found: set[str] = set()
    for arguments in libraries():
        folders = {str(Path(source).parent) for source in arguments["SOURCES"]}
        beside = (name for name in library() if name.endswith(".h") and str(Path(name).parent) in folders)
        found.update(arguments["HEADERS"] or beside)
    return found
