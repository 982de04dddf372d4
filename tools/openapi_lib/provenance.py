"""The file that tells where the exported ones come from."""

from __future__ import annotations

from collections.abc import Mapping

from openapi_lib.facts import Facts
from testbed_lib.modules import ETCD_VERSION, KUBERNETES_VERSION

PROVENANCE_FILE = "PROVENANCE.md"


def render_provenance(facts: Facts, modules: Mapping[str, str], checksums: Mapping[str, str]) -> str:
    counts = "\n".join(f"- {line}" for line in facts.lines())
    versions = "\n".join(f"- `{module}` {version}" for module, version in sorted(modules.items()))
    sums = "\n".join(f"{checksum}  {name}" for name, checksum in sorted(checksums.items()))
    return f"""\
# Where these files come from

`tools/export-openapi` wrote them; `tools/export-openapi --check` exports them once more and compares the bytes.

`swagger.json` is what kube-apiserver {KUBERNETES_VERSION} answers at `/openapi/v2`, started over etcd {ETCD_VERSION}
with `--runtime-config=api/all=true --feature-gates=AllAlpha=true,AllBeta=true`, both built from their Go modules by
`tools/testbed`; then without prose and in the layout that `openapi/README.md` describes.

`types.json` is what `tools/goexport` finds by reflection in these modules, pinned by its `go.mod` and `go.sum`:

{versions}

What is in them:

{counts}

SHA-256:

```
{sums}
```

Both describe Kubernetes, which is licensed under the Apache License 2.0.
"""
