"""Reopen an ended booking."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, check_staff, serve_again
from shared.booking import ending
from shared.messages.commands import ReopenBooking
from shared.messages.events import Actor
from shared.models.change import Decision


def reopen_booking(backend: Backend, actor: Actor, command: ReopenBooking) -> dict[str, Any]:
    """Let it look for a provider again, within the area's limit, if its places are still served; staff only.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B117 REOPEN_TOO_LATE``, ``B101`` to ``B104``.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: reopening(backend, once, command))


def reopening(backend: Backend, once: Once, command: ReopenBooking) -> Decision:
    """Decide what ``reopen_booking`` commits; refused as there."""
    booking = booking_of(backend, command.booking_id)
    check_staff(once.actor, booking.value.area_id)
    terms = booking.value.terms
    points = [stop.point for stop in terms.stops if stop.point is not None]
    serve_again(backend, booking.value, points, max(backend.clock.now(), terms.ready_at))
    area = area_of(backend, booking.value.area_id)
    return ending.reopen(command, booking, area, moment_of(backend, once))
