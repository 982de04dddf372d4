"""Faults that a command reports in one line."""

from __future__ import annotations

# What this machine lacks cannot be mended by trying again: test runners take this code as "skipped".
EXIT_MISSING_PREREQUISITE = 77


class ToolError(Exception):
    """Ends a command with one line on stderr and an exit code."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class MissingPrerequisiteError(ToolError):
    """The machine has no way to run a testbed: no Go and no ready-made binaries, or no openssl."""

    def __init__(self, message: str) -> None:
        super().__init__(message, EXIT_MISSING_PREREQUISITE)


class PortTakenError(ToolError):
    """Somebody else bound a port between our choosing it and the server's binding it."""
