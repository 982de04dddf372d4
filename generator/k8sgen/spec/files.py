"""Files that somebody else names."""

from __future__ import annotations

from pathlib import Path

from k8sgen.errors import GeneratorError

MOST_BYTES = 64 << 20
"""Of a document: the largest of a cluster with hundreds of custom resources have some ten million."""


def read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise GeneratorError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        raise GeneratorError(f"{path} is no name of a file") from None
    if len(content) > MOST_BYTES:
        raise GeneratorError(f"{path} has more than {MOST_BYTES} bytes")
    return content
