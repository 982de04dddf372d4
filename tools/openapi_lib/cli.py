"""The command line of tools/export-openapi."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from openapi_lib.export import differing, export, write_files
from testbed_lib.command import say
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE, ToolError
from testbed_lib.modules import KUBERNETES_VERSION

_DESCRIPTION = f"""\
Export the OpenAPI document of Kubernetes {KUBERNETES_VERSION} and the facts of its Go types.
"""

_EPILOG = f"""\
The document is read from an API server that tools/testbed builds and starts.
Exit code {EXIT_MISSING_PREREQUISITE}: this machine lacks what that needs (Go and openssl).
"""


def default_folder() -> Path:
    minor = KUBERNETES_VERSION.rsplit(".", 1)[0]
    return Path(__file__).resolve().parent.parent.parent / "openapi" / f"v{minor}"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    files, facts = export()
    for line in facts.lines():
        print(line)
    folder: Path = options.output
    if not options.check:
        changed = write_files(files, folder)
        print(f"written to {folder}: {', '.join(changed)}" if changed else f"{folder} was up to date")
        return 0
    if changed := differing(files, folder):
        raise ToolError(f"not what an export gives: {', '.join(str(folder / name) for name in changed)}")
    say(f"{folder} is what an export gives, to the byte")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools/export-openapi",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--output", type=Path, default=default_folder(), metavar="DIR", help="where the files lie (default: openapi/)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the files are not up to date")
    return parser
