"""When somebody has to look whether a job still goes as told: a time that jobs in good order do not live to see."""

from datetime import datetime, timedelta

from shared.models.booking import Assignment, Booking, BookingState
from shared.models.stop import Stop, StopState

_HELD = frozenset({BookingState.ASSIGNED, BookingState.IN_PROGRESS})
_GRACE = timedelta(seconds=180)
"""Past the last moment that was told; one in ten is past that, so it must not be looked at at once."""
_SPREAD = timedelta(minutes=5)
"""For a prediction without a window: a plain prior."""
_STAY = timedelta(seconds=180)
"""Longer than planned at a stop. An area's thresholds are looked up when it is looked at, and may be longer."""
_WAY_BACK = timedelta(hours=1)
"""A way back is promised to nobody."""


def check_at(booking: Booking) -> datetime | None:
    """Say when to look at a running job that has not moved on by then; None for a booking that nobody has.

    A phone that reports tracks has its job looked at sooner, by what the tracks show. This is for those that do not.
    """
    expected_at, handed_over_by = _moved_on_by(booking), hand_over_by(booking)
    return min((at for at in (expected_at, handed_over_by) if at is not None), default=None)


def hand_over_by(booking: Booking) -> datetime | None:
    """When a hand-over under way has to be agreed, or done."""
    if booking.hand_over is None:
        return None
    agreed_by = booking.search.deadline_at if booking.search else None
    return booking.hand_over.meet_by or agreed_by


def _moved_on_by(booking: Booking) -> datetime | None:
    stop = booking.next_stop
    if booking.state not in _HELD or booking.assignment is None or stop is None:
        return None
    if stop.state in {StopState.ARRIVED, StopState.SERVICING}:
        return _work_from(booking, stop) + timedelta(seconds=stop.service_s) + _STAY
    if booking.returning:
        return (stop.enroute_at or booking.assignment.assigned_at) + _WAY_BACK
    return _told_at_latest(booking.assignment, is_first=stop == booking.terms.stops[0]) + _GRACE


def _work_from(booking: Booking, stop: Stop) -> datetime:
    since = stop.arrived_at or booking.created_at
    return max(since, booking.terms.ready_at) if stop.sequence == 1 else since


def _told_at_latest(assignment: Assignment, *, is_first: bool) -> datetime:
    if is_first:
        return assignment.eta_pickup.p90_at if assignment.eta_pickup else assignment.predicted_pickup_at + _SPREAD
    return assignment.eta_end.p90_at if assignment.eta_end else assignment.predicted_end_at + _SPREAD
