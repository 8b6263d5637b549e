"""Reveal a customer's contact to an operator, with a reason, audited."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, perform
from muster.services.gathering import booking_of, check_staff, existing
from shared import paths
from shared.messages.commands import RevealContact
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.contacts import Contacts


def reveal_contact(backend: Backend, actor: Actor, command: RevealContact) -> dict[str, Any]:
    """Write down who looks and why, then show the contact; the commit record never holds it.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` when no contact was left or its retention ended.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        check_staff(actor, booking.value.area_id)
        existing(backend, paths.contacts(command.booking_id), Contacts)
        return Decision((), result={"audited": True}, seen=(booking.value,))

    perform(backend, once, decide)
    contact = existing(backend, paths.contacts(command.booking_id), Contacts).value
    return contact.model_dump(mode="json", include={"booking_id", "name", "phone", "addresses", "notes"})
