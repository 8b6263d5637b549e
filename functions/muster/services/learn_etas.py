"""Learn the areas' times from the bookings and drives that ended since the last look, on schedule.

Each is learned from once: the instants up to which they were read is stored in the same document as what was learned
from them, and the commit has that document as it was read for a precondition. So a run that is repeated begins where the
last commit ended, of two at a time one loses and leaves it, and a message delivered twice only writes the same fact again.
A fact that is written more than ``_SETTLED`` after its booking's end is not learned from; a booking that is reopened and ends
again is learned from twice. Neither matters to medians over many.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.gathering import existing
from shared import paths
from shared.eta.learned import learn_all
from shared.models.change import create, replace
from shared.models.eta import DriveSample, EtaModel
from shared.models.facts import BookingFacts
from shared.models.zone import ServiceArea

T = TypeVar("T")
_HISTORY = timedelta(days=14)
"""How far back an area's first look goes."""
_SETTLED = timedelta(minutes=2)
"""Real time after an end by which its fact is written."""
_DRIVE_SETTLED = timedelta(seconds=20)
"""Real time after which a drive's commit has landed or never will."""
_AT_ONCE = 1000
_NEXT = timedelta(microseconds=1)


def learn_etas(backend: Backend) -> int:
    """Look at every area.

    Returns:
        How many bookings and drives were learned from.
    """
    return sum(_learn(backend, area_id) for area_id in backend.store.area_ids())


def _learn(backend: Backend, area_id: str) -> int:
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    before = backend.store.get(paths.eta_model(area_id), EtaModel)
    known = before.value if before else None
    facts, until = _facts(backend, area_id, known)
    drives, drives_until = _drives(backend, area_id, known)
    if not facts and not drives:
        return 0
    zone = ZoneInfo(area.timezone)
    learned = learn_all(
        known,
        [(fact, fact.ended_at.astimezone(zone).hour) for fact in facts],
        area.dispatch.fleet_speed_mps,
        [(drive, drive.at.astimezone(zone).hour) for drive in drives],
    )
    after = learned.document(area.area_id, until, drives_until)
    try:
        backend.store.commit([replace(before, after) if before else create(paths.eta_model(area_id), after)])
    except (CommitLost, CommitUnknown):
        backend.log.step("learn_etas", "left", area_id=area_id)
        return 0
    return len(facts) + len(drives)


def _facts(backend: Backend, area_id: str, known: EtaModel | None) -> tuple[list[BookingFacts], datetime]:
    def find(start: datetime, end: datetime) -> list[BookingFacts]:
        return backend.store.facts_between(area_id, start, end, _AT_ONCE)

    start = known.learned_until if known else None
    return _settled(backend, find, lambda fact: fact.ended_at, start, _SETTLED)


def _drives(backend: Backend, area_id: str, known: EtaModel | None) -> tuple[list[DriveSample], datetime]:
    def find(start: datetime, end: datetime) -> list[DriveSample]:
        return backend.store.drives_between(area_id, start, end, _AT_ONCE)

    start = known.drives_until if known else None
    return _settled(backend, find, lambda drive: drive.at, start, _DRIVE_SETTLED)


def _settled(
    backend: Backend,
    find: Callable[[datetime, datetime], list[T]],
    ended_at: Callable[[T], datetime],
    since: datetime | None,
    settled: timedelta,
) -> tuple[list[T], datetime]:
    """Read what ended since the last look, and say up to when it is complete; none of an instant is left behind."""
    now = backend.clock.now()
    start, end = since or now - _HISTORY, now - settled * max(1.0, backend.clock.rate)
    if end <= start:
        return [], start
    found = find(start, end)
    if len(found) < _AT_ONCE:
        return found, end
    last = ended_at(found[-1])
    whole = [one for one in found if ended_at(one) < last]
    return (whole, last) if whole else (found, last + _NEXT)
