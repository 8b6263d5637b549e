"""Analytics: write down the facts of a booking that ended."""

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import booking_of
from shared import paths
from shared.booking.facts import facts_of
from shared.models.booking import Booking
from shared.models.change import Versioned, put, replace
from shared.models.disruption import Disruption
from shared.recovery.outcome import recovery_facts, with_outcome
from shared.units import BookingId


def record_facts(backend: Backend, booking_id: BookingId) -> bool:
    """Compute the facts anew from booking and timeline, so that any repetition or order comes to the same.

    Where something was done about a disruption, its outcome is written against its estimate.

    Returns:
        Whether the booking has ended and its facts are written.

    Raises:
        Unavailable: ``X908``, also when a disruption changed meanwhile: it is to be done again.
    """
    booking = booking_of(backend, booking_id).value
    facts = facts_of(booking, backend.store.offers_made(booking_id))
    if facts is None:
        return False
    outcomes = _outcomes(backend, booking)
    known = recovery_facts(after for _, after in outcomes)
    written = [replace(one, after) for one, after in outcomes if after is not one.value]
    keep(backend, [put(paths.fact(booking_id), facts.model_copy(update={"recoveries": known})), *written])
    return True


def _outcomes(backend: Backend, booking: Booking) -> list[tuple[Versioned[Disruption], Disruption]]:
    """The disruptions about which something was done, as read and with what came of it."""
    if not booking.recovered_from:
        return []
    found = backend.store.get_many([paths.disruption(one) for one in booking.recovered_from], Disruption)
    return [(one, with_outcome(one.value, booking) or one.value) for one in found.values()]
