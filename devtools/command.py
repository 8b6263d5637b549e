"""A command run inside a suite, with all that it starts."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess

from devtools import processes, reaper, signals, steps

MARK = "MUSTER_COMMAND_ID"
LEAVE_S = 15.0
NOT_FOUND = 127


def run(command: list[str]) -> int:
    """Run a command in this process's group and environment, and end all that it leaves behind.

    Returns:
        Its exit code; 128 plus the signal's number when a signal ended it; 127 when it cannot be started.
    """
    mark = secrets.token_hex(3)
    with reaper.all_ended(MARK, mark, lambda: processes.end(MARK, mark)):
        try:
            process = subprocess.Popen(command, env=os.environ | {MARK: mark})
        except OSError as error:
            steps.say(f"cannot start {command[0]}: {error.strerror}")
            return NOT_FOUND
        code = _wait(process)
    return code if code >= 0 else signals.EXIT_BASE - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command; on Ctrl-C, which it hears too, give it time to put its own things away."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LEAVE_S)
        raise
