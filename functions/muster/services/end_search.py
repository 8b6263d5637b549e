"""End a search whose time is over, saying why."""

from collections.abc import Mapping

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import booking_of
from shared.booking import ending
from shared.errors import Code, Conflict
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned


def end_search(backend: Backend, booking: Versioned[Booking], key: str, code: str, counts: Mapping[str, int]) -> bool:
    """Give up on a booking that is overdue, unless it moved since it was read.

    Returns:
        Whether its search is over.

    Raises:
        Conflict: ``X910 STALE_VERSION``.
    """
    if not is_overdue(backend, booking.value):
        return False
    once = for_system("dispatch", key)

    def decide() -> Decision:
        current = booking_of(backend, booking.value.booking_id)
        check_unmoved(current.value, booking.value)
        return ending.give_up(current, code, counts, moment_of(backend, once))

    perform(backend, once, decide)
    return True


def is_overdue(backend: Backend, booking: Booking) -> bool:
    """Whether a booking's search has reached its deadline."""
    return booking.search is not None and backend.clock.now() >= booking.search.deadline_at


def check_unmoved(current: Booking, decided: Booking) -> None:
    """Refuse to act on a booking that is another one than it was decided on; providers may have moved.

    Raises:
        Conflict: ``X910 STALE_VERSION``.
    """
    if current.version != decided.version:
        raise Conflict(Code.STALE_VERSION, {"version": current.version, "state": current.state.value})
