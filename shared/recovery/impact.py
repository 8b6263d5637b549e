"""What a move means: promises, lateness, work and supply, forecast on a copy of the world with it and without it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.disruption import BookingImpact, Impact, ProviderImpact
from shared.models.eta import EtaWindow
from shared.models.provider import Duty, Provider, RouteStop, Work
from shared.recovery.outlook import NOBODY, UNSERVED_S, Outlook, Outlooks, outlooks
from shared.recovery.situation import Situation
from shared.units import BookingId, Uid, ZoneId, whole_seconds


def impact_of(before: Situation, after: Situation, known: Mapping[BookingId, Outlook] | None = None) -> Impact:
    """Compare two copies of the world: every plan and booking that differs between them is forecast in both.

    Args:
        before: doing nothing.
        after: the same instant with the move made.
        known: what is foreseen of bookings in ``after`` instead of what a plain search would find, for a move that asks
            somebody in particular.
    """
    uids, bookings = _concerned(before, after)
    return _compared(before, after, uids, bookings, known or {})


def standing(situation: Situation, uids: Sequence[Uid]) -> Impact:
    """Tell how the bookings of these parties stand if nothing is done."""
    held = sorted(one for uid in uids for one in situation.party(uid).provider.engagements)
    known = [one for one in held if one in situation.bookings]
    return _compared(situation, situation, sorted(uids), known, {})


def _compared(
    before: Situation,
    after: Situation,
    uids: Sequence[Uid],
    bookings: Sequence[BookingId],
    known: Mapping[BookingId, Outlook],
) -> Impact:
    was, will = (outlooks(one, uids, [b for b in bookings if b in one.bookings]) for one in (before, after))
    will.bookings.update(known)
    rows = tuple(
        _booking_impact(before.bookings[one], was.bookings.get(one, NOBODY), will.bookings.get(one))
        for one in bookings
        if one in before.bookings and not before.bookings[one].has_ended
    )
    return Impact(
        bookings=rows,
        providers=tuple(_provider_impact(before, after, uid, was, will) for uid in uids),
        late_before=round(sum(row.late_chance_before for row in rows), 4),
        late_after=round(sum(row.late_chance_after for row in rows), 4),
        wait_saved_s=sum(
            _saved_s(row, was.bookings.get(row.booking_id, NOBODY), will.bookings.get(row.booking_id, NOBODY))
            for row in rows
            if not _is_gone(after, row.booking_id)
        ),
        idle_left=_idle_left(before, after),
    )


def _concerned(before: Situation, after: Situation) -> tuple[list[Uid], list[BookingId]]:
    """Parties whose plan or pace differs or who hold a booking that does, and the bookings that are theirs or differ."""
    moved = {one for one, booking in after.bookings.items() if before.bookings.get(one) is not booking}
    holders = {copy.bookings[one].provider_id for copy in (before, after) for one in moved if one in copy.bookings}
    uids = sorted(uid for uid, party in after.parties.items() if uid in holders or before.parties.get(uid) != party)
    held = {one for uid in uids for copy in (before, after) for one in copy.party(uid).provider.engagements}
    return uids, sorted(one for one in held | moved if one in before.bookings)


def _is_gone(after: Situation, booking_id: BookingId) -> bool:
    return after.bookings[booking_id].has_ended


def _booking_impact(booking: Booking, was: Outlook, will: Outlook | None) -> BookingImpact:
    """A booking that the move calls off has no end after, and can not be late."""
    return BookingImpact(
        booking_id=booking.booking_id,
        promised_at=booking.terms.promise.window.end_at,
        end_before=was.end,
        end_after=will.end if will else None,
        late_chance_before=was.late_chance,
        late_chance_after=will.late_chance if will else 0.0,
    )


def _provider_impact(before: Situation, after: Situation, uid: Uid, was: Outlooks, will: Outlooks) -> ProviderImpact:
    later_s = whole_seconds(will.done_at[uid], was.done_at[uid])
    routes = (copy.party(uid).provider.route for copy in (before, after))
    return ProviderImpact(provider_id=uid, later_s=later_s, stops_moved=stops_moved(*routes))


def stops_moved(before: tuple[RouteStop, ...], after: tuple[RouteStop, ...]) -> int:
    """How many of the stops that are in both plans have to move past others to get from one order to the other."""
    place = {stop: index for index, stop in enumerate(after)}
    order = [place[stop] for stop in before if stop in place]
    rising: list[int] = []
    for index in order:
        at = bisect_left(rising, index)
        rising[at : at + 1] = [index]
    return len(order) - len(rising)


def _saved_s(row: BookingImpact, was: Outlook, will: Outlook) -> int:
    """How much sooner a booking is expected to end."""
    before, after = (one.expected_at or _end_at(None, row) for one in (was, will))
    return whole_seconds(before, after)


def _end_at(end: EtaWindow | None, row: BookingImpact) -> datetime:
    """The middle of a window; nobody's booking ends long after its promise, and after the other forecast."""
    if end is not None:
        return end.p50_at
    known = [other.p50_at for other in (row.end_before, row.end_after) if other is not None]
    return max([row.promised_at, *known]) + timedelta(seconds=UNSERVED_S)


def lateness_s(end: EtaWindow | None, row: BookingImpact) -> float:
    """Expected seconds past the promise: a window's middle counts 0.4, its ends 0.3 each (Swanson's rule)."""
    at = (end.p10_at, end.p50_at, end.p90_at) if end is not None else (_end_at(None, row),) * 3
    late = [max(0.0, (one - row.promised_at).total_seconds()) for one in at]
    return 0.3 * late[0] + 0.4 * late[1] + 0.3 * late[2]


def cost_of(impact: Impact, settings: DispatchSettings, pressure: Mapping[ZoneId, float]) -> float:
    """Price a move against doing nothing, in the seconds of a customer's wait that the score of a pair is made of.

    Sooner ends count as what they save, lateness is weighed as in the score, each stop moved costs what a change of plan
    costs, and an idle provider taken from a zone costs that zone's pressure. Work that the move adds over all providers, such
    as a second way to a pickup, is time somebody else waits for, as far as supply is short where it happens.
    """
    weights = settings.weights
    late_s = sum(
        lateness_s(row.end_after, row) - lateness_s(row.end_before, row)
        for row in impact.bookings
        if row.end_after is not None or row.late_chance_after > 0
    )
    moved = sum(one.stops_moved for one in impact.providers)
    work_s = max(0, sum(one.later_s for one in impact.providers)) * min(1.0, max(pressure.values(), default=0.0))
    taken_s = sum(weights.pressure_s * pressure.get(zone, 1.0) for zone in impact.idle_left)
    return round(
        weights.lateness * late_s - impact.wait_saved_s + settings.plan_change_price_s * moved + taken_s + work_s, 1
    )


def _idle_left(before: Situation, after: Situation) -> dict[ZoneId, int]:
    """Idle providers that stay in each zone that gives one away."""
    given = Counter(
        zone
        for uid, party in before.parties.items()
        if _is_free(party.provider) and not _is_free(after.party(uid).provider)
        if (zone := party.provider.zone_id) is not None
    )
    return {zone: max(0, before.idle.get(zone, 0) - count) for zone, count in sorted(given.items())}


def _is_free(provider: Provider) -> bool:
    return provider.duty is Duty.ONLINE and provider.work is Work.IDLE
