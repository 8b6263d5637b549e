"""Let an operator note something about a booking, for the others."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of, check_staff
from shared import paths
from shared.booking.placing import contacts_kept_until
from shared.messages.commands import AddNote
from shared.messages.events import Actor
from shared.models.change import Decision, create
from shared.models.note import BookingNote
from shared.units import Uid


def add_note(backend: Backend, actor: Actor, command: AddNote) -> dict[str, Any]:
    """Write a note; it is never changed, and concerns no claim, so a booking that moved does not stand in its way.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
    """
    once = for_command(actor, command.op_id, command)
    note_id = backend.ids.new("note")

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id).value
        check_staff(actor, booking.area_id)
        moment = moment_of(backend, once)
        note = BookingNote(
            note_id=note_id,
            booking_id=booking.booking_id,
            area_id=booking.area_id,
            text=command.text,
            written_by=Uid(actor.id),
            written_at=moment.at,
            expires_at=contacts_kept_until(booking.terms.ready_at, moment.at, moment.real_at),
        )
        return Decision((create(paths.note(booking.booking_id, note_id), note),), result={"note_id": note_id})

    return perform(backend, once, decide)
