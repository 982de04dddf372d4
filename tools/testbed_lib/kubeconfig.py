"""Writing kubeconfig files: a small subset of YAML, for the standard library has none."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class User:
    """A user, and the context of the same name that uses it: with a token, or with a client certificate."""

    name: str
    token: str = ""
    certificate: bytes = b""
    key: bytes = b""

    def fields(self) -> dict[str, str]:
        if self.token:
            return {"token": self.token}
        return {"client-certificate-data": _base64(self.certificate), "client-key-data": _base64(self.key)}


def render_kubeconfig(cluster: str, server: str, authority: bytes, users: Sequence[User]) -> str:
    """Render a kubeconfig with one context for each user; the first one is current."""
    lines = ["apiVersion: v1", "kind: Config", "clusters:"]
    lines += _entry(cluster, "cluster", {"server": server, "certificate-authority-data": _base64(authority)})
    lines += ["users:"]
    for user in users:
        lines += _entry(user.name, "user", user.fields())
    lines += ["contexts:"]
    for user in users:
        lines += _entry(user.name, "context", {"cluster": cluster, "user": user.name})
    lines += [f"current-context: {_scalar(users[0].name)}"]
    return "\n".join(lines) + "\n"


def _entry(name: str, kind: str, fields: Mapping[str, str]) -> list[str]:
    return [
        f"- name: {_scalar(name)}",
        f"  {kind}:",
        *(f"    {key}: {_scalar(value)}" for key, value in fields.items()),
    ]


def _scalar(text: str) -> str:
    # Every JSON string is a YAML string; an unquoted one might be read as a number or as null.
    return json.dumps(text)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
