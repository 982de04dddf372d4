"""The document of a running cluster, fetched as its kubeconfig says."""

from __future__ import annotations

import base64
import json
import os
import ssl
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from k8sgen.errors import GeneratorError

_TIMEOUT_SECONDS = 60
_NOT_SUPPORTED = ("auth-provider", "exec", "password", "username")


def fetch_document(kubeconfig: Path, context: str | None) -> bytes:
    """Reads `/openapi/v2`. Tokens and client certificates are understood; plugins that make them are not."""
    cluster, user = _choose(_read(kubeconfig), kubeconfig, context)
    server = cluster.get("server", "")
    if not server.startswith(("https://", "http://")):
        raise GeneratorError(f"{kubeconfig}: the server {server!r} is no URL")
    request = urllib.request.Request(  # noqa: S310  the scheme was checked
        server.rstrip("/") + "/openapi/v2", headers={"Accept": "application/json"}
    )
    if token := _token(user, kubeconfig):
        request.add_header("Authorization", f"Bearer {token}")
    tls = _tls(cluster, user, kubeconfig) if server.startswith("https://") else None
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS, context=tls) as response:  # noqa: S310
            document: bytes = response.read()
            return document
    except urllib.error.HTTPError as error:
        raise GeneratorError(f"{server} answers {error.code} to a request for /openapi/v2") from None
    except (urllib.error.URLError, OSError) as error:
        raise GeneratorError(f"{server} cannot be asked for /openapi/v2: {getattr(error, 'reason', error)}") from None


def _read(kubeconfig: Path) -> dict[str, Any]:
    try:
        text = kubeconfig.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GeneratorError(f"{kubeconfig} cannot be read: {error}") from None
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        content = _read_yaml(text, kubeconfig)
    if not isinstance(content, dict):
        raise GeneratorError(f"{kubeconfig} is no kubeconfig")
    return content


def _read_yaml(text: str, kubeconfig: Path) -> object:
    try:
        import yaml  # noqa: PLC0415  what is generated from files does without it
    except ImportError:
        raise GeneratorError(f"{kubeconfig} is YAML: reading it takes the Python package PyYAML") from None
    try:
        content: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise GeneratorError(f"{kubeconfig} is not YAML: {' '.join(str(error).split())}") from None
    return content


def _choose(content: dict[str, Any], kubeconfig: Path, context: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    name = context or content.get("current-context") or ""
    chosen = _entry(content, "contexts", "context", name, kubeconfig)
    cluster = _entry(content, "clusters", "cluster", chosen.get("cluster", ""), kubeconfig)
    user = _entry(content, "users", "user", chosen["user"], kubeconfig) if chosen.get("user") else {}
    for key in _NOT_SUPPORTED:
        if key in user:
            raise GeneratorError(
                f"{kubeconfig}: users[].user.{key} is not supported here; "
                "try `kubectl get --raw /openapi/v2 > FILE`, then --spec FILE"
            )
    return cluster, user


def _entry(content: dict[str, Any], plural: str, singular: str, name: str, kubeconfig: Path) -> dict[str, Any]:
    for entry in content.get(plural) or ():
        if isinstance(entry, dict) and entry.get("name") == name and isinstance(entry.get(singular), dict):
            found: dict[str, Any] = entry[singular]
            return found
    raise GeneratorError(f"{kubeconfig}: {plural} has no {name!r}")


def _token(user: dict[str, Any], kubeconfig: Path) -> str:
    if "tokenFile" in user:
        return _path(user["tokenFile"], kubeconfig).read_text(encoding="utf-8").strip()
    return str(user.get("token", ""))


def _tls(cluster: dict[str, Any], user: dict[str, Any], kubeconfig: Path) -> ssl.SSLContext:
    tls = ssl.create_default_context()
    if cluster.get("insecure-skip-tls-verify"):
        tls.check_hostname = False
        tls.verify_mode = ssl.CERT_NONE
    try:
        if authority := _material(cluster, "certificate-authority", kubeconfig):
            tls = ssl.create_default_context(cadata=authority.decode())
        certificate, key = (_material(user, name, kubeconfig) for name in ("client-certificate", "client-key"))
        if certificate and key:
            with _file_of(certificate) as certificate_file, _file_of(key) as key_file:
                tls.load_cert_chain(certificate_file, key_file)
    except (OSError, ValueError) as error:
        raise GeneratorError(f"{kubeconfig}: certificates cannot be used: {error}") from None
    return tls


def _material(holder: dict[str, Any], name: str, kubeconfig: Path) -> bytes | None:
    """What stands under `<name>-data`, else in the file under `<name>`."""
    if f"{name}-data" in holder:
        return base64.b64decode(holder[f"{name}-data"], validate=True)
    return _path(holder[name], kubeconfig).read_bytes() if name in holder else None


def _path(text: str, kubeconfig: Path) -> Path:
    """Paths in a kubeconfig are relative to it."""
    return kubeconfig.parent / text


@contextmanager
def _file_of(content: bytes) -> Iterator[str]:
    """The ssl module reads certificates from files only. Nobody else may read this one."""
    handle, path = tempfile.mkstemp()
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        yield path
    finally:
        os.unlink(path)
