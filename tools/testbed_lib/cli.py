"""The command line of tools/testbed."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from testbed_lib import testbeds
from testbed_lib.build import find_or_build
from testbed_lib.cluster import ClusterInfo, Options
from testbed_lib.command import say, signals_handled_by
from testbed_lib.errors import EXIT_MISSING_PREREQUISITE
from testbed_lib.modules import API_PROGRAMS, CLIENT_PROGRAMS, CONTROLLER_PROGRAMS

_DESCRIPTION = "A real Kubernetes control plane on the loopback interface, for tests."

_EPILOG = f"""\
The programs are built from their Go modules into ${{XDG_CACHE_HOME:-~/.cache}}/client-cpp/testbed, once; if
KUBEBUILDER_ASSETS is set, etcd and kube-apiserver are taken from there, and the others too where it has them.

A kubeconfig has three contexts: "admin" (a token), "admin-cert" (a client certificate), "nobody" (a token without any
rights). With --controllers, every Node object becomes a ready node and every pod on it runs, or seems to: its logs are
a hundred numbered lines, its ports echo, and exec runs the command on this machine.

Exit code {EXIT_MISSING_PREREQUISITE}: this machine lacks what a testbed needs (Go or ready-made programs, and openssl).
Test runners take it as "skipped".
"""

EXIT_COMMAND_NOT_FOUND = 127

_KUBECONFIG_VARIABLE = "CLIENT_CPP_TESTBED_KUBECONFIG"


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    code: int = options.action(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tools/testbed",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(required=True, metavar="{build,up,down,env,run,restart}")

    build = actions.add_parser("build", help="build all programs that are not built yet", allow_abbrev=False)
    build.set_defaults(action=_build)

    up = actions.add_parser("up", help="start a testbed and print the path of its kubeconfig", allow_abbrev=False)
    _add_name(up)
    _add_options(up)
    up.add_argument("--json", action="store_true", help="print everything a program needs to know, tokens included")
    up.set_defaults(action=_up)

    down = actions.add_parser("down", help="end a testbed and remove its folder", allow_abbrev=False)
    which = down.add_mutually_exclusive_group()
    _add_name(which)
    which.add_argument("--all", action="store_true", help="end all testbeds")
    down.set_defaults(action=_down)

    env = actions.add_parser("env", help="print shell commands that select a testbed", allow_abbrev=False)
    _add_name(env)
    env.add_argument("--json", action="store_true", help="print what 'up --json' printed instead")
    env.set_defaults(action=_env)

    run = actions.add_parser("run", help="start a testbed, run a command with it, end the testbed", allow_abbrev=False)
    _add_options(run)
    run.add_argument(
        "--variable",
        type=_variable,
        default=_KUBECONFIG_VARIABLE,
        metavar="NAME",
        help="what the command finds the kubeconfig by, besides KUBECONFIG: a command within two runs has two testbeds"
        " (default: %(default)s)",
    )
    run.add_argument("command", nargs="+", metavar="COMMAND", help="the command and its arguments, after '--'")
    run.set_defaults(action=_run)

    restart = actions.add_parser("restart", help="kill the API server and start it again", allow_abbrev=False)
    restart.add_argument("--name", help=f"which testbed (default: that of {_KUBECONFIG_VARIABLE}; else 'default')")
    restart.set_defaults(action=_restart)
    return parser


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise argparse.ArgumentTypeError(f"'{name}' is no name of a variable")
    return name


def _add_name(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--name", default="default", help="which testbed, of several at once (default: %(default)s)")


def _add_options(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--controllers", action="store_true", help="also kube-controller-manager, kube-scheduler and kwok"
    )
    parser.add_argument("--all-apis", action="store_true", help="switch on every API version and every feature gate")


def _build(_: argparse.Namespace) -> int:
    for program, path in find_or_build(API_PROGRAMS + CONTROLLER_PROGRAMS + CLIENT_PROGRAMS).items():
        print(f"{program.name} {path}")
    return 0


def _up(options: argparse.Namespace) -> int:
    started = time.monotonic()
    info = testbeds.up(options.name, Options(options.controllers, options.all_apis))
    say(f"testbed '{info.name}' is up at {info.server} after {time.monotonic() - started:.1f} s")
    print(json.dumps(info.as_json(), indent=1) if options.json else info.kubeconfig)
    return 0


def _down(options: argparse.Namespace) -> int:
    if not options.all:
        existed = testbeds.down(options.name)
        say(f"testbed '{options.name}' is down" if existed else f"no testbed '{options.name}' was up")
        return 0
    ended, left = testbeds.down_all()
    for name in left:
        say(f"left '{name}' to the running command that owns it")
    say(f"down: {', '.join(ended)}" if ended else "no testbed was up")
    return 0


def _env(options: argparse.Namespace) -> int:
    info = testbeds.info_of(options.name)
    if options.json:
        print(json.dumps(info.as_json(), indent=1))
        return 0
    for variable, value in environment_of(info, _KUBECONFIG_VARIABLE).items():
        print(f"export {variable}={shlex.quote(value)}")
    return 0


def environment_of(info: ClusterInfo, variable: str) -> dict[str, str]:
    return {"KUBECONFIG": info.kubeconfig, variable: info.kubeconfig}


def _run(options: argparse.Namespace) -> int:
    if shutil.which(options.command[0]) is None:
        say(f"tools/testbed: there is no command '{options.command[0]}'")
        return EXIT_COMMAND_NOT_FOUND
    with testbeds.temporary(f"run-{os.getpid()}", Options(options.controllers, options.all_apis)) as info:
        return _run_child(options.command, {**os.environ, **environment_of(info, options.variable)})


def _restart(options: argparse.Namespace) -> int:
    within = os.environ.get(_KUBECONFIG_VARIABLE)
    name = options.name or (Path(within).parent.name if within else "default")
    testbeds.restart_api_server(testbeds.check_name(name))
    say(f"the API server of testbed '{name}' is up again")
    return 0


def _run_child(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command to its end, which is its own to choose: a signal to us is passed on, and the end waited for."""
    child: subprocess.Popen[bytes] | None = None
    early: list[int] = []

    def pass_on(signal_number: int, _frame: FrameType | None) -> None:
        if child is None:
            early.append(signal_number)
        elif signal_number != signal.SIGINT:  # a terminal has sent that one to the child, too
            child.send_signal(signal_number)

    # Nothing may raise here: an exception between the system call that reaps the child and the lines that keep its
    # status would lose how it ended.
    with signals_handled_by(pass_on):
        child = subprocess.Popen(command, env=environment)
        for signal_number in early:
            child.send_signal(signal_number)
        code = child.wait()
    return code if code >= 0 else 128 - code
