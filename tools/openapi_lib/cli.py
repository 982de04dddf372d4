"""The command line of tools/export-openapi."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from openapi_lib.export import differing, export, write_files
from testbed_lib.command import say
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE, ToolError
from testbed_lib.modules import KUBERNETES_VERSION

_DESCRIPTION = """\
Export the OpenAPI document of a Kubernetes version, and the facts of its Go types.
"""

_EPILOG = f"""\
The document is read from an API server that tools/testbed starts: one that it has built, which is {KUBERNETES_VERSION},
or that of KUBEBUILDER_ASSETS, which may be another. The Go types are read from the modules of the same version.
Exit code {EXIT_MISSING_PREREQUISITE}: this machine lacks what that needs (Go and openssl).
"""


def default_folder(version: str) -> Path:
    minor = version.rsplit(".", 1)[0]
    return Path(__file__).resolve().parent.parent.parent / "openapi" / f"v{minor}"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    files, facts = export(options.version)
    for line in facts.lines():
        print(line)
    folder: Path = options.output or default_folder(options.version)
    if not options.check:
        changed = write_files(files, folder)
        print(f"written to {folder}: {', '.join(changed)}" if changed else f"{folder} was up to date")
        return 0
    if changed := differing(files, folder):
        raise ToolError(f"not what an export gives: {', '.join(str(folder / name) for name in changed)}")
    say(f"{folder} is what an export gives, to the byte")
    return 0


def _version(text: str) -> str:
    version = text.removeprefix("v")
    if not re.fullmatch(r"1\.[0-9]+\.[0-9]+", version):
        raise argparse.ArgumentTypeError(f"{text!r} is no version such as {KUBERNETES_VERSION}")
    return version


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools/export-openapi",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "version",
        type=_version,
        nargs="?",
        default=KUBERNETES_VERSION,
        metavar="VERSION",
        help=f"of Kubernetes, such as {KUBERNETES_VERSION} (default)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="where the files lie (default: the folder of the minor below openapi/)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the files are not up to date")
    return parser
