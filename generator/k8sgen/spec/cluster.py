"""The document of a running cluster, fetched as its kubeconfig says."""

from __future__ import annotations

import base64
import http.client
import os
import ssl
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from k8sgen.errors import GeneratorError, SpecError
from k8sgen.spec.files import MOST_BYTES, read_file
from k8sgen.spec.json_text import parse_json
from k8sgen.spec.yaml_text import parse_yaml

_TIMEOUT_SECONDS = 60
_MOST_SECONDS = 300
"""Of the content, however little comes at a time; each read, those of the head too, has the other bound."""
_PIECE_BYTES = 1 << 16
_NOT_SUPPORTED = ("auth-provider", "exec", "password", "username")
_DOCUMENT = "/openapi/v2"


def fetch_document(kubeconfig: Path, context: str | None) -> bytes:
    """Reads `/openapi/v2`. Tokens and client certificates are understood; plugins that make them are not."""
    cluster, user = _choose(_read(kubeconfig), kubeconfig, context)
    server = _server(cluster, kubeconfig)
    request = urllib.request.Request(  # noqa: S310  the scheme was checked
        server + _DOCUMENT, headers={"Accept": "application/json"}
    )
    if token := _token(user, kubeconfig):
        request.add_header("Authorization", f"Bearer {token}")
    tls = _tls(cluster, user, kubeconfig) if server.startswith("https://") else None
    opener = urllib.request.build_opener(_NoRedirects, urllib.request.HTTPSHandler(context=tls))
    try:
        with opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
            return _content(response, server)
    except urllib.error.HTTPError as error:
        raise GeneratorError(f"{server} answers {error.code} to a request for {_DOCUMENT}") from None
    except (OSError, http.client.HTTPException) as error:
        raise GeneratorError(f"{server} cannot be asked for {_DOCUMENT}: {getattr(error, 'reason', error)}") from None


def _content(response: http.client.HTTPResponse, server: str) -> bytes:
    content = bytearray()
    end = time.monotonic() + _MOST_SECONDS
    while piece := response.read1(_PIECE_BYTES):
        content += piece
        if len(content) > MOST_BYTES:
            raise GeneratorError(f"{server} answers a request for {_DOCUMENT} with more than {MOST_BYTES} bytes")
        if time.monotonic() > end:
            raise GeneratorError(f"{server} takes more than {_MOST_SECONDS} s to answer a request for {_DOCUMENT}")
    if response.length:
        raise http.client.IncompleteRead(bytes(content), response.length)
    return bytes(content)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A server that sends us elsewhere would have the token sent along."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def _read(kubeconfig: Path) -> dict[str, Any]:
    text = read_file(kubeconfig)
    try:
        documents = [parse_json(text)] if text.lstrip()[:1] == b"{" else parse_yaml(text, str(kubeconfig))
    except SpecError as error:
        raise GeneratorError(f"{kubeconfig}: {error}") from None
    if len(documents) != 1 or not isinstance(documents[0], dict):
        raise GeneratorError(f"{kubeconfig} is no kubeconfig")
    return documents[0]


def _choose(content: dict[str, Any], kubeconfig: Path, context: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    chosen = _entry(content, "contexts", "context", context or _text(content, "current-context", kubeconfig), kubeconfig)
    cluster = _entry(content, "clusters", "cluster", _text(chosen, "cluster", kubeconfig), kubeconfig)
    name = _text(chosen, "user", kubeconfig)
    user = _entry(content, "users", "user", name, kubeconfig) if name else {}
    for key in _NOT_SUPPORTED:
        if key in user:
            raise GeneratorError(
                f"{kubeconfig}: users[].user.{key} is not supported here; "
                f"try `kubectl get --raw {_DOCUMENT} > FILE`, then --spec FILE"
            )
    return cluster, user


def _entry(content: dict[str, Any], plural: str, singular: str, name: str, kubeconfig: Path) -> dict[str, Any]:
    entries = content.get(plural) or []
    if not isinstance(entries, list):
        raise GeneratorError(f"{kubeconfig}: {plural} is no list")
    for entry in entries:
        if isinstance(entry, dict) and entry.get("name") == name and isinstance(entry.get(singular), dict):
            found: dict[str, Any] = entry[singular]
            return found
    raise GeneratorError(f"{kubeconfig}: {plural} has no {name!r}")


def _text(holder: dict[str, Any], name: str, kubeconfig: Path) -> str:
    """What is there is not told: it may be secret."""
    value = holder.get(name)
    if value is not None and not isinstance(value, str):
        raise GeneratorError(f"{kubeconfig}: {name} is no text")
    return value or ""


def _server(cluster: dict[str, Any], kubeconfig: Path) -> str:
    server = _text(cluster, "server", kubeconfig)
    try:
        parts = urlsplit(server)
        is_one = parts.scheme in ("https", "http") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_one = False
    if not is_one or not server.isascii() or not server.isprintable() or " " in server or "@" in parts.netloc:
        raise GeneratorError(f"{kubeconfig}: the server is no URL that begins with https:// or http:// and has no user in it")
    return server.rstrip("/")


def _token(user: dict[str, Any], kubeconfig: Path) -> str:
    if path := _text(user, "tokenFile", kubeconfig):
        token = read_file(_path(path, kubeconfig)).decode("latin-1").strip()
    else:
        token = _text(user, "token", kubeconfig)
    if not token.isascii() or not token.isprintable():
        raise GeneratorError(f"{kubeconfig}: the token has characters that no header can have")
    return token


def _tls(cluster: dict[str, Any], user: dict[str, Any], kubeconfig: Path) -> ssl.SSLContext:
    tls = ssl.create_default_context()
    if cluster.get("insecure-skip-tls-verify") is True:
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
    if data := _text(holder, f"{name}-data", kubeconfig):
        return base64.b64decode(data, validate=True)
    path = _text(holder, name, kubeconfig)
    return read_file(_path(path, kubeconfig)) if path else None


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
