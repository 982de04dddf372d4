"""The file that tells where the exported ones come from."""

from __future__ import annotations

from collections.abc import Mapping

from openapi_lib.facts import Facts
from testbed_lib.modules import ETCD_VERSION, KUBERNETES_VERSION

PROVENANCE_FILE = "PROVENANCE.md"


def render_provenance(version: str, facts: Facts, modules: Mapping[str, str], checksums: Mapping[str, str]) -> str:
    is_pinned = version == KUBERNETES_VERSION
    command = "tools/export-openapi" if is_pinned else f"tools/export-openapi {version}"
    etcd = f"etcd {ETCD_VERSION}" if is_pinned else "etcd"
    origin = "built from their Go modules by\n`tools/testbed`" if is_pinned else "taken from\n`KUBEBUILDER_ASSETS`"
    pinned = "pinned by its `go.mod` and `go.sum`" if is_pinned else "in place of those that its `go.mod` names"
    counts = "\n".join(f"- {line}" for line in facts.lines())
    versions = "\n".join(f"- `{module}` {version}" for module, version in sorted(modules.items()))
    sums = "\n".join(f"{checksum}  {name}" for name, checksum in sorted(checksums.items()))
    return f"""\
# Where these files come from

`{command}` wrote them; `{command} --check` exports them once more and compares the bytes.

`swagger.json` is what kube-apiserver {version} answers at `/openapi/v2`, started over {etcd}
with `--runtime-config=api/all=true --feature-gates=AllAlpha=true,AllBeta=true`, both {origin}; \
then without prose and in the layout that `openapi/README.md` describes.

`types.json` is what `tools/goexport` finds by reflection in these modules, {pinned}:

{versions}

What is in them:

{counts}

SHA-256:

```
{sums}
```

Both describe Kubernetes, which is licensed under the Apache License 2.0.
"""
