"""tools/generate against a real control plane."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from testbed_lib.errors import EXIT_MISSING_PREREQUISITE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.testbed
def test_a_cluster_describes_all_that_is_generated_of_it(tmp_path: Path) -> None:
    generate = f"{sys.executable} {ROOT / 'tools/generate'}"
    script = (
        f'{generate} --kubeconfig "$KUBECONFIG" --output {tmp_path / "all"} && '
        f'{generate} groups apps --kubeconfig "$KUBECONFIG" --namespace mine --output {tmp_path / "apps"}'
    )
    command = [sys.executable, str(ROOT / "tools/testbed"), "run", "--", "sh", "-c", script]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if result.returncode == EXIT_MISSING_PREREQUISITE:
        pytest.skip(result.stderr.strip())
    assert result.returncode == 0, result.stderr
    # The cluster tells what fields mean; what they are, the committed document says as well.
    header = "k8s/api/apps/v1/deployment_spec.h"
    assert code_of(tmp_path / "all" / header) == code_of(ROOT / "generated" / header)
    assert (tmp_path / "apps/mine/client/apps/v1/deployments.h").is_file()


def code_of(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("//")]
