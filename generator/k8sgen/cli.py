"""The command line: `generate`, `crd`, `groups`, `diff` and `explain`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from k8sgen.custom.builtins import Builtins
from k8sgen.custom.manifests import read_crds
from k8sgen.custom.specify import package_names, specify
from k8sgen.difference import difference
from k8sgen.emit import Difference, compare, write
from k8sgen.errors import GeneratorError, SpecError
from k8sgen.explain import explain
from k8sgen.facts import Facts
from k8sgen.library import Library, newest_openapi
from k8sgen.options import Options, cpp_namespace, include_root
from k8sgen.pipeline import Compiled, compile_document, compile_served, compile_specification
from k8sgen.render.files import render_files
from k8sgen.report import check_is_an_api, check_totals, summary
from k8sgen.served.documents import Served, read_documents
from k8sgen.served.specify import specify_served
from k8sgen.spec.cluster import fetch_document
from k8sgen.spec.files import read_file

_PACKAGE = re.compile(r"[a-z][a-z0-9_]*")
_REPOSITORY = Path(__file__).resolve().parents[2]


EXIT_DIFFERENT = 3
EXIT_INTERRUPTED = 130
_LISTED = 100


def main(arguments: Sequence[str], *, program: str = "k8sgen", is_tool: bool = False) -> int:
    """`program` is what the caller is called; for a tool, whatever is not to be explained is to be generated."""
    options = _parse(arguments, program, is_tool=is_tool)
    try:
        result = _COMMANDS[options.command](options, program)
        sys.stdout.flush()
        return result
    except GeneratorError as error:
        _complain(program, str(error))
        return 1
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # Who reads us has seen enough; what is still in the buffer must not fail on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _complain(program: str, message: str) -> None:
    """In one line, whatever names of a document are in it."""
    printable = "".join(character if character.isprintable() else ascii(character)[1:-1] for character in message)
    print(f"{program}: {printable}", file=sys.stderr)


def _generate(options: argparse.Namespace, program: str) -> int:
    with _naming_the_document(options):
        compiled = _compile(options)
        check_is_an_api(compiled)
    return _emit(compiled, options, program)


def _custom(options: argparse.Namespace, program: str) -> int:
    """Of custom resources."""
    versions, left_out = read_crds(options.files)
    packages = package_names((version.group for version in versions), _packages(options.package))
    custom = specify(versions, packages, _builtins(options, Library(newest_openapi)))
    chosen = _on_top(options, custom.packages)
    return _emit(compile_specification(custom.specification, chosen, [*left_out, *custom.notes]), options, program)


def _groups(options: argparse.Namespace, program: str) -> int:
    """Of groups that a server serves."""
    library = Library(newest_openapi)
    packages = _packages(options.package)
    selected = specify_served(_served(options), options.groups, packages, library, _builtins(options, library))
    return _emit(compile_served(selected, library.facts, _on_top(options, selected.packages)), options, program)


def _builtins(options: argparse.Namespace, library: Library) -> Builtins | None:
    return Builtins(library) if options.map_builtins else None


def _served(options: argparse.Namespace) -> Served:
    if options.kubeconfig is not None:
        return read_documents([("/openapi/v2", fetch_document(options.kubeconfig, options.context))])
    return read_documents((str(file), read_file(file)) for file in options.spec)


def _on_top(options: argparse.Namespace, packages: Mapping[str, str]) -> Options:
    """Of what stands on the installed library."""
    namespace = cpp_namespace(options.namespace)
    return Options(
        namespace=namespace,
        include_root=include_root(options.include_root or namespace.replace("::", "/")),
        packages=packages,
        foreign=True,
        target=options.target or namespace.replace("::", "_") + "_api",
    )


def _emit(compiled: Compiled, options: argparse.Namespace, program: str) -> int:
    check_totals(compiled)
    files = render_files(compiled)
    difference = compare(options.output, files) if options.check else write(options.output, files)
    for warning in compiled.warnings[:_LISTED]:
        _complain(program, f"warning: {warning}")
    if len(compiled.warnings) > _LISTED:
        _complain(program, f"warning: and {len(compiled.warnings) - _LISTED} more of these")
    print("\n".join(summary(compiled)))
    if options.check:
        return _report_check(difference, options.output, program)
    print(
        f"{options.output}: {len(files)} files, {len(difference.missing)} new, {len(difference.changed)} changed, "
        f"{len(difference.stale)} deleted"
    )
    return 0


def _report_check(difference: Difference, output: Path, program: str) -> int:
    if not difference:
        print(f"{output}: up to date")
        return 0
    kinds = (("missing", difference.missing), ("different", difference.changed), ("stale", difference.stale))
    for what, paths in kinds:
        for path in paths:
            print(f"{what}: {path}", file=sys.stderr)
    print(f"{output}: {', '.join(f'{len(paths)} {what}' for what, paths in kinds)}; left as it is")
    _complain(program, f"{output} is not what the generator writes: run this without --check")
    return EXIT_DIFFERENT


def _explain(options: argparse.Namespace, _program: str) -> int:
    with _naming_the_document(options):
        compiled = _compile(options)
    for line in explain(compiled, options.definition):
        print(line)
    return 0


def _difference(options: argparse.Namespace, _program: str) -> int:
    print("\n".join(difference(read_file(options.old), read_file(options.new))))
    return 0


def _compile(options: argparse.Namespace) -> Compiled:
    folder: Path = options.openapi or newest_openapi()
    facts = Facts.load(folder / "types.json", folder / "swagger.json")
    committed = options.spec is None and options.kubeconfig is None
    chosen = Options(
        namespace=options.namespace,
        include_root=options.include_root,
        packages=_packages(options.package),
        foreign=not committed,
    )
    return compile_document(_document(options, folder), facts, chosen, strict=committed)


def _document(options: argparse.Namespace, folder: Path) -> bytes:
    if options.kubeconfig is not None:
        return fetch_document(options.kubeconfig, options.context)
    return read_file(options.spec or folder / "swagger.json")


@contextmanager
def _naming_the_document(options: argparse.Namespace) -> Iterator[None]:
    """What is wrong with a document is told with where it came from."""
    try:
        yield
    except SpecError as error:
        served = f"/openapi/v2 of the server in {options.kubeconfig}"
        source = served if options.kubeconfig is not None else options.spec or "the committed document"
        raise GeneratorError(f"{source}: {error}") from error


def _packages(assignments: Sequence[str]) -> dict[str, str]:
    packages = {}
    for assignment in assignments:
        prefix, equals, name = assignment.partition("=")
        if not equals or not _PACKAGE.fullmatch(name):
            raise GeneratorError(f"--package {assignment}: expected PREFIX=NAME, as in io.k8s.autoscaling=vpa")
        packages[prefix] = name
    return packages


def _parse(arguments: Sequence[str], program: str, *, is_tool: bool) -> argparse.Namespace:
    parser = _parser(program, is_tool=is_tool)
    if is_tool and (not arguments or arguments[0] not in _COMMANDS):
        arguments = ["generate", *arguments]
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        options.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _parser(program: str, *, is_tool: bool) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    source = common.add_mutually_exclusive_group()
    source.add_argument("--spec", type=Path, metavar="FILE", help="an OpenAPI v2 document, instead of the committed one")
    source.add_argument("--kubeconfig", type=Path, metavar="FILE", help="take the document of the cluster this leads to")
    common.add_argument("--context", metavar="NAME", help="the context of the kubeconfig, instead of its current one")
    common.add_argument(
        "--openapi", type=Path, metavar="DIR", help="where swagger.json and types.json lie (the newest committed)"
    )
    common.add_argument("--namespace", default="k8s", metavar="NAME", help="the C++ namespace around everything (k8s)")
    common.add_argument("--include-root", default="k8s", metavar="DIR", help="the folder of all headers (k8s)")
    common.add_argument(
        "--package", action="append", default=[], metavar="PREFIX=NAME", help="name a package, if two would get one name"
    )

    parser = argparse.ArgumentParser(prog=program, description="Generates C++ from a Kubernetes OpenAPI document.")
    commands = parser.add_subparsers(dest="command", required=True)
    generate = commands.add_parser(
        "generate",
        parents=[common],
        prog=program if is_tool else f"{program} generate",
        help="write the C++ files",
        epilog=f"`{program} explain NAME` tells what becomes of one definition, and why.",
        allow_abbrev=False,
    )
    generate.set_defaults(parser=generate)
    generate.add_argument("--output", type=Path, default=_REPOSITORY / "generated", metavar="DIR", help="where to (generated/)")
    generate.add_argument(
        "--check", action="store_true", help=f"write nothing; exit code {EXIT_DIFFERENT} if something would change"
    )
    explaining = commands.add_parser(
        "explain", parents=[common], help="tell what becomes of one definition, and why", allow_abbrev=False
    )
    explaining.set_defaults(parser=explaining)
    comparing = commands.add_parser(
        "diff", help="tell what changed between two OpenAPI v2 documents, as Markdown", allow_abbrev=False
    )
    comparing.set_defaults(parser=comparing)
    comparing.add_argument("old", type=Path, metavar="OLD")
    comparing.add_argument("new", type=Path, metavar="NEW")
    custom = commands.add_parser("crd", help="write the C++ files of custom resources", allow_abbrev=False)
    custom.set_defaults(parser=custom)
    custom.add_argument("files", nargs="+", type=Path, metavar="FILE", help="YAML or JSON with CustomResourceDefinitions")
    _add_output_on_top(custom)
    served = commands.add_parser("groups", help="write the C++ files of groups that a cluster serves", allow_abbrev=False)
    served.set_defaults(parser=served)
    served.add_argument("groups", nargs="+", metavar="GROUP", help="stable.example.com, or one version of it: apps/v1, core/v1")
    documents = served.add_mutually_exclusive_group(required=True)
    documents.add_argument(
        "--spec", type=Path, action="append", metavar="FILE", help="an OpenAPI document, v2 or v3; several of v3 may be needed"
    )
    documents.add_argument("--kubeconfig", type=Path, metavar="FILE", help="take the document of the cluster this leads to")
    served.add_argument("--context", metavar="NAME", help="the context of the kubeconfig, instead of its current one")
    _add_output_on_top(served)
    explaining.add_argument("definition", help="io.k8s.api.core.v1.Pod, or the end of it: core.v1.Pod, Pod")
    return parser


def _add_output_on_top(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--namespace", required=True, metavar="NAME", help="the C++ namespace around everything: crontab")
    parser.add_argument("--include-root", metavar="DIR", help="the folder of all headers (the namespace)")
    parser.add_argument(
        "--map-builtins", action="store_true", help="objects with exactly the structure of one of the library's types have it"
    )
    parser.add_argument("--output", "--out", type=Path, required=True, metavar="DIR", help="where to")
    parser.add_argument("--target", metavar="NAME", help="the CMake target that is written along (the namespace and _api)")
    parser.add_argument(
        "--package", action="append", default=[], metavar="GROUP=NAME", help="name a package (the first word of its group)"
    )
    parser.add_argument(
        "--check", action="store_true", help=f"write nothing; exit code {EXIT_DIFFERENT} if something would change"
    )


_COMMANDS = {"generate": _generate, "explain": _explain, "crd": _custom, "groups": _groups, "diff": _difference}
