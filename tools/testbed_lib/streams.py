"""What kwok answers when somebody asks a pod, which does not really run, for its logs or for a stream."""

from __future__ import annotations

import json
from pathlib import Path

_LOG_LINES = 100


def write_streams(folder: Path) -> Path:
    """Write kwok's configuration for all pods, and the log file that it shows; returns the path of the former.

    Logs and attach show the same hundred lines, exec runs the command on this machine, a forwarded port echoes.
    """
    folder.mkdir()
    log = folder / "pod.log"
    log.write_text("".join(map(_log_line, range(1, _LOG_LINES + 1))), encoding="utf-8")
    log_file = json.dumps(str(log))
    kinds = {
        "ClusterLogs": f"logs: [{{logsFile: {log_file}, follow: true}}]",
        "ClusterAttach": f"attaches: [{{logsFile: {log_file}}}]",
        "ClusterExec": "execs: [{local: {}}]",
        "ClusterPortForward": "forwards: [{command: [cat]}]",
    }
    documents = [
        f"apiVersion: kwok.x-k8s.io/v1alpha1\nkind: {kind}\nmetadata: {{name: every-pod}}\nspec: {{{spec}}}\n"
        for kind, spec in kinds.items()
    ]
    configuration = folder / "kwok.yaml"
    configuration.write_text("---\n".join(documents), encoding="utf-8")
    return configuration


def _log_line(number: int) -> str:
    """A line as container runtimes write them: kwok reads no others. The times are a second apart."""
    return f"2025-01-01T00:{number // 60:02}:{number % 60:02}.000000000Z stdout F line {number}\n"
