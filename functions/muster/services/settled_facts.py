"""Facts of bookings that ended, read up to an instant before which none is still to come."""

from datetime import datetime, timedelta

from muster.ports.backend import Backend
from shared.models.facts import BookingFacts

_SETTLED = timedelta(minutes=2)
"""Real time after an end by which its fact is written."""
_AT_ONCE = 1000
_NEXT = timedelta(microseconds=1)


def settled_facts(backend: Backend, area_id: str, start: datetime) -> tuple[list[BookingFacts], datetime]:
    """Read facts of ends from ``start`` on, and say up to when they are complete; none of an instant is left behind."""
    end = backend.clock.now() - _SETTLED * max(1.0, backend.clock.rate)
    if end <= start:
        return [], start
    facts = backend.store.facts_between(area_id, start, end, _AT_ONCE)
    if len(facts) < _AT_ONCE:
        return facts, end
    last = facts[-1].ended_at
    whole = [fact for fact in facts if fact.ended_at < last]
    return (whole, last) if whole else (facts, last + _NEXT)
