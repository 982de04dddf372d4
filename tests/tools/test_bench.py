"""tools/bench: its data, its arithmetic and its errors. Nothing is measured here."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench_lib import cli, side_by_side
from bench_lib.bench import Bench, Context
from bench_lib.benches import informers
from bench_lib.benches.build import Compilation, object_command, parse_compilations
from bench_lib.data.files import DataFile, pod_list_file
from bench_lib.data.managed_fields import owned_fields
from bench_lib.data.pods import PODS_PER_REPLICA_SET, pod_list
from bench_lib.data.splitmix import Random
from bench_lib.drawing import Figures, panels, svg, table
from bench_lib.programs import CLIENT_GO, Program, describe_cmake_build, describe_go_program, describe_rust_program
from bench_lib.registry import all_benches
from bench_lib.results import Goal, Row, Sample, best_of, compare, parse_samples, unmeasured
from bench_lib.table import render
from testbed_lib.errors import ToolError

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "tools" / "bench"
LAUNCHER = ROOT / "tools" / "bench_lib" / "compile_launcher.py"

PER_SECOND = "objects_per_second"


def silent(_message: str) -> None:
    pass


def pods(count: int) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = json.loads(b"".join(pod_list(count)))["items"]
    return items


class TestData:
    def test_random_numbers_are_those_of_splitmix64(self) -> None:
        rng = Random(0)
        assert [rng.next() for _ in range(3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]

    def test_bytes_are_the_same_everywhere(self) -> None:
        digest = hashlib.sha256(b"".join(pod_list(100))).hexdigest()
        assert digest == "3efb1008ad6d842c552860bd1b08302253798c9388814e3571569db24ac9a32c"

    def test_a_shorter_list_is_a_prefix_of_a_longer_one(self) -> None:
        assert pods(2 * PODS_PER_REPLICA_SET + 1) == pods(3 * PODS_PER_REPLICA_SET)[: 2 * PODS_PER_REPLICA_SET + 1]

    def test_a_pod_has_the_size_of_a_real_one(self) -> None:
        assert 8_000 < len(b"".join(pod_list(1_000))) / 1_000 < 9_000

    def test_the_pods_of_a_replica_set_share_what_they_share_in_a_cluster(self) -> None:
        items = pods(2 * PODS_PER_REPLICA_SET)
        owners = [item["metadata"]["ownerReferences"][0]["uid"] for item in items]
        assert owners == [owners[0]] * PODS_PER_REPLICA_SET + [owners[-1]] * PODS_PER_REPLICA_SET
        assert owners[0] != owners[-1]
        first, second = items[:2]
        assert first["metadata"]["labels"] == second["metadata"]["labels"]
        for of_pod in ("uid", "name", "resourceVersion", "creationTimestamp"):
            assert first["metadata"][of_pod] != second["metadata"][of_pod]
        assert first["status"]["podIP"] != second["status"]["podIP"]
        assert first["spec"]["nodeName"] != second["spec"]["nodeName"]

    def test_names_and_uids_are_unique(self) -> None:
        items = pods(1_000)
        for member in ("name", "uid"):
            assert len({item["metadata"][member] for item in items}) == len(items)

    def test_holds_what_decoders_find_hard(self) -> None:
        text = b"".join(pod_list(1_000))
        assert not any(character in text for character in (b"<", b">", b"&"))
        for hard in (rb"\u0026", rb"\u003c", rb"\"", rb"\n", "é".encode(), b":null", b":{}", b":true"):
            assert hard in text

    def test_the_pods_are_of_several_kinds(self) -> None:
        items = pods(3_000)
        assert {item["status"]["phase"] for item in items} == {"Running", "Pending"}
        assert {len(item["spec"]["containers"]) for item in items} >= {1, 2}
        assert {len(item["metadata"]["managedFields"]) for item in items} == {2, 3}
        for rare in ("initContainers", "affinity", "nodeSelector", "topologySpreadConstraints", "imagePullSecrets"):
            assert 0 < sum(rare in item["spec"] for item in items) < len(items)
        probes = {probe for item in items for probe in item["spec"]["containers"][0] if probe.endswith("Probe")}
        assert probes == {"livenessProbe", "readinessProbe", "startupProbe"}
        assert any("deletionTimestamp" in item["metadata"] for item in items)
        assert any("waiting" in item["status"].get("containerStatuses", [{"state": {}}])[0]["state"] for item in items)

    def test_owned_fields_are_those_of_server_side_apply(self) -> None:
        spec = {
            "containers": [{"name": "web", "args": ["a"], "ports": [{"containerPort": 80, "protocol": "TCP"}]}],
            "nodeSelector": {"kubernetes.io/os": "linux"},
            "securityContext": {},
            "volumes": [],
        }
        assert owned_fields(spec) == {
            "f:containers": {
                'k:{"name":"web"}': {
                    ".": {},
                    "f:args": {},
                    "f:name": {},
                    "f:ports": {
                        ".": {},
                        'k:{"containerPort":80,"protocol":"TCP"}': {
                            ".": {},
                            "f:containerPort": {},
                            "f:protocol": {},
                        },
                    },
                }
            },
            "f:nodeSelector": {},
            "f:securityContext": {},
        }


class TestDataFile:
    def test_is_written_once_and_replaces_what_older_sources_wrote(self, tmp_path: Path) -> None:
        outdated = tmp_path / "pods-3-00000000.json"
        outdated.touch()
        other = tmp_path / "pods-30-00000000.json"
        other.touch()

        said: list[str] = []
        written = pod_list_file(tmp_path, 3, said.append)
        assert len(said) == 1
        assert written.path.read_bytes() == b"".join(pod_list(3))
        assert written.sha256 == hashlib.sha256(written.path.read_bytes()).hexdigest()
        assert sorted(tmp_path.iterdir()) == sorted([written.path, other])

        changed = written.path.stat().st_mtime_ns
        assert pod_list_file(tmp_path, 3, said.append) == written
        assert len(said) == 1
        assert written.path.stat().st_mtime_ns == changed

    def test_leaves_nothing_behind_when_interrupted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(_count: int) -> Any:
            yield b"{"
            raise KeyboardInterrupt

        monkeypatch.setattr("bench_lib.data.files.pod_list", interrupted)
        with pytest.raises(KeyboardInterrupt):
            pod_list_file(tmp_path, 3, silent)
        assert list(tmp_path.iterdir()) == []


class TestResults:
    @pytest.mark.parametrize(
        ("goal", "ratio", "met"),
        [
            (Goal(PER_SECOND, "client-go", at_least=5), 5.0, True),
            (Goal(PER_SECOND, "client-go", at_least=5), 4.99, False),
            (Goal("heap_per_object", "client-go", at_most=1.15), 1.15, True),
            (Goal("heap_per_object", "client-go", at_most=1.15), 1.16, False),
        ],
    )
    def test_a_goal_bounds_the_ratio(self, goal: Goal, ratio: float, *, met: bool) -> None:
        assert goal.is_met(ratio) == met

    def test_the_best_of_all_rounds_counts(self) -> None:
        fast = [Sample("speed", "json", "objects/s", value) for value in (3, 7, 5)]
        small = [Sample("size", "json", "bytes", value) for value in (3, 2, 5)]
        other = Sample("speed", "json", "objects/s", 9, peer="another")
        best = best_of([[fast[0], small[0]], [fast[1], other, small[1]], [fast[2], small[2]]])
        assert best == [fast[1], small[1], other]

    def test_compares_with_each_peer_that_has_the_value(self) -> None:
        ours = [Sample("speed", "json", "objects/s", 10), Sample("size", "json", "bytes", 3)]
        theirs = {
            "one": [Sample("speed", "json", "objects/s", 2), Sample("size", "json", "bytes", 6)],
            "two": [Sample("speed", "json", "objects/s", 8), Sample("speed", "json", "objects/s", 5, peer="three")],
            "four": [Sample("speed", "protobuf", "objects/s", 1)],
        }
        goal = Goal("speed", "two", at_least=1.5)
        assert compare("decode", ours, theirs, [goal]) == [
            Row("decode", "speed", "json", "objects/s", 10, "one", 2, None),
            Row("decode", "speed", "json", "objects/s", 10, "two", 8, goal),
            Row("decode", "speed", "json", "objects/s", 10, "three", 5, None),
            Row("decode", "size", "json", "bytes", 3, "one", 6, None),
        ]

    def test_a_goal_is_for_its_variant(self) -> None:
        samples = [Sample("speed", variant, "objects/s", 10) for variant in ("json", "protobuf")]
        goals = [Goal("speed", "one", at_least=5, variant="json"), Goal("speed", "one", at_least=2, variant="protobuf")]
        rows = compare("decode", samples, {"one": samples}, goals)
        assert [row.goal for row in rows] == goals

    def test_knows_the_goals_that_nothing_was_measured_for(self) -> None:
        samples = [Sample("speed", "json", "objects/s", 10)]
        met, other_variant = (Goal("speed", "one", at_least=5, variant=variant) for variant in ("json", "protobuf"))
        other_peer = Goal("speed", "two", at_least=5)
        goals = [met, other_variant, other_peer]
        rows = compare("decode", samples, {"one": samples}, goals)
        assert unmeasured(goals, rows) == [other_variant, other_peer]

    @pytest.mark.parametrize(("flags", "code"), [(["--check"], 1), ([], 0), (["--check", "--quick"], 0)])
    def test_a_goal_without_a_figure_is_not_met(
        self, flags: list[str], code: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        goal = Goal("speed", "one", at_least=5, variant="json-10000")
        bench = Bench("decode", "", [goal], lambda _context, _bench: [])
        monkeypatch.setattr(cli, "all_benches", lambda: {"decode": bench})
        assert cli.main(["decode", *flags]) == code
        told = "nothing was measured for the goal of decode: speed of json-10000 >= 5 x one" in capfd.readouterr().err
        assert told == ("--quick" not in flags)

    def test_does_not_compare_different_units(self) -> None:
        with pytest.raises(ToolError, match="speed is in objects/s here, in MB/s by one"):
            compare(
                "decode",
                [Sample("speed", "json", "objects/s", 10)],
                {"one": [Sample("speed", "json", "MB/s", 2)]},
                [],
            )

    def test_a_row_says_all_that_a_reader_of_the_file_needs(self) -> None:
        row = Row("decode", PER_SECOND, "json", "objects/s", 10, "client-go", 2, None)
        assert row.as_json() == {
            "bench": "decode",
            "metric": PER_SECOND,
            "variant": "json",
            "unit": "objects/s",
            "ours": 10,
            "peer": "client-go",
            "theirs": 2,
            "ratio": 5,
        }

    def test_reads_what_programs_print(self) -> None:
        line = '{"metric":"speed","variant":"json","unit":"objects/s","value":2.5,"median":2,"runs":3}\n'
        assert parse_samples(line + "\n", "one") == [Sample("speed", "json", "objects/s", 2.5)]

    @pytest.mark.parametrize(
        "line",
        [
            "panic: nil",
            "[]",
            '{"metric":"speed"}',
            '{"metric":"speed","variant":"json","unit":"s","value":"many"}',
            '{"metric":"speed","variant":"json","unit":"s","value":0}',
        ],
    )
    def test_refuses_what_is_no_result(self, line: str) -> None:
        with pytest.raises(ToolError, match="one"):
            parse_samples(line, "one")

    def test_the_table_tells_which_goals_are_missed(self) -> None:
        rows = [
            Row("decode", PER_SECOND, "json", "objects/s", 50_000, "one", 9_999, Goal(PER_SECOND, "one", at_least=5)),
            Row("decode", PER_SECOND, "json", "objects/s", 50_000, "two", 40_000, Goal(PER_SECOND, "two", at_least=2)),
            Row("build", "seconds", "all", "s", 1.234, "three", 2, None),
        ]
        assert [line.split() for line in render(rows).splitlines()[1:]] == [
            ["decode", PER_SECOND, "json", "objects/s", "50,000", "one", "9,999", "5.00", ">=", "5", "ok"],
            ["decode", PER_SECOND, "json", "objects/s", "50,000", "two", "40,000", "1.25", ">=", "2", "MISSED"],
            ["build", "seconds", "all", "s", "1.23", "three", "2", "0.62"],
        ]


def fake_program(folder: Path, name: str, speeds: list[float], objects: int = 10) -> Program:
    """A program that notes when it was called and is as fast as it is told to be."""
    path = folder / name
    path.write_text(
        f"""#!{sys.executable}
import json, pathlib, sys
calls = pathlib.Path({str(folder / "calls")!r})
before = calls.read_text().split() if calls.exists() else []
calls.write_text(" ".join([*before, {name!r}]))
def report(metric, unit, value):
    print(json.dumps(dict(metric=metric, variant="json", unit=unit, value=value)))
report("objects", "objects", {objects})
report({PER_SECOND!r}, "objects/s", {speeds!r}[before.count({name!r})])
"""
    )
    path.chmod(0o755)
    return Program(name, lambda: path, lambda _path: name)


class TestSideBySide:
    @pytest.fixture
    def context(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Context:
        monkeypatch.setattr(side_by_side, "CLIENT_CPP", fake_program(tmp_path, "client-cpp", [5, 8]))
        return Context(data_folder=tmp_path, objects=10, quick=True)

    def test_the_programs_take_turns_and_the_best_rounds_are_compared(self, context: Context, tmp_path: Path) -> None:
        bench = Bench("decode", "", (), lambda _context, _bench: [])
        peers = [fake_program(tmp_path, "one", [4, 2]), fake_program(tmp_path, "two", [1, 16])]
        rows = side_by_side.side_by_side(context, bench, peers, [])
        assert (tmp_path / "calls").read_text().split() == ["client-cpp", "one", "two"] * 2
        assert [(row.peer, row.ours, row.theirs) for row in rows] == [("one", 8, 4), ("two", 8, 16)]

    def test_programs_that_did_not_do_the_same_are_not_compared(self, context: Context, tmp_path: Path) -> None:
        bench = Bench("decode", "", (), lambda _context, _bench: [])
        with pytest.raises(ToolError, match="objects is 10 for client-cpp and 9 for one"):
            side_by_side.side_by_side(context, bench, [fake_program(tmp_path, "one", [4, 2], objects=9)], [])

    @pytest.mark.parametrize(("theirs", "same"), [(103.0, True), (97.0, True), (104.0, False), (96.0, False)])
    def test_encodings_may_differ_a_little(self, theirs: float, *, same: bool) -> None:
        samples = {
            "ours": [Sample("encoded_bytes", "json", "bytes", 100)],
            "one": [Sample("encoded_bytes", "json", "bytes", theirs)],
        }
        if same:
            side_by_side.check_facts("encode", samples)
        else:
            with pytest.raises(ToolError, match="they did not do the same work"):
                side_by_side.check_facts("encode", samples)


class TestInformers:
    def test_client_go_measures_once_what_ways_to_keep_objects_are_compared_with(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        measured: list[tuple[str, int]] = []

        def fake(
            _context: Context, _bench: Bench, peers: Sequence[Program], arguments: Sequence[str], what: str
        ) -> dict[str, list[Sample]]:
            assert arguments[-1] == what
            measured.append((what, len(peers)))
            programs = ["client-cpp", *(peer.name for peer in peers)]
            return {name: [Sample("heap_per_object", what, "bytes", len(name))] for name in programs}

        monkeypatch.setattr(informers, "best_in_turn", fake)
        monkeypatch.setattr(informers, "server", lambda *_arguments: nullcontext("https://server"))
        data = DataFile(tmp_path / "pods.json", count=10, size=1, sha256="")
        context = Context(tmp_path, objects=10, quick=True, programs={CLIENT_GO: tmp_path}, data=data)
        rows = [row for row in informers.BENCH.measure(context, informers.BENCH) if row.peer == "client-go"]
        assert {row.variant for row in rows} == {variant for variant, _ in measured}
        assert {(row.ours, row.theirs) for row in rows} == {(10, 9)}
        assert dict(measured)["json-10"] == 1
        assert dict(measured)["json-10-compact"] == 0
        assert dict(measured)["json-10-list"] == 1


class TestCompileLauncher:
    def launch(self, log: Path, *command: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-S", "-E", str(LAUNCHER), str(log), *command]
        return subprocess.run(arguments, capture_output=True, text=True, check=False)

    def test_notes_what_a_compilation_took(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        compiler = tmp_path / "compiler"
        compiler.write_text(f"#!/bin/sh\n{sys.executable} -c 'text = b\"x\" * 50_000_000'\n")
        compiler.chmod(0o755)
        for source in ("a.cc", "b.cc"):
            assert self.launch(log, str(compiler), "-O2", "-o", "a.o", "-c", source).returncode == 0
        compilations = parse_compilations(log.read_text())
        assert [each.source for each in compilations] == ["a.cc", "b.cc"]
        for each in compilations:
            assert 50 < each.peak_megabytes < 500
            assert each.seconds > 0

    def test_is_invisible_otherwise(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        failed = self.launch(log, "sh", "-c", "echo out; echo err >&2; exit 3")
        assert (failed.returncode, failed.stdout, failed.stderr) == (3, "out\n", "err\n")
        assert self.launch(log, "true").returncode == 0
        assert not log.exists()


class TestBuildBench:
    def test_reads_the_notes_of_the_launcher(self) -> None:
        log = '{"source": "a.cc", "seconds": 1.5, "peak_kilobytes": 700000}\n'
        assert parse_compilations(log) == [Compilation("a.cc", 1.5, 700.0)]

    def test_takes_the_command_of_a_compilation_for_another_source(self) -> None:
        command = ["python3", "launcher.py", "log", "/usr/bin/g++", "-O3", "-Iinclude", "-o", "a.o", "-c", "a.cc"]
        expected = ["/usr/bin/g++", "-O3", "-Iinclude", "-o", "out/b.o", "-c", "b.cc"]
        assert object_command(command, "/usr/bin/g++", Path("b.cc"), Path("out/b.o")) == expected

    def test_does_not_guess_at_a_command_it_does_not_know(self) -> None:
        with pytest.raises(ToolError, match=r"is not understood: cl /c a\.cc"):
            object_command(["cl", "/c", "a.cc"], "/usr/bin/g++", Path("b.cc"), Path("b.o"))


class TestDescriptions:
    def test_of_a_cmake_build(self) -> None:
        cache = {
            "CMAKE_BUILD_TYPE": "Release",
            "CMAKE_CXX_FLAGS": "-march=native",
            "CMAKE_CXX_FLAGS_RELEASE": "-O3 -DNDEBUG",
            "CMAKE_PROJECT_VERSION": "0.1.0",
        }
        assert describe_cmake_build(cache, "g++ 12.2.0") == "0.1.0; g++ 12.2.0, Release, -march=native -O3 -DNDEBUG"

    def test_of_a_go_program(self) -> None:
        info = (
            "/x y/client-go: go1.26.8\n\tpath\tclient-cpp/benchmarks/client-go\n"
            "\tdep\tk8s.io/api\tv0.36.6\th1:a=\n\tdep\tk8s.io/apimachinery\tv0.36.6\th1:b=\n"
            "\tdep\tk8s.io/client-go\tv0.36.6\th1:c=\n\tbuild\t-buildmode=exe\n\tbuild\tGOAMD64=v1\n"
        )
        expected = "k8s.io/client-go v0.36.6, k8s.io/api v0.36.6, k8s.io/apimachinery v0.36.6; go1.26.8, GOAMD64=v1"
        assert describe_go_program(info) == expected

    def test_of_a_rust_program(self) -> None:
        folder = ROOT / "benchmarks" / "peers" / "kube-rs"
        text = describe_rust_program((folder / "Cargo.toml").read_text(), (folder / "Cargo.lock").read_text(), "rustc 1")
        assert text.startswith("kube 4.")
        assert ", k8s-openapi 0.28." in text
        assert text.endswith("; rustc 1, opt-level=3 codegen-units=16 lto=false")


class TestCommandLine:
    def call(self, *arguments: str | Path, cache: Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
        return subprocess.run([BENCH, *arguments], capture_output=True, text=True, env=environment, check=False)

    def test_lists_every_benchmark_with_its_goals(self, tmp_path: Path) -> None:
        listed = self.call("--list", cache=tmp_path)
        assert listed.returncode == 0
        for bench in all_benches().values():
            assert f"{bench.name} " in listed.stdout
            for goal in bench.goals:
                assert f"goal: {goal.full()}" in listed.stdout
        assert list(tmp_path.iterdir()) == []

    def test_every_module_of_benches_is_a_benchmark_of_its_name(self) -> None:
        modules = {path.stem for path in (ROOT / "tools" / "bench_lib" / "benches").glob("[a-z]*.py")}
        assert set(all_benches()) == modules

    def test_writes_the_data_and_prints_their_digest(self, tmp_path: Path) -> None:
        written = self.call("--data-only", "--count", "7", cache=tmp_path)
        assert written.returncode == 0
        digest, path = written.stdout.split()
        assert Path(path).parent == tmp_path / "client-cpp" / "bench" / "data"
        assert digest == hashlib.sha256(b"".join(pod_list(7))).hexdigest()

        elsewhere = self.call("--data-only", "--count", "7", "--data", tmp_path / "here", cache=tmp_path)
        assert Path(elsewhere.stdout.split()[1]).parent == tmp_path / "here"

    @pytest.mark.parametrize(
        ("arguments", "complaint"),
        [
            (
                ("fly",),
                "tools/bench: there is no benchmark 'fly', "
                "but build, decode, encode, informers, queue, rest, testkit, unstructured",
            ),
            (("decode", "--json", "/nowhere/rows.json"), "tools/bench: there is no folder /nowhere"),
            (("--count", "0"), "tools/bench: error: argument --count: 0 is not positive"),
        ],
    )
    def test_complains_in_one_clear_line(self, tmp_path: Path, arguments: tuple[str, ...], complaint: str) -> None:
        failed = self.call(*arguments, cache=tmp_path)
        assert failed.returncode != 0
        assert failed.stdout == ""
        assert failed.stderr.splitlines()[-1] == complaint
        assert "Traceback" not in failed.stderr

    @pytest.mark.parametrize(("check", "speed", "code"), [(True, 9.0, 1), (True, 10.0, 0), (False, 9.0, 0)])
    def test_reports_and_checks_the_goals(
        self,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        *,
        check: bool,
        speed: float,
        code: int,
    ) -> None:
        program = Program("client-cpp", lambda: tmp_path, lambda _path: "the version and the flags")

        def measure(context: Context, bench: Bench) -> list[Row]:
            context.program(program)
            context.pods()
            return [Row(bench.name, "speed", "json", "objects/s", speed, "one", 2, bench.goals[0])]

        bench = Bench("fly", "flies", (Goal("speed", "one", at_least=5),), measure)
        monkeypatch.setattr(cli, "all_benches", lambda: {"fly": bench})
        json_file = tmp_path / "rows.json"
        arguments = ["fly", "--json", str(json_file), "--data", str(tmp_path), "--count", "3"]
        assert cli.main([*arguments, *(["--check"] if check else [])]) == code

        printed = capsys.readouterr().out
        conditions, table = printed.split("\n\n")
        assert "client-cpp  the version and the flags" in conditions.splitlines()
        assert "3 pods" in conditions
        assert table.splitlines()[1].split()[-1] == ("ok" if speed == 10 else "MISSED")
        assert json.loads(json_file.read_text())[0]["ratio"] == speed / 2


class TestDrawing:
    @staticmethod
    def rows() -> list[dict[str, Any]]:
        def row(metric: str, variant: str, ours: float, theirs: float) -> dict[str, Any]:
            return {
                "bench": "informers",
                "metric": metric,
                "variant": variant,
                "ours": ours,
                "peer": "client-go",
                "theirs": theirs,
            }

        return [
            row("objects_per_second", "json-1000", 10_000, 1_000),
            row("objects_per_second", "json-10000", 20_000, 1_000),
            row("cpu_per_object", "json-10000", 40, 400),
            row("cpu_per_object", "json-10000-handlers-10", 80, 900),
            row("heap_per_object", "protobuf-1000", 13_000, 14_000),
            row("heap_per_object", "protobuf-1000-compact", 3_000, 14_000),
        ]

    def test_a_table_has_what_was_measured_and_gaps_elsewhere(self) -> None:
        first, processor, memory, handlers = panels(Figures(self.rows()))
        assert table(first).splitlines() == [
            "| First state, seconds | 1,000 pods | 10,000 pods |",
            "| --- | ---: | ---: |",
            "| client-cpp, json | 0.1 | 0.5 |",
            "| client-cpp, protobuf |  |  |",
            "| client-go, json | 1 | 10 |",
            "| client-go, protobuf |  |  |",
        ]
        assert "| client-cpp, compact | 3 |" in table(memory)
        assert "| client-go, json | 4 |" in table(processor)
        assert "| client-cpp, json | 0.4 | 0.8 |" in table(handlers)

    def test_a_drawing_is_well_formed_and_has_a_line_for_each_that_was_measured(self) -> None:
        drawn = ElementTree.fromstring(svg(panels(Figures(self.rows()))))
        lines = [path for path in drawn.iter("{http://www.w3.org/2000/svg}path") if path.get("fill") == "none"]
        assert len(lines) == 2 + 2 + 3 + 2

    def test_other_rows_are_refused(self, tmp_path: Path) -> None:
        rows = tmp_path / "rows.json"
        rows.write_text("[]")
        with pytest.raises(ToolError, match="no figures of informers"):
            cli.main(["--draw", str(rows), str(tmp_path / "drawing.svg")])
        assert not (tmp_path / "drawing.svg").exists()
