"""Ends every process of a suite, found by a mark in its environment: groups and parents do not hold them together.

firebase-tools orphans its Python workers and gives each Java emulator a group of its own; an inherited variable stays.
"""

from __future__ import annotations

import contextlib
import signal
import time

import psutil

GRACE_S = 3.0
DEADLINE_S = 20.0


class StillAlive(Exception):
    """Processes outlived every attempt to end them."""


def marked(variable: str, value: str) -> list[psutil.Process]:
    """Find the living processes that carry a variable with this value in their environment."""
    return [process for process in psutil.process_iter() if _carries(process, variable, value)]


def end(variable: str, value: str) -> int:
    """End every process that carries the mark: ask first, then force, until none is left.

    Returns:
        How many had to be ended.

    Raises:
        StillAlive: some live on after 20 s; the message names them.
    """
    ended: set[int] = set()
    deadline_s = time.monotonic() + DEADLINE_S
    while found := marked(variable, value):
        if time.monotonic() > deadline_s:
            raise StillAlive(f"still alive: {', '.join(str(process.pid) for process in found)}")
        ended.update(process.pid for process in found)
        _end_once(found)
    return len(ended)


def name(process: psutil.Process) -> str:
    """Return a process's short name, empty when it has ended."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def signal_all(found: list[psutil.Process], number: signal.Signals) -> None:
    """Send a signal to each process that is still there."""
    for process in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def wait(found: list[psutil.Process], at_most_s: float) -> list[psutil.Process]:
    """Wait for processes to end; returns those that have not."""
    _, alive = psutil.wait_procs(found, timeout=at_most_s)
    return list(alive)


def _end_once(found: list[psutil.Process]) -> None:
    signal_all(found, signal.SIGTERM)
    alive = wait(found, GRACE_S)
    signal_all(alive, signal.SIGKILL)
    wait(alive, GRACE_S)


def _carries(process: psutil.Process, variable: str, value: str) -> bool:
    try:
        return process.environ().get(variable) == value and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, psutil.AccessDenied, OSError):
        return False
