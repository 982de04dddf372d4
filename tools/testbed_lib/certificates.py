"""Keys and certificates of one testbed, made by the openssl command line."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from testbed_lib.errors import MissingPrerequisiteError, ToolError

_DAYS = "3650"
_CURVE = ("-pkeyopt", "ec_paramgen_curve:P-256")

# A configuration of our own: the distributions' ones differ in what they add to a certificate.
_CONFIGURATION = """\
[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = IP:127.0.0.1, DNS:localhost, DNS:kubernetes, DNS:kubernetes.default.svc
[client]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
"""


@dataclass(frozen=True)
class Certificates:
    """The files of one testbed."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "ca.crt"

    @property
    def server(self) -> Path:
        return self.folder / "server.crt"

    @property
    def server_key(self) -> Path:
        return self.folder / "server.key"

    @property
    def client(self) -> Path:
        return self.folder / "client.crt"

    @property
    def client_key(self) -> Path:
        return self.folder / "client.key"

    @property
    def service_account_key(self) -> Path:
        return self.folder / "service-accounts.key"

    @property
    def service_account_public_key(self) -> Path:
        return self.folder / "service-accounts.pub"


def create_certificates(folder: Path, client_subject: str) -> Certificates:
    """Make a CA, a server and a client certificate signed by it, and the key that signs service account tokens."""
    openssl = shutil.which("openssl")
    if openssl is None:
        raise MissingPrerequisiteError("the testbed makes its certificates with openssl, and there is none in PATH")
    folder.mkdir(parents=True)
    (folder / "openssl.cnf").write_text(_CONFIGURATION, encoding="utf-8")
    certificates = Certificates(folder)
    _certify(openssl, folder, "ca", "authority", "/CN=client-cpp-testbed", signed=False)
    _certify(openssl, folder, "server", "server", "/CN=kube-apiserver", signed=True)
    _certify(openssl, folder, "client", "client", client_subject, signed=True)
    signing_key, verifying_key = certificates.service_account_key.name, certificates.service_account_public_key.name
    _run([openssl, "genpkey", "-algorithm", "EC", *_CURVE, "-out", signing_key], folder)
    _run([openssl, "pkey", "-in", signing_key, "-pubout", "-out", verifying_key], folder)
    return certificates


def _certify(openssl: str, folder: Path, name: str, extensions: str, subject: str, *, signed: bool) -> None:
    command = [openssl, "req", "-x509", "-config", "openssl.cnf", "-extensions", extensions, "-days", _DAYS, "-sha256"]
    command += ["-newkey", "ec", *_CURVE, "-nodes", "-subj", subject]
    command += ["-keyout", f"{name}.key", "-out", f"{name}.crt"]
    if signed:
        command += ["-CA", "ca.crt", "-CAkey", "ca.key"]
    _run(command, folder)


def _run(command: list[str], folder: Path) -> None:
    finished = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        lines = finished.stderr.strip().splitlines()
        reason = lines[-1] if lines else "it said nothing"
        raise ToolError(f"'openssl {command[1]}' failed (openssl 3.0 or newer is needed): {reason}")
