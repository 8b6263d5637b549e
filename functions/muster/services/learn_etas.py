"""Learn the areas' times from the bookings that ended since the last look, on schedule.

Each fact is learned from once: the instant up to which facts were read is stored in the same document as what was learned
from them, and the commit has that document as it was read for a precondition. So a run that is repeated begins where the
last commit ended, of two at a time one loses and leaves it, and a message delivered twice only writes the same fact again.
A fact that is written more than ``_SETTLED`` after its booking's end is not learned from; a booking that is reopened and ends
again is learned from twice. Neither matters to medians over many.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.gathering import existing
from shared import paths
from shared.eta.learned import learn_all
from shared.models.change import create, replace
from shared.models.eta import EtaModel
from shared.models.facts import BookingFacts
from shared.models.zone import ServiceArea

_HISTORY = timedelta(days=14)
"""How far back an area's first look goes."""
_SETTLED = timedelta(minutes=2)
"""Real time after an end by which its fact is written."""
_AT_ONCE = 1000
_NEXT = timedelta(microseconds=1)


def learn_etas(backend: Backend) -> int:
    """Look at every area.

    Returns:
        How many bookings were learned from.
    """
    return sum(_learn(backend, area_id) for area_id in backend.store.area_ids())


def _learn(backend: Backend, area_id: str) -> int:
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    before = backend.store.get(paths.eta_model(area_id), EtaModel)
    now = backend.clock.now()
    start = before.value.learned_until if before else now - _HISTORY
    facts, until = _settled(backend, area_id, start, now - _SETTLED * max(1.0, backend.clock.rate))
    if not facts:
        return 0
    zone = ZoneInfo(area.timezone)
    hours = [(fact, fact.ended_at.astimezone(zone).hour) for fact in facts]
    learned = learn_all(before.value if before else None, hours, area.dispatch.fleet_speed_mps)
    after = learned.document(area.area_id, until)
    try:
        backend.store.commit([replace(before, after) if before else create(paths.eta_model(area_id), after)])
    except (CommitLost, CommitUnknown):
        backend.log.step("learn_etas", "left", area_id=area_id)
        return 0
    return len(facts)


def _settled(backend: Backend, area_id: str, start: datetime, end: datetime) -> tuple[list[BookingFacts], datetime]:
    """Read facts of ends in [start, end), and say up to when they are complete; none of an instant is left behind."""
    if end <= start:
        return [], start
    facts = backend.store.facts_between(area_id, start, end, _AT_ONCE)
    if len(facts) < _AT_ONCE:
        return facts, end
    last = facts[-1].ended_at
    whole = [fact for fact in facts if fact.ended_at < last]
    return (whole, last) if whole else (facts, last + _NEXT)
