"""Who else could do a booking now, and what each would mean."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.foreseeing import alternatives
from muster.services.gathering import area_of, booking_of, check_staff
from shared.errors import Code, Conflict
from shared.messages.commands import ListAlternatives
from shared.messages.events import Actor
from shared.models.booking import OPEN_STATES


def list_alternatives(backend: Backend, actor: Actor, command: ListAlternatives) -> dict[str, Any]:
    """Rank who could be asked for a booking, as a window would, with terms in seconds and the impact of giving it there.

    Nothing is changed. Whoever holds the booking now is not among them.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``B110 WRONG_STATE`` for a booking that has ended or is only quoted, ``D211 STILL_ON_BOARD``.
    """
    booking = booking_of(backend, command.booking_id).value
    check_staff(actor, booking.area_id)
    if booking.state not in OPEN_STATES:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    if booking.on_board or booking.returning:
        raise Conflict(Code.STILL_ON_BOARD)
    return alternatives(backend, area_of(backend, booking.area_id), booking, command.most)
