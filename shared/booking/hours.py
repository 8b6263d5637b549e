"""An area's hour: what its figures are made from, and the figures; recomputed, never counted up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from statistics import mean, median, quantiles

from shared.models.eta import Forecast
from shared.models.facts import BookingFacts, FleetEntry, HourMetrics, Spread, WorkHour
from shared.models.provider import Duty, Work
from shared.units import AreaId

_WORK_KEPT = timedelta(days=2)
_AT_WORK = frozenset({Work.BUSY.value, Work.FULL.value})
_REGULAR = 0.25
"""Share of an hour's looks from which on somebody counts for fairness: who came for a minute tells nothing."""
_TENTHS = 10
_PAIR = 2


def hour_of(at: datetime) -> str:
    """Name the hour that an instant falls in, as paths do: ``YYYY-MM-DDTHH``, UTC."""
    return at.strftime("%Y-%m-%dT%H")


def work_seen(
    known: WorkHour | None, area_id: AreaId, hour: str, fleet: Iterable[FleetEntry], real_now: datetime
) -> WorkHour:
    """Add a look at the fleet to an hour."""
    before = known or WorkHour(area_id=area_id, hour=hour, expires_at=real_now + _WORK_KEPT)
    on_duty = [entry for entry in fleet if entry.duty == Duty.ONLINE.value]
    online = Counter(before.online) + Counter(entry.provider_id for entry in on_duty)
    busy = Counter(before.busy) + Counter(entry.provider_id for entry in on_duty if entry.work in _AT_WORK)
    return before.model_copy(update={"looks": before.looks + 1, "online": dict(online), "busy": dict(busy)})


def roll_up(
    area_id: AreaId,
    hour: str,
    facts: Sequence[BookingFacts],
    refusals: Sequence[str],
    work: WorkHour | None,
    at: datetime,
) -> HourMetrics:
    """Sum up an hour from its facts, its refusals' codes and the looks at its fleet; the same input gives the same figures."""
    recoveries = [one for fact in facts for one in fact.recoveries]
    missed = [abs(one.error_s) for one in recoveries if one.error_s is not None]
    errors = [fact.eta_error_s for fact in facts if fact.eta_error_s is not None]
    told_first, covered_first = _covered([(fact.told_end, fact.end_after_s) for fact in facts])
    told_last, covered_last = _covered([(fact.told_last, fact.end_after_s) for fact in facts])
    return HourMetrics(
        area_id=area_id,
        hour=hour,
        bookings=len(facts),
        offered=sum(fact.offers > 0 or _is_assigned(fact) for fact in facts),
        assigned=sum(map(_is_assigned, facts)),
        picked_up=sum(_is_assigned(fact) and fact.to_pickup_s is not None for fact in facts),
        offers=sum(fact.offers for fact in facts),
        outcomes=dict(Counter(fact.outcome for fact in facts)),
        refusals=dict(Counter(refusals)),
        to_offer=spread(fact.to_offer_s for fact in facts),
        to_assignment=spread(map(_search_s, facts)),
        to_end=spread(fact.to_end_s for fact in facts),
        eta_miss=spread(map(abs, errors)),
        mean_eta_error_s=round(mean(errors), 1) if errors else None,
        told_first=told_first,
        covered_first=covered_first,
        told_last=told_last,
        covered_last=covered_last,
        providers=len(work.online) if work else 0,
        online_looks=sum(work.online.values()) if work else 0,
        busy_looks=sum(work.busy.values()) if work else 0,
        fairness=fairness(work) if work else None,
        late=sum(fact.late for fact in facts),
        recoveries=dict(Counter(one.action.value for one in recoveries)),
        mean_abs_recovery_error_s=sum(missed) / len(missed) if missed else None,
        computed_at=at,
    )


def _is_assigned(fact: BookingFacts) -> bool:
    return fact.to_assignment_s is not None


def _search_s(fact: BookingFacts) -> float | None:
    """From the begin of the last search to the assignment, where there were both."""
    if fact.to_assignment_s is None or fact.searched_at is None:
        return None
    return max(0.0, fact.to_assignment_s - (fact.searched_at - fact.created_at).total_seconds())


def spread(values: Iterable[float | None]) -> Spread | None:
    """Sum up lengths of time; None when there is none. The 90th of a hundred is found by rank, inclusive of both ends."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    p90 = quantiles(known, n=_TENTHS, method="inclusive")[-1] if len(known) > 1 else known[0]
    return Spread(count=len(known), mean_s=round(mean(known), 1), p50_s=round(median(known), 1), p90_s=round(p90, 1))


def _covered(ends: Sequence[tuple[Forecast | None, int | None]]) -> tuple[int, float | None]:
    """How many ends had a window, and which share of them came within it; None when none had one."""
    hits = [told.p10_s <= end_s <= told.p90_s for told, end_s in ends if told is not None and end_s is not None]
    return len(hits), sum(hits) / len(hits) if hits else None


def fairness(work: WorkHour) -> float | None:
    """Say how evenly work was spread over those who were regularly on duty.

    Returns:
        From 1/n (one had it all) to 1 (all alike); None for fewer than two, or when nobody worked.

    Source: Jain, Chiu and Hawe (1984), A quantitative measure of fairness, DEC-TR-301.
    """
    regular = [uid for uid, looks in work.online.items() if looks >= _REGULAR * work.looks]
    shares = [work.busy.get(uid, 0) / work.online[uid] for uid in regular]
    squares = sum(share * share for share in shares)
    if len(shares) < _PAIR or squares == 0:
        return None
    return round(min(1.0, sum(shares) ** 2 / (len(shares) * squares)), 4)
