"""Free ports on the loopback interface."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

from testbed_lib.errors import ToolError

# Below the range from which systems take the ports of outgoing connections: nobody takes one of these by accident
# between our choosing and the server's binding.
_RANGE = range(20000, 32000)
_ATTEMPTS = 1000


def pick_ports(count: int) -> list[int]:
    """Choose `count` different ports that nobody listens on right now.

    Another program may still be faster to bind one: whoever starts a server must be ready to choose again.
    """
    ports: list[int] = []
    with ExitStack() as held:
        for _ in range(_ATTEMPTS):
            if len(ports) == count:
                return ports
            candidate = random.choice(_RANGE)
            listener = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            # As the servers do it: a port whose last connections still linger counts as free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", candidate))
                listener.listen()
            except OSError:
                continue
            ports.append(candidate)
    raise ToolError(f"found no {count} free ports between {_RANGE.start} and {_RANGE.stop - 1} on 127.0.0.1")
