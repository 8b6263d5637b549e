"""Quote a booking: a price and a promise that expire."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.refusals import counted
from muster.services.requests import customer_of, served
from shared.booking import placing
from shared.messages.commands import QuoteBooking
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.units import BookingId


def quote_booking(backend: Backend, actor: Actor, command: QuoteBooking) -> dict[str, Any]:
    """Check every stop, price the request, and keep the quote.

    Raises:
        Rejected: ``B101`` to ``B105``, ``B108``, ``B109``, ``B120``.
        Denied: ``X905`` when a customer quotes for somebody else.
    """
    customer_id = customer_of(actor, command)
    once = for_command(actor, command.op_id, command)
    booking_id = BookingId(backend.ids.new("bkg"))

    def decide() -> Decision:
        found = served(backend, actor, command)
        return placing.quote(command, found, customer_id, booking_id, moment_of(backend, once))

    with counted(backend, once, command):
        return perform(backend, once, decide)
