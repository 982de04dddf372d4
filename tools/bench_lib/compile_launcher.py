"""Stands before a compiler in a build and notes how long each compilation took and the memory it needed at most.

usage: compile_launcher.py LOG COMPILER ARGUMENT...
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time


def main(arguments: list[str]) -> int:
    log, *command = arguments
    started = time.monotonic()
    code = subprocess.call(command)
    seconds = time.monotonic() - started
    source = command[command.index("-c") + 1] if "-c" in command else ""
    if code == 0 and source:
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        line = json.dumps({"source": source, "seconds": seconds, "peak_kilobytes": peak}) + "\n"
        # In one write to the end of the file, as others append to it at the same time.
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.write(descriptor, line.encode())
        os.close(descriptor)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
