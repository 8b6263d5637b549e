"""Facts of an ended booking, recomputed from what is stored."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.messages.events import OffersMade, TimelineEvent
from shared.models.booking import Booking, BookingState
from shared.models.eta import EtaWindow, Forecast
from shared.models.facts import BookingFacts, StopFact, TripFact
from shared.models.stop import Stop, StopState, StopType
from shared.units import whole_seconds

_PAIR = 2
"""Stops of a booking that has one trip."""
_STRAIGHT_ON = timedelta(minutes=1)
"""Who sets out to the drop-off later than this after the pickup may have been elsewhere with the goods: the way to it was another."""


def facts_of(booking: Booking, timeline: Sequence[TimelineEvent]) -> BookingFacts | None:
    """Write down what happened to an ended booking; None while it lives.

    Args:
        booking: as stored.
        timeline: of its events at least those by which offers were made.
    """
    if booking.ended_at is None:
        return None
    start, done = booking.created_at, booking.state is BookingState.COMPLETED
    finished = [s.finished_at for s in booking.terms.stops if s.state is StopState.DONE and s.finished_at]
    assignment = booking.assignment
    made = [event for event in timeline if isinstance(event.data, OffersMade)]
    searched_at = booking.search.opened_at if booking.search else None
    late = done and booking.ended_at > booking.terms.promise.window.end_at
    return BookingFacts(
        booking_id=booking.booking_id,
        area_id=booking.area_id,
        zone_id=booking.terms.stops[0].zone_id,
        service=booking.terms.service,
        outcome=booking.state.value,
        end_reason=booking.end_reason,
        created_at=start,
        wanted_at=booking.terms.ready_at,
        ended_at=booking.ended_at,
        searched_at=searched_at,
        to_offer_s=_offered_after(searched_at, made),
        to_assignment_s=_since(start, assignment.assigned_at if assignment else None),
        to_pickup_s=_since(start, min(finished, default=None)),
        to_end_s=_since(start, booking.ended_at) if done else None,
        eta_error_s=_since(assignment.first_end_at, booking.ended_at) if done and assignment else None,
        told_end=_told(assignment.first_end, assignment.assigned_at) if assignment else None,
        told_last=_told(assignment.eta_end, assignment.assigned_at) if assignment else None,
        revisions=assignment.revisions if assignment else 0,
        end_after_s=_seconds(assignment.assigned_at, booking.ended_at) if done and assignment else None,
        stops=_stop_facts(booking),
        trip=_trip_fact(booking),
        offers=sum(len(e.data.offers) for e in made if isinstance(e.data, OffersMade)),
        late=late,
    )


def _since(start: datetime, end: datetime | None) -> float | None:
    return None if end is None else (end - start).total_seconds()


def _offered_after(searched_at: datetime | None, made: Sequence[TimelineEvent]) -> float | None:
    """From the begin of a search to its first offer; None where none was made in it."""
    if searched_at is None:
        return None
    return _since(searched_at, min((one.occurred_at for one in made if one.occurred_at >= searched_at), default=None))


def _told(window: EtaWindow | None, start: datetime) -> Forecast | None:
    if window is None:
        return None
    return Forecast(
        p10_s=_seconds(start, window.p10_at), p50_s=_seconds(start, window.p50_at), p90_s=_seconds(start, window.p90_at)
    )


def _stop_facts(booking: Booking) -> tuple[StopFact, ...]:
    """How long each finished stop took; goods are waited for at pickups only."""
    return tuple(
        StopFact(
            type=stop.type,
            zone_id=stop.zone_id,
            cell=stop.cell,
            over_plan_s=_seconds(_begun_at(stop, booking, stop.arrived_at), stop.finished_at) - stop.service_s,
        )
        for stop in booking.terms.stops
        if stop.state is StopState.DONE and stop.arrived_at and stop.finished_at
    )


def _begun_at(stop: Stop, booking: Booking, arrived_at: datetime) -> datetime:
    return max(arrived_at, booking.terms.ready_at) if stop.sequence == 1 else arrived_at


def _trip_fact(booking: Booking) -> TripFact | None:
    stops, assignment = booking.terms.stops, booking.assignment
    if len(stops) != _PAIR or assignment is None:
        return None
    first, last = stops
    if last.type is not StopType.DROPOFF or last.enroute_at is None or last.arrived_at is None:
        return None
    if first.finished_at is None or last.enroute_at - first.finished_at > _STRAIGHT_ON:
        return None
    return TripFact(
        cell=first.cell,
        vehicle=assignment.vehicle,
        trip_m=booking.terms.trip_m,
        took_s=_seconds(last.enroute_at, last.arrived_at),
    )


def _seconds(start: datetime, end: datetime) -> int:
    return max(0, whole_seconds(end, start))
