"""What ended, read up to an instant before which nothing is still to come: what learning goes on from without gaps or twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from muster.ports.backend import Backend
from shared.models.eta import DriveSample
from shared.models.facts import BookingFacts

T = TypeVar("T")
_FACT_SETTLED = timedelta(minutes=2)
"""Real time after an end by which its fact is written."""
_DRIVE_SETTLED = timedelta(seconds=20)
"""Real time after which a drive's commit has landed or never will."""
_AT_ONCE = 1000
_NEXT = timedelta(microseconds=1)


def settled_facts(backend: Backend, area_id: str, start: datetime) -> tuple[list[BookingFacts], datetime]:
    """Read facts of ends from ``start`` on, and say up to when they are complete; none of an instant is left behind."""

    def find(start: datetime, end: datetime) -> list[BookingFacts]:
        return backend.store.facts_between(area_id, start, end, _AT_ONCE)

    return _settled(backend, find, lambda fact: fact.ended_at, start, _FACT_SETTLED)


def settled_drives(backend: Backend, area_id: str, start: datetime) -> tuple[list[DriveSample], datetime]:
    """Read drives from ``start`` on, likewise."""

    def find(start: datetime, end: datetime) -> list[DriveSample]:
        return backend.store.drives_between(area_id, start, end, _AT_ONCE)

    return _settled(backend, find, lambda drive: drive.at, start, _DRIVE_SETTLED)


def _settled(
    backend: Backend,
    find: Callable[[datetime, datetime], list[T]],
    ended_at: Callable[[T], datetime],
    start: datetime,
    settled: timedelta,
) -> tuple[list[T], datetime]:
    end = backend.clock.now() - settled * max(1.0, backend.clock.rate)
    if end <= start:
        return [], start
    found = find(start, end)
    if len(found) < _AT_ONCE:
        return found, end
    last = ended_at(found[-1])
    whole = [one for one in found if ended_at(one) < last]
    return (whole, last) if whole else (found, last + _NEXT)
