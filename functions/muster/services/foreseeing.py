"""What a change means, weighed by the engine on a copy: providers, bookings and supply as they are, and as they would be."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from muster.ports.backend import Backend
from muster.services.situation import gather_situation
from muster.services.supply import Need
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.errors import MusterError
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState, Search
from shared.models.decision import ScoreTerm
from shared.models.disruption import Impact
from shared.models.override import EngineChoice
from shared.models.provider import Provider
from shared.recovery.impact import impact_of
from shared.recovery.outlook import plan_ends
from shared.recovery.prospects import Prospect, search
from shared.recovery.situation import Situation, cancelled, given, without
from shared.units import BookingId, Uid

_LOOKED_AT = 50
"""Candidates among whom the one taken is looked for."""
_WEIGHED = 10
"""Bookings called off that are forecast; a closure of a busy zone may end many."""


def situation_of(backend: Backend, area: ServiceArea, uids: Iterable[Uid], sought: Sequence[Booking]) -> Situation:
    """Read what a change concerns.

    Args:
        backend: the ports.
        area: with its settings.
        uids: providers whose plans may change.
        sought: bookings that nobody has, or would have; who is near them could be asked.
    """
    around = [Need.of_booking(point, one) for one in sought if (point := one.terms.stops[0].point) is not None]
    concerned = [booking.booking_id for booking in sought]
    return gather_situation(backend, area, bookings=concerned, uids=uids, around=around).situation


def weighed(copy: WorldCopy, area: ServiceArea, ends: Sequence[BookingId]) -> tuple[Situation, Impact]:
    """Compare the world as it is with what was done on the copy; ``ends`` are called off by it besides.

    Returns:
        The world as it is, and the impact.
    """
    backend = copy.as_it_was().backend
    changed = {one.booking_id: one for one in copy.changed(Booking).values()}
    providers = {one.provider_id: one for one in copy.changed(Provider).values()}
    known = backend.store.get_many([paths.booking(one) for one in [*changed, *ends[:_WEIGHED]]], Booking)
    before = situation_of(backend, area, providers, [one.value for one in known.values()])
    parties = {
        uid: replace(party, provider=providers[uid]) if uid in providers else party
        for uid, party in before.parties.items()
    }
    after = replace(before, parties=parties, bookings={**before.bookings, **changed})
    for one in ends[:_WEIGHED]:
        after = cancelled(after, one)
    return before, impact_of(before, after)


def engine_choice(before: Situation, booking_id: BookingId, taken: Uid) -> EngineChoice | None:
    """Whom the engine would have taken for a booking that nobody has; None when nobody."""
    booking = before.booking(booking_id)
    ranked = {one.provider_id: one for one in search(before, booking, _LOOKED_AT).prospects}
    if not ranked:
        return None
    best = next(iter(ranked.values()))
    return EngineChoice(
        provider_id=best.provider_id,
        end_at=_end_with(before, booking_id, best.provider_id),
        terms=_terms(best),
        taken_terms=_terms(ranked[taken]) if taken in ranked else {},
    )


def _end_with(before: Situation, booking_id: BookingId, uid: Uid) -> Any:
    try:
        end = plan_ends(given(before, booking_id, uid), uid).get(booking_id)
    except MusterError:
        return None
    return end.p50_at if end else None


def _terms(prospect: Prospect) -> dict[ScoreTerm, int]:
    return dict(zip(ScoreTerm, prospect.terms, strict=True))


def alternatives(backend: Backend, area: ServiceArea, booking: Booking, most: int) -> dict[str, Any]:
    """Rank who else could do a booking, with what each would mean."""
    holder = [booking.provider_id] if booking.provider_id else []
    before = situation_of(backend, area, holder, [booking])
    free = without(before, booking.booking_id) if holder else before
    found = search(free, _searched_for(free.booking(booking.booking_id), area, before), most)
    return {
        "booking_id": booking.booking_id,
        "provider_id": booking.provider_id,
        "candidates": [_told(before, booking.booking_id, one) for one in found.prospects],
        "excluded": {reason.value: count for reason, count in found.excluded},
    }


def _searched_for(booking: Booking, area: ServiceArea, now: Situation) -> Booking:
    """The booking as if its search began now, where it has not begun."""
    if booking.search is not None:
        return booking
    deadline_at = now.now + timedelta(seconds=area.dispatch.search_timeout_s)
    opened = Search(opened_at=now.now, deadline_at=deadline_at)
    return booking.model_copy(update={"state": BookingState.SEARCHING, "search": opened})


def _told(before: Situation, booking_id: BookingId, one: Prospect) -> dict[str, Any]:
    told = {
        "provider_id": one.provider_id,
        "score_s": one.score_s,
        "acceptance": round(one.acceptance, 4),
        "terms": {term.value: value for term, value in _terms(one).items()},
    }
    try:
        impact = impact_of(before, given(before, booking_id, one.provider_id))
    except MusterError as refusal:
        return {**told, "refused": refusal.code.label, "impact": None}
    return {**told, "refused": None, "impact": impact.model_dump(mode="json")}
