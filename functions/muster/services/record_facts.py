"""Analytics: write down the facts of a booking that ended."""

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import booking_of
from shared import paths
from shared.booking.facts import facts_of
from shared.models.change import put
from shared.units import BookingId


def record_facts(backend: Backend, booking_id: BookingId) -> bool:
    """Compute the facts anew from booking and timeline, so that any repetition or order comes to the same.

    Returns:
        Whether the booking has ended and its facts are written.
    """
    booking = booking_of(backend, booking_id).value
    facts = facts_of(booking, backend.store.offers_made(booking_id))
    if facts is None:
        return False
    keep(backend, [put(paths.fact(booking_id), facts)])
    return True
