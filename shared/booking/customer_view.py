"""What the customer is told, from one pure function; the booking keeps it, clients only render it."""

from datetime import datetime, timedelta

from shared.models.booking import Booking, BookingState, CustomerState, CustomerView, StopState, StopType
from shared.models.place import Window

_ENDED = {
    BookingState.COMPLETED: CustomerState.DELIVERED,
    BookingState.EXPIRED: CustomerState.NOT_SERVED,
    BookingState.UNFULFILLED: CustomerState.NOT_SERVED,
    BookingState.CANCELLED: CustomerState.CANCELLED,
    BookingState.FAILED: CustomerState.FAILED,
    BookingState.RETURNED: CustomerState.RETURNED,
}
_SPREAD = timedelta(minutes=5)
"""Half-width of the window told to customers of an assignment that has no forecast window: a plain prior."""


def customer_view(booking: Booking, at: datetime) -> CustomerView:
    """Say what the customer sees of ``booking`` at the business instant ``at``; ``told_at`` moves only on a change."""
    state, cause = _state_of(booking, at)
    eta = _eta_window(booking)
    before = getattr(booking, "customer_view", None)
    if before is not None and (before.state, before.cause, before.eta_window) == (state, cause, eta):
        return CustomerView(state=state, cause=cause, eta_window=eta, told_at=before.told_at)
    return CustomerView(state=state, cause=cause, eta_window=eta, told_at=at)


def _state_of(booking: Booking, at: datetime) -> tuple[CustomerState, str | None]:
    if booking.state in _ENDED:
        return _ENDED[booking.state], booking.end_reason
    if booking.state is BookingState.QUOTED:
        return CustomerState.QUOTED, None
    if booking.returning:
        return CustomerState.FAILED, "returning"
    if _is_late(booking, at):
        return CustomerState.DELAYED, "searching" if booking.assignment is None else "behind_promise"
    if booking.assignment is None:
        return CustomerState.CONFIRMED, None
    return _underway(booking, at), None


def _underway(booking: Booking, at: datetime) -> CustomerState:
    upcoming = booking.next_stop
    if upcoming and upcoming.type is not StopType.PICKUP and upcoming.state in {StopState.ARRIVED, StopState.SERVICING}:
        return CustomerState.NEARBY
    if booking.on_board:
        return CustomerState.PICKED_UP
    return CustomerState.PREPARING if booking.terms.ready_at > at else CustomerState.ASSIGNED


def _is_late(booking: Booking, at: datetime) -> bool:
    promised = booking.terms.promise.window.end_at
    expected = booking.assignment.predicted_end_at if booking.assignment else at
    return max(expected, at) > promised


def _eta_window(booking: Booking) -> Window | None:
    if booking.assignment is None or booking.state in _ENDED:
        return None
    if (eta := booking.assignment.eta_end) is not None:
        return Window(start_at=eta.p10_at, end_at=eta.p90_at)
    middle = booking.assignment.predicted_end_at
    return Window(start_at=middle - _SPREAD, end_at=middle + _SPREAD)
