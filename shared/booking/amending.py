"""Amendments: address, window, notes, preferences; every changed stop went through the eligibility path first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from shared.booking.change import (
    Extra,
    Moment,
    booking_change,
    check_version,
    search_deadline,
    wake_dispatch,
    weigh_again,
    withdraw_open_offers,
)
from shared.booking.lifecycle import ALLOWED
from shared.booking.quote import fare_for
from shared.booking.terms import Timing, check_deadline, trip_m
from shared.booking.work import work_of
from shared.errors import Code, Conflict, Denied, Missing, Rejected
from shared.geo.cells import coarse
from shared.messages import events as ev
from shared.messages.commands import AmendBooking
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Message, Versioned, Write
from shared.models.place import LatLng, Window
from shared.models.stop import Stop, StopState
from shared.models.terms import Promise, PromiseType
from shared.models.zone import ZoneMatch
from shared.units import Metres, StopId


@dataclass(frozen=True)
class Rechecked:
    """What the eligibility path found for the booking as amended."""

    area: ServiceArea
    matches: Mapping[StopId, ZoneMatch]
    """The zone of each stop; empty when neither a place nor the time changed, so that nothing was looked up."""
    timing: Timing | None
    writes: tuple[Write, ...] = field(default=())
    """Writes of the personal data that changed along."""


def check_may_amend(booking: Booking, command: AmendBooking, actor: Actor) -> None:
    """Let the customer and the area's staff change what has not begun.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909`` for a stop that the booking has not.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B113 TOO_LATE_TO_AMEND`` for a stop that has begun, or a new time when somebody is on the way.
    """
    if booking.customer_id != actor.id and not actor.may_operate(booking.area_id):
        raise Denied(Code.NOT_YOURS)
    check_version(booking, command.expected_version)
    if booking.state not in ALLOWED["booking.amended"]:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    if command.pickup_window is not None and booking.state not in {BookingState.SCHEDULED, BookingState.SEARCHING}:
        raise Rejected(Code.TOO_LATE_TO_AMEND, {"state": booking.state.value})
    for change in command.stops:
        _check_open(booking, change.stop_id)


def amended_points(booking: Booking, command: AmendBooking) -> dict[StopId, LatLng]:
    """Every stop's exact point after the amendment."""
    points = {stop.stop_id: stop.point for stop in booking.terms.stops if stop.point is not None}
    return points | {StopId(change.stop_id): change.point for change in command.stops if change.point is not None}


def _check_open(booking: Booking, stop_id: str) -> None:
    stop = booking.stop(stop_id)
    if stop is None:
        raise Missing(Code.NOT_FOUND, {"stop_id": stop_id})
    if stop.state is not StopState.PENDING or stop not in booking.stops_asked_for:
        raise Rejected(Code.TOO_LATE_TO_AMEND, {"stop_id": stop_id, "stop_state": stop.state.value})


def amend(command: AmendBooking, booking: Versioned[Booking], found: Rechecked, moment: Moment) -> Decision:
    """Change a live booking; a search under way, or a proposal that waits, starts over with the new facts.

    A new time puts the search off until a lead before it, or opens it at once when that has passed.

    Raises:
        MusterError: as ``check_may_amend``.
        Rejected: ``B108`` for a new time from which the customer's deadline can not be met.
    """
    now = booking.value
    check_may_amend(now, command, moment.actor)
    points = amended_points(now, command)
    void, steps = withdraw_open_offers(now, "amended")
    amended = _event(command, now, found, points)
    events = [*void, *_not_awaiting(now), amended, *_opened(found.timing, found.area, moment)]
    extra = Extra(writes=found.writes, messages=(*steps, *_wake(now, found, moment)))
    return booking_change(booking, now.booking_id, events, moment, points=points, extra=extra)


def _not_awaiting(booking: Booking) -> list[ev.EventData]:
    if booking.state is not BookingState.AWAITING_APPROVAL or booking.search is None or not booking.search.triage_id:
        return []
    return [ev.ApprovalResolved(triage_id=booking.search.triage_id, outcome="moot")]


def _opened(timing: Timing | None, area: ServiceArea, moment: Moment) -> list[ev.EventData]:
    if timing is None or timing.release_at is not None:
        return []
    return [ev.SearchOpened(deadline_at=search_deadline(timing.begins_at, area, moment.at), cause="amended")]


def _event(
    command: AmendBooking, booking: Booking, found: Rechecked, points: Mapping[StopId, LatLng]
) -> ev.BookingAmended:
    is_moved = any(change.point is not None for change in command.stops)
    metres = trip_m([points[stop.stop_id] for stop in booking.stops_asked_for]) if is_moved else None
    return ev.BookingAmended(
        stops=_lines(command, booking.terms.stops, found.matches, points),
        promise=_promise(booking, found, booking.terms.trip_m if metres is None else metres),
        ready_at=found.timing.begins_at if found.timing else None,
        preferences=command.preferences,
        trip_m=metres,
        fare_minor=None if metres is None else fare_for(metres, found.area.tariff).amount_minor,
        release_at=found.timing.release_at if found.timing else None,
        notes_changed=command.notes is not None,
    )


def _lines(
    command: AmendBooking, stops: Sequence[Stop], matches: Mapping[StopId, ZoneMatch], points: Mapping[StopId, LatLng]
) -> tuple[ev.AmendedStop, ...]:
    asked = {change.stop_id: change for change in command.stops}
    return tuple(
        ev.AmendedStop(
            stop_id=stop.stop_id,
            cell=coarse(points[stop.stop_id]),
            zone_id=matches[stop.stop_id].zone_id if matches else stop.zone_id,
            zone_version=matches[stop.stop_id].zone_version if matches else stop.zone_version,
            window=asked[stop.stop_id].window or stop.window,
        )
        for stop in stops
        if stop.stop_id in asked
    )


def _promise(booking: Booking, found: Rechecked, metres: Metres) -> Promise | None:
    """The promise for another time: its end moves along, but a customer's own deadline stays as it is."""
    if found.timing is None:
        return None
    before, begins_at = booking.terms.promise, found.timing.begins_at
    moved_end_at = before.window.end_at + (begins_at - booking.terms.ready_at)
    end_at = max(moved_end_at, begins_at + timedelta(minutes=1))
    if before.type is PromiseType.DEADLINE:
        end_at = before.window.end_at
        check_deadline(end_at, begins_at, work_of(metres, booking.stops_asked_for, found.area))
    return before.model_copy(update={"window": Window(start_at=begins_at, end_at=end_at)})


def _wake(booking: Booking, found: Rechecked, moment: Moment) -> tuple[Message, ...]:
    if booking.hand_over is not None and booking.hand_over.is_sought:
        return (weigh_again(booking.hand_over, f"{booking.booking_id}-v{booking.version}"),)
    is_put_off = found.timing is not None and found.timing.release_at is not None
    is_looking = booking.state in {BookingState.SEARCHING, BookingState.AWAITING_APPROVAL} or found.timing is not None
    if is_put_off or not is_looking:
        return ()
    return (wake_dispatch(found.area, moment.at, f"{booking.booking_id}-v{booking.version}"),)
