"""Signals of a process that has something to put away before it may end."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

ENDING = (signal.SIGTERM, signal.SIGHUP)
EXIT_BASE = 128


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into ``SystemExit``, so that ``finally`` blocks run as they do on Ctrl-C."""
    with _handled(dict.fromkeys(ENDING, _leave)):
        yield


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let no signal break into a clean-up that is short and bounded."""
    with _handled(dict.fromkeys((*ENDING, signal.SIGINT), signal.SIG_IGN)):
        yield


def wait() -> None:
    """Wait until Ctrl-C, SIGTERM or SIGHUP raises."""
    threading.Event().wait()


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(EXIT_BASE + number)


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
