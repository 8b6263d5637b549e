"""Release an assignment before anything is on board."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of
from muster.services.jobs import job_of
from shared.dispatch import assigning
from shared.messages.commands import ReleaseAssignment
from shared.messages.events import Actor
from shared.models.change import Decision


def release_assignment(backend: Backend, actor: Actor, command: ReleaseAssignment) -> dict[str, Any]:
    """Give the job back, or take it back as an operator; the search starts again without this provider.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``D211 STILL_ON_BOARD``, ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: releasing(backend, once, command))


def releasing(backend: Backend, once: Once, command: ReleaseAssignment) -> Decision:
    """Decide what ``release_assignment`` commits; refused as there."""
    booking = booking_of(backend, command.booking_id)
    job = job_of(backend, booking, command.epoch, moment_of(backend, once))
    area = area_of(backend, booking.value.area_id)
    return assigning.release(command, job, area, moment_of(backend, once))
