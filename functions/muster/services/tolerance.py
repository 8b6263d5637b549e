"""Doing many things of which none may keep the others from being done: what schedules are made of."""

import traceback
from collections.abc import Callable, Iterable
from typing import TypeVar

from muster.ports.backend import Backend
from shared.errors import MusterError

T = TypeVar("T")


def each(backend: Backend, action: str, find: Callable[[], Iterable[T]], step: Callable[[T], object]) -> int:
    """Do ``step`` for all that ``find`` finds; trouble with one leaves the others, and the caller's other steps, alone.

    Args:
        backend: the ports.
        action: whose steps these are, for the log.
        find: what to do it for; when it can not be found, that is left for the next time.
        step: what to do.

    Returns:
        How many were found.
    """
    count = 0
    try:
        for item in find():
            count += 1
            _try(backend, action, step, item)
    except MusterError as trouble:
        backend.log.step(f"{action}_step", "left", code=trouble.code.label)
    return count


def add_up(backend: Backend, action: str, find: Callable[[], Iterable[T]], step: Callable[[T], int]) -> int:
    """Do ``step`` as ``each`` does, and add up what it gives."""
    given: list[int] = []
    each(backend, action, find, lambda item: given.append(step(item)))
    return sum(given)


def _try(backend: Backend, action: str, step: Callable[[T], object], item: T) -> None:
    try:
        step(item)
    except MusterError as refusal:
        backend.log.step(f"{action}_item", "left", code=refusal.code.label)
    except Exception:  # noqa: BLE001 - one document that nobody foresaw must not keep the schedule from all the others
        backend.log.step(f"{action}_item", "failed", trace=traceback.format_exc())
