"""When the bookings of a situation are believed to end: those held by their holders' plans, those searched for by who may take them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.errors import MusterError
from shared.eta.booking_forecast import late_chance
from shared.eta.route_forecast import StopForecast, forecast_route
from shared.eta.start import Signs, start_of
from shared.models.booking import Booking, BookingState
from shared.models.eta import EtaWindow, Forecast
from shared.recovery.prospects import Prospect, search
from shared.recovery.situation import Situation, given
from shared.units import BookingId, Uid, whole_seconds

ASKED = 3
"""A search is foreseen over so many who may be asked one after the other."""
ANSWER_SHARE = 1 / 3
"""Who accepts an offer does so within about this share of its life: a prior."""
UNSERVED_S = 3600
"""A booking that nobody would do counts as ending so long past its promise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is believed of one booking: when it ends (None when nobody would do it), and how likely that is too late.

    ``sure`` is the chance that somebody does it, ``expected_at`` the mean of its ends if somebody does.
    """

    end: EtaWindow | None
    late_chance: float
    expected_at: datetime | None
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlooks:
    """Of the bookings and parties looked at; a party without work is done now."""

    bookings: dict[BookingId, Outlook]
    done_at: dict[Uid, datetime]


NOBODY = Outlook(end=None, late_chance=1.0, expected_at=None, sure=0.0)


def outlooks(situation: Situation, uids: Iterable[Uid], waiting: Iterable[BookingId]) -> Outlooks:
    """Forecast the plans of ``uids`` and the searches of ``waiting``."""
    bookings: dict[BookingId, Outlook] = {}
    done_at: dict[Uid, datetime] = {}
    for uid in uids:
        ends = plan_ends(situation, uid)
        done_at[uid] = max((end.p50_at for end in ends.values()), default=situation.now)
        bookings |= {one: _outlook_of(situation.bookings[one], end) for one, end in ends.items()}
    searched = [situation.bookings[one] for one in waiting if _is_waiting(situation.bookings[one])]
    bookings |= {
        booking.booking_id: searched_for(situation, booking, search(situation, booking, ASKED).prospects)
        for booking in searched
    }
    return Outlooks(bookings=bookings, done_at=done_at)


def plan_ends(situation: Situation, uid: Uid) -> dict[BookingId, EtaWindow]:
    """When each booking of a party's plan is believed to end."""
    return {stop.booking_id: stop.end for stop in plan_stops(situation, uid)}


def plan_stops(situation: Situation, uid: Uid) -> tuple[StopForecast, ...]:
    """When each stop of a party's plan is believed to begin and be done."""
    party, settings = situation.party(uid), situation.area.dispatch
    signs = Signs(
        position=party.position, progress=None, now=situation.now, real_now=situation.real_now, rate=situation.rate
    )
    start = replace(start_of(party.provider, situation.held_by(uid), signs, settings), pace=party.pace)
    if situation.road_pace is not None:
        start = replace(start, pace=party.pace or situation.road_pace, later_pace=situation.road_pace)
    if party.held_up_s:
        departs_at = situation.now + timedelta(seconds=party.held_up_s)
        start = replace(start, departs_at=departs_at, departs_vague_s=party.held_up_vague_s)
    return forecast_route(party.provider, situation.bookings, start, situation.area, situation.learned, situation.now)


def foreseen_for(situation: Situation, booking_id: BookingId, uid: Uid) -> tuple[Forecast, Forecast]:
    """When a party who is given a booking begins and ends it, in seconds from now.

    Raises:
        MusterError: as ``given``.
    """
    return foreseen_on(given(situation, booking_id, uid), booking_id, uid)


def foreseen_on(situation: Situation, booking_id: BookingId, uid: Uid) -> tuple[Forecast, Forecast]:
    """When a party begins and ends a booking that is on their plan in this copy, in seconds from now."""
    stops = [one for one in plan_stops(situation, uid) if one.booking_id == booking_id]
    return _from_now(stops[0].begin, situation.now), _from_now(stops[-1].end, situation.now)


def _from_now(window: EtaWindow, now: datetime) -> Forecast:
    p10_s, p50_s, p90_s = (max(0, whole_seconds(at, now)) for at in (window.p10_at, window.p50_at, window.p90_at))
    return Forecast(p10_s=p10_s, p50_s=p50_s, p90_s=p90_s)


def _outlook_of(booking: Booking, end: EtaWindow) -> Outlook:
    return Outlook(end=end, late_chance=round(late_chance(booking, end), 4), expected_at=expected_at(end))


def expected_at(end: EtaWindow) -> datetime:
    """The mean of a window: its middle counts 0.4, its ends 0.3 each (Swanson's rule; Hurst, Brown and Swanson 2000)."""
    return end.p50_at + 0.3 * (end.p10_at - end.p50_at) + 0.3 * (end.p90_at - end.p50_at)


def searched_for(situation: Situation, booking: Booking, prospects: Sequence[Prospect]) -> Outlook:
    """Foresee a search: the first few are asked in turn, and each who does not accept costs the life of an offer.

    Args:
        situation: the copy it is searched on.
        booking: as it is there.
        prospects: in the order in which they are asked.
    """
    ttl_s, left = situation.area.dispatch.offer_ttl_s, 1.0
    ways: list[tuple[float, EtaWindow]] = []
    for turn, prospect in enumerate(prospects[:ASKED]):
        end = _end_with(situation, booking, prospect.provider_id)
        if end is not None:
            ways.append((left * prospect.acceptance, _later(end, (turn + ANSWER_SHARE) * ttl_s)))
            left *= 1 - prospect.acceptance
    return _mixed(situation, booking, ways)


def _end_with(situation: Situation, booking: Booking, uid: Uid) -> EtaWindow | None:
    try:
        copy = given(situation, booking.booking_id, uid)
    except MusterError:
        return None
    return plan_ends(copy, uid).get(booking.booking_id)


def _mixed(situation: Situation, booking: Booking, ways: Sequence[tuple[float, EtaWindow]]) -> Outlook:
    """One window for a search of several likely endings: the middle one's by their chances, as wide as the widest of them.

    An ending that hardly ever comes counts in the mean and in the chance to be late; so does, for the latter, that nobody accepts.
    """
    known = sum(chance for chance, _ in ways)
    if known <= 0:
        return NOBODY
    late = sum(chance * late_chance(booking, end) for chance, end in ways) + (1 - known)
    likely = [(chance, end) for chance, end in ways if chance >= known / 10]
    middle_s = _mean_s([(chance, end.p50_at) for chance, end in likely], situation.now)
    mean_s = _mean_s([(chance, expected_at(end)) for chance, end in ways], situation.now)
    end = EtaWindow(
        p10_at=min(end.p10_at for _, end in likely),
        p50_at=situation.now + timedelta(seconds=round(middle_s)),
        p90_at=max(end.p90_at for _, end in likely),
    )
    return Outlook(
        end=end,
        late_chance=round(min(1.0, late), 4),
        expected_at=situation.now + timedelta(seconds=mean_s),
        sure=round(min(1.0, known), 4),
    )


def _mean_s(instants: Sequence[tuple[float, datetime]], now: datetime) -> float:
    """The mean of instants by their chances, which need not add up to 1, in seconds from now."""
    return sum(chance * whole_seconds(at, now) for chance, at in instants) / sum(chance for chance, _ in instants)


def _later(end: EtaWindow, by_s: float) -> EtaWindow:
    by = timedelta(seconds=round(by_s))
    return EtaWindow(p10_at=end.p10_at + by, p50_at=end.p50_at + by, p90_at=end.p90_at + by)


def _is_waiting(booking: Booking) -> bool:
    """Whether a booking is to be done and nobody holds it."""
    return booking.assignment is None and booking.state in {BookingState.SEARCHING, BookingState.AWAITING_APPROVAL}
