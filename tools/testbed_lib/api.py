"""The few requests that the tools themselves make to an API server."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from testbed_lib.errors import ToolError


@dataclass(frozen=True)
class ApiClient:
    """Reads paths of one server as one user."""

    server: str
    authority: Path
    token: str

    def get(self, path: str, timeout: float = 5.0) -> tuple[int, bytes]:
        """Return status and body; status 0 if there was no answer."""
        context = ssl.create_default_context(cafile=str(self.authority))
        # Without proxies: the environment's ones know nothing of our loopback interface.
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        )
        request = urllib.request.Request(self.server + path, headers={"Authorization": f"Bearer {self.token}"})
        try:
            with opener.open(request, timeout=timeout) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def require(self, path: str, timeout: float = 60.0) -> bytes:
        status, body = self.get(path, timeout)
        if status != HTTPStatus.OK:
            raise ToolError(f"GET {self.server}{path} answered {status or 'nothing'}")
        return body
