"""How much will be asked for: learned by zone and hour of the week, with the last minutes weighing more.

Counts and the time for which they were watched fade together (``_MEMORY``), so that a rate is one over the other whatever the
age. An hour seldom seen leans on the same hour of other days, that on the zone's mean (shrinkage towards a prior of
``_PRIOR_H`` hours), and with nothing learned the last minutes speak alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from shared.models.facts import BookingFacts
from shared.models.supply import HOURS, DemandModel, SupplySettings, ZoneDemand
from shared.units import AreaId, ZoneId

_MEMORY = timedelta(days=28)
_RECENT = timedelta(hours=2)
_LONGEST = timedelta(days=14)
_HOUR = timedelta(hours=1)
_DAY_H = 24
_PRIOR_H = 2.0
"""Hours of watching that a coarser rate counts for beside a finer one."""
_TRUST_H = 1.0
"""Hours of watching now that a well-learned rate counts for beside the last minutes."""
_HALF_TRUST_H = 24.0
"""Hours watched at which it counts for half of that."""
ZONES_KEPT = 600
"""Zones of some 1,450 bytes each, which stay under Firestore's 1 MiB a document; those asked for most."""
_FORGOTTEN = 0.01
"""A zone in which less than this was asked for, faded, says nothing more: one booking after 130 days, or a zone that is gone."""
_UNSERVED = frozenset({"unfulfilled"})


@dataclass(frozen=True)
class Want:
    """Somebody asked for something in a zone, to begin ``at``; ``served`` is None while it is not known."""

    zone_id: ZoneId
    at: datetime
    served: bool | None = None
    offers: int = 0


def wants_of(facts: Iterable[BookingFacts]) -> list[Want]:
    """Read demand off the bookings that ended; one that was called off was asked for all the same."""
    return [
        Want(fact.zone_id, fact.wanted_at or fact.created_at, fact.outcome not in _UNSERVED, fact.offers)
        for fact in facts
    ]


def learned(
    before: DemandModel | None, area_id: AreaId, wants: Sequence[Want], *, since: datetime, until: datetime, tz: tzinfo
) -> DemandModel:
    """Learn from what was asked for and settled from ``since`` to ``until``.

    Args:
        before: what was known; None for nothing.
        area_id: whose demand it is.
        wants: with their zones; refused ones have ``served`` False.
        since: up to where ``before`` had learned.
        until: up to where it has learned afterwards.
        tz: of the area.
    """
    start = max(since, until - _LONGEST)
    kept, recent = _fade(until - since, _MEMORY), _fade(until - since, _RECENT)
    known = before or DemandModel(area_id=area_id, learned_until=since)
    seen = [hours * kept for hours in known.hours_seen]
    for slot, hours in _watched(start, until, tz):
        seen[slot] += hours
    zones = {*known.zones, *(want.zone_id for want in wants)}
    by_zone = {
        zone: _zone(known.zones.get(zone, ZoneDemand()), [w for w in wants if w.zone_id == zone], kept, recent, tz)
        for zone in sorted(zones)
    }
    return DemandModel(area_id=area_id, learned_until=until, hours_seen=_rounded(seen), zones=_kept(by_zone))


def _kept(by_zone: Mapping[ZoneId, ZoneDemand]) -> dict[ZoneId, ZoneDemand]:
    asked = {zone: count for zone, one in by_zone.items() if (count := sum(one.by_hour)) >= _FORGOTTEN}
    most = set(sorted(asked, key=lambda zone: (-asked[zone], zone))[:ZONES_KEPT])
    return {zone: one for zone, one in by_zone.items() if zone in most}


def _zone(before: ZoneDemand, wants: Sequence[Want], kept: float, recent: float, tz: tzinfo) -> ZoneDemand:
    counts = Counter(_slot(want.at, tz) for want in wants)
    ended = [want for want in wants if want.served is not None]
    return ZoneDemand(
        by_hour=_rounded([count * kept + counts[slot] for slot, count in enumerate(before.by_hour)]),
        ended=round(before.ended * recent + len(ended), 4),
        unserved=round(before.unserved * recent + sum(not want.served for want in ended), 4),
        offers=round(before.offers * recent + sum(want.offers for want in ended), 4),
    )


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(round(value, 4) for value in values)


def _fade(passed: timedelta, memory: timedelta) -> float:
    return math.exp(-max(0.0, passed / memory))


def _slot(at: datetime, tz: tzinfo) -> int:
    local = at.astimezone(tz)
    return local.weekday() * _DAY_H + local.hour


def _watched(start: datetime, end: datetime, tz: tzinfo) -> Iterable[tuple[int, float]]:
    """Each hour of the week between two instants, and how much of an hour it was."""
    while start < end:
        stop = min(end, start.replace(minute=0, second=0, microsecond=0) + _HOUR)
        yield _slot(start, tz), (stop - start) / _HOUR
        start = stop


def rate_per_h(model: DemandModel, zone_id: ZoneId, at: datetime, tz: tzinfo) -> float:
    """Give the bookings an hour that a zone usually sees at that time of the week."""
    zone, slot = model.zones.get(zone_id, ZoneDemand()), _slot(at, tz)
    same_hour = range(slot % _DAY_H, HOURS, _DAY_H)
    rate = 0.0
    for slots in (range(HOURS), same_hour, (slot,)):
        count, hours = sum(zone.by_hour[s] for s in slots), sum(model.hours_seen[s] for s in slots)
        prior_h = 0.0 if len(slots) == HOURS else _PRIOR_H
        rate = (count + prior_h * rate) / (hours + prior_h) if hours + prior_h > 0 else 0.0
    return rate


def expected_bookings(
    model: DemandModel | None,
    zone_id: ZoneId,
    recent: Sequence[datetime],
    *,
    now: datetime,
    tz: tzinfo,
    settings: SupplySettings,
) -> float:
    """Forecast how many bookings a zone will see within the area's horizon.

    Args:
        model: what was learned; None for nothing.
        zone_id: the zone.
        recent: when work was asked to begin in it lately, as far as known.
        now: business instant.
        tz: of the area.
        settings: of the area.

    Returns:
        The mean of a gamma prior (the usual rate) after the last minutes, with each booking weighing ``exp(-age)``.
    """
    horizon_h, recent_h = settings.horizon_s / 3600, settings.recent_s / 3600
    ages_h = [(now - at) / _HOUR for at in recent]
    weight = sum(math.exp(-age_h / recent_h) for age_h in ages_h if age_h >= 0)
    trust_h, usual = 0.0, 0.0
    if model is not None:
        watched_h = sum(model.hours_seen)
        trust_h = _TRUST_H * watched_h / (watched_h + _HALF_TRUST_H)
        ends = (now, now + timedelta(seconds=settings.horizon_s))
        usual = sum(rate_per_h(model, zone_id, at, tz) for at in ends) / len(ends)
    return horizon_h * (trust_h * usual + weight) / (trust_h + recent_h)
