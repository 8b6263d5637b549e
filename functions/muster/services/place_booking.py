"""Place a booking, now or for later."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.references import booked_under
from muster.services.refusals import counted
from muster.services.requests import check_open_bookings, customer_of, served
from shared.booking import placing
from shared.messages.commands import PlaceBooking
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.units import BookingId, Uid


def place_booking(backend: Backend, actor: Actor, command: PlaceBooking) -> dict[str, Any]:
    """Check every stop, take the booking, and open its search (or schedule it).

    A partner's second booking under the same ``external_id`` is answered with the first one.

    Raises:
        Rejected: ``B101`` to ``B105``, ``B108``, ``B109``, ``B119``, ``B120``.
        Denied: ``X905`` when a customer books for somebody else.
    """
    customer_id = customer_of(actor, command)
    once = for_command(actor, command.op_id, command)
    booking_id = _booking_id(backend, customer_id, command)

    def decide() -> Decision:
        if command.external_id and (known := booked_under(backend, customer_id, command.external_id)):
            return known
        check_open_bookings(backend, actor, customer_id)
        found = served(backend, actor, command)
        return placing.place(command, found, customer_id, booking_id, moment_of(backend, once))

    with counted(backend, once, command):
        return perform(backend, once, decide)


def _booking_id(backend: Backend, customer_id: Uid, command: PlaceBooking) -> BookingId:
    if command.external_id is None:
        return BookingId(backend.ids.new("bkg"))
    return placing.partner_booking_id(customer_id, command.external_id)
