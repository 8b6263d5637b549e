"""Amendments: address, window, notes, preferences; every changed stop went through the eligibility path first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from shared.booking.change import Extra, Moment, booking_change, check_version, wake_dispatch, withdraw_open_offers
from shared.booking.quote import fare_for
from shared.booking.terms import Timing, trip_m
from shared.errors import Code, Denied, Missing, Rejected
from shared.geo.cells import coarse
from shared.messages import events as ev
from shared.messages.commands import AmendBooking
from shared.models.booking import Booking, BookingState, Promise, Stop, StopState
from shared.models.change import Decision, Message, Versioned, Write
from shared.models.place import LatLng, Window
from shared.models.zone import ServiceArea, ZoneMatch
from shared.units import StopId


@dataclass(frozen=True)
class Rechecked:
    """What the eligibility path found for the booking as amended: a match for each stop, in order."""

    area: ServiceArea
    matches: tuple[ZoneMatch, ...]
    timing: Timing | None
    writes: tuple[Write, ...] = field(default=())
    """Writes of the personal data that changed along."""


def amended_points(booking: Booking, command: AmendBooking) -> dict[StopId, LatLng]:
    """Every stop's exact point after the amendment.

    Raises:
        Missing: ``X909`` for a stop that the booking has not.
        Rejected: ``B113 TOO_LATE_TO_AMEND`` for one that has begun.
    """
    points = {stop.stop_id: stop.point for stop in booking.terms.stops if stop.point is not None}
    for change in command.stops:
        _check_open(booking, change.stop_id)
        if change.point is not None:
            points[StopId(change.stop_id)] = change.point
    return points


def _check_open(booking: Booking, stop_id: str) -> None:
    stop = booking.stop(stop_id)
    if stop is None:
        raise Missing(Code.NOT_FOUND, {"stop_id": stop_id})
    if stop.state is not StopState.PENDING:
        raise Rejected(Code.TOO_LATE_TO_AMEND, {"stop_id": stop_id, "stop_state": stop.state.value})


def amend(command: AmendBooking, booking: Versioned[Booking], found: Rechecked, moment: Moment) -> Decision:
    """Change a live booking; a search under way starts over with the new facts.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B113 TOO_LATE_TO_AMEND``.
    """
    now = booking.value
    if now.customer_id != moment.actor.id and not moment.actor.may_operate(now.area_id):
        raise Denied(Code.NOT_YOURS)
    check_version(now, command.expected_version)
    if command.pickup_window is not None and now.state not in {BookingState.SCHEDULED, BookingState.SEARCHING}:
        raise Rejected(Code.TOO_LATE_TO_AMEND, {"state": now.state.value})
    points = amended_points(now, command)
    void, steps = withdraw_open_offers(now, "amended")
    extra = Extra(writes=found.writes, messages=(*steps, *_wake(now, found, moment)))
    return booking_change(
        booking, now.booking_id, [*void, _event(command, now, found, points)], moment, points=points, extra=extra
    )


def _event(
    command: AmendBooking, booking: Booking, found: Rechecked, points: Mapping[StopId, LatLng]
) -> ev.BookingAmended:
    metres = trip_m([points[stop.stop_id] for stop in booking.terms.stops])
    begins_at = found.timing.begins_at if found.timing else None
    return ev.BookingAmended(
        stops=_lines(command, booking.terms.stops, found.matches, points),
        promise=_promise(booking, command.pickup_window, found),
        ready_at=begins_at,
        preferences=command.preferences,
        trip_m=metres,
        fare_minor=fare_for(metres, found.area.tariff).amount_minor,
        release_at=found.timing.release_at if found.timing else None,
        notes_changed=command.notes is not None,
    )


def _lines(
    command: AmendBooking, stops: Sequence[Stop], matches: Sequence[ZoneMatch], points: Mapping[StopId, LatLng]
) -> tuple[ev.AmendedStop, ...]:
    asked = {change.stop_id: change for change in command.stops}
    return tuple(
        ev.AmendedStop(
            stop_id=stop.stop_id,
            cell=coarse(points[stop.stop_id]),
            zone_id=match.zone_id,
            zone_version=match.zone_version,
            window=asked[stop.stop_id].window or stop.window,
        )
        for stop, match in zip(stops, matches, strict=True)
        if stop.stop_id in asked
    )


def _promise(booking: Booking, window: Window | None, found: Rechecked) -> Promise | None:
    if window is None or found.timing is None:
        return None
    moved = found.timing.begins_at - booking.terms.ready_at
    before = booking.terms.promise.window
    end_at = max(before.end_at + moved, found.timing.begins_at + timedelta(minutes=1))
    return booking.terms.promise.model_copy(update={"window": Window(start_at=found.timing.begins_at, end_at=end_at)})


def _wake(booking: Booking, found: Rechecked, moment: Moment) -> tuple[Message, ...]:
    if booking.state is not BookingState.SEARCHING:
        return ()
    return (wake_dispatch(found.area, moment.at, f"{booking.booking_id}-v{booking.version}"),)
