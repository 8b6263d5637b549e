"""Signals and commands of a process that has something to put away before it may end."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import threading
from collections.abc import Iterator
from types import FrameType

from devtools import processes, steps

MARK = "MUSTER_COMMAND_ID"
ENDING = (signal.SIGTERM, signal.SIGHUP)
LEAVE_S = 15.0
NOT_FOUND = 127
SIGNAL_BASE = 128


@contextlib.contextmanager
def signals_raise() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into ``SystemExit``, so that ``finally`` blocks run as they do on Ctrl-C."""
    with _handled(dict.fromkeys(ENDING, _leave)):
        yield


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal break into a clean-up that is short and bounded."""
    with _handled(dict.fromkeys((*ENDING, signal.SIGINT), signal.SIG_IGN)):
        yield


def wait_for_signal() -> None:
    """Wait until Ctrl-C, SIGTERM or SIGHUP raises."""
    threading.Event().wait()


def run_command(command: list[str]) -> int:
    """Run a command in this process's group and environment, and end all that it leaves behind.

    Returns:
        Its exit code; 128 plus the signal's number when a signal ended it; 127 when it cannot be started.
    """
    mark = secrets.token_hex(3)
    try:
        process = subprocess.Popen(command, env=os.environ | {MARK: mark})  # noqa: S603 - what the caller asked for
    except OSError as error:
        steps.say(f"cannot start {command[0]}: {error.strerror}")
        return NOT_FOUND
    try:
        code = _wait(process)
    finally:
        with undisturbed():
            processes.end(MARK, mark)
    return code if code >= 0 else SIGNAL_BASE - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    """Wait for a command; on Ctrl-C, which it hears too, give it time to put its own things away."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LEAVE_S)
        raise


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(SIGNAL_BASE + number)


@contextlib.contextmanager
def _handled(handlers: dict[signal.Signals, object]) -> Iterator[None]:
    """Set signal handlers for a block; only a main thread may, others go on without."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}  # type: ignore[arg-type]
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
