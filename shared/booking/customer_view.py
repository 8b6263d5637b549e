"""What the customer is told, from one pure function; the booking keeps it, clients only render it."""

from datetime import datetime, timedelta

from shared.models.booking import Assignment, Booking, BookingState
from shared.models.customer_view import Confidence, CustomerState, CustomerView
from shared.models.eta import EtaWindow
from shared.models.place import Window
from shared.models.stop import StopState, StopType

_ENDED = {
    BookingState.COMPLETED: CustomerState.DELIVERED,
    BookingState.EXPIRED: CustomerState.NOT_SERVED,
    BookingState.UNFULFILLED: CustomerState.NOT_SERVED,
    BookingState.CANCELLED: CustomerState.CANCELLED,
    BookingState.FAILED: CustomerState.FAILED,
    BookingState.RETURNED: CustomerState.RETURNED,
}
_THERE = frozenset({StopState.ARRIVED, StopState.SERVICING})
_ON_THE_WAY = frozenset({StopType.PICKUP, StopType.HAND_OVER})
"""Stops at which nobody comes to the customer."""
_COMING = frozenset({CustomerState.PREPARING, CustomerState.ASSIGNED, CustomerState.PICKED_UP})
_SPREAD = timedelta(minutes=5)
"""Half-width of the window told to customers of an assignment that has no forecast window: a plain prior."""
_HIGH_UP_TO, _MEDIUM_UP_TO = timedelta(minutes=5), timedelta(minutes=10)
"""A window reaches so far to its wider side when its middle is hit within five minutes in 80 and in 50 % of cases."""
SEARCHING, BEHIND_PROMISE, RETURNING = "searching", "behind_promise", "returning"
"""Causes beside those of a revision (``EtaCause``) and the reasons for which a booking ends."""


def customer_view(booking: Booking, at: datetime) -> CustomerView:
    """Say what the customer sees of ``booking`` at the business instant ``at``; ``told_at`` moves only on a change."""
    state, cause = _state_of(booking, at)
    eta = told_end(booking.assignment) if booking.assignment and booking.state not in _ENDED else None
    window = Window(start_at=eta.p10_at, end_at=eta.p90_at) if eta else None
    before = getattr(booking, "customer_view", None)
    is_known = before is not None and (before.state, before.cause, before.eta_window) == (state, cause, window)
    return CustomerView(
        state=state,
        cause=cause,
        eta_window=window,
        confidence=_confidence(eta) if eta else None,
        nearby_at=_nearby_at(booking) if state in _COMING else None,
        told_at=before.told_at if before is not None and is_known else at,
    )


def told_end(assignment: Assignment) -> EtaWindow:
    """The window for the end that the customer was told last."""
    middle_at = assignment.predicted_end_at
    plain = EtaWindow(p10_at=middle_at - _SPREAD, p50_at=middle_at, p90_at=middle_at + _SPREAD)
    return assignment.eta_end or plain


def _state_of(booking: Booking, at: datetime) -> tuple[CustomerState, str | None]:
    if booking.state in _ENDED:
        return _ENDED[booking.state], booking.end_reason
    if booking.state is BookingState.QUOTED:
        return CustomerState.QUOTED, None
    if booking.returning:
        return CustomerState.FAILED, RETURNING
    if _is_late(booking, at):
        return CustomerState.DELAYED, _cause_of_delay(booking)
    if booking.assignment is None:
        return CustomerState.CONFIRMED, None
    return _underway(booking, at), booking.assignment.cause


def _cause_of_delay(booking: Booking) -> str:
    if booking.assignment is None:
        return SEARCHING
    return booking.assignment.cause.value if booking.assignment.cause else BEHIND_PROMISE


def _underway(booking: Booking, at: datetime) -> CustomerState:
    upcoming = booking.next_stop
    if upcoming and upcoming.type not in _ON_THE_WAY and upcoming.state in _THERE:
        return CustomerState.NEARBY
    if (nearby_at := _nearby_at(booking)) is not None and at >= nearby_at:
        return CustomerState.NEARBY
    if booking.on_board:
        return CustomerState.PICKED_UP
    return CustomerState.PREPARING if booking.terms.ready_at > at else CustomerState.ASSIGNED


def _nearby_at(booking: Booking) -> datetime | None:
    """When a provider who is on the way to the last stop is near it in time; None while it is not the next one."""
    upcoming, assignment = booking.next_stop, booking.assignment
    if upcoming is None or assignment is None or upcoming.state is not StopState.ENROUTE:
        return None
    if upcoming is not booking.terms.stops[-1] or upcoming.type is StopType.PICKUP:
        return None
    return assignment.predicted_end_at - timedelta(seconds=upcoming.service_s + assignment.nearby_s)


def _is_late(booking: Booking, at: datetime) -> bool:
    expected = booking.assignment.predicted_end_at if booking.assignment and not _is_at_the_end(booking) else at
    return max(expected, at) > booking.terms.promise.window.end_at


def _is_at_the_end(booking: Booking) -> bool:
    """Whether somebody is at the last stop: what was forecast of the way there does not matter any more."""
    last = booking.terms.stops[-1]
    return last is booking.next_stop and last.state in _THERE


def _confidence(eta: EtaWindow) -> Confidence:
    reach = max(eta.p50_at - eta.p10_at, eta.p90_at - eta.p50_at)
    if reach <= _HIGH_UP_TO:
        return Confidence.HIGH
    return Confidence.MEDIUM if reach <= _MEDIUM_UP_TO else Confidence.LOW
