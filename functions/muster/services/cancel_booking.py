"""Cancel a booking before something is on board."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, holder_of
from shared.booking import ending
from shared.messages.commands import CancelBooking
from shared.messages.events import Actor
from shared.models.change import Decision


def cancel_booking(backend: Backend, actor: Actor, command: CancelBooking) -> dict[str, Any]:
    """Call it off by stage, free whoever holds it, and say what it costs.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B112 TOO_LATE_TO_CANCEL``.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: cancelling(backend, once, command))


def cancelling(backend: Backend, once: Once, command: CancelBooking) -> Decision:
    """Decide what ``cancel_booking`` commits; refused as there."""
    booking = booking_of(backend, command.booking_id)
    settings = area_of(backend, booking.value.area_id).dispatch
    holder = holder_of(backend, booking.value)
    return ending.cancel(command, booking, holder, settings, moment_of(backend, once))
