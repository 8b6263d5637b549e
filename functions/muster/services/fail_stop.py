"""Record that a stop can not be done."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of
from muster.services.handing_over import is_meeting, meeting_of
from muster.services.jobs import job_of
from shared.booking import stops
from shared.dispatch import changing_hands
from shared.messages.commands import FailStop
from shared.messages.events import Actor
from shared.models.change import Decision


def fail_stop(backend: Backend, actor: Actor, command: FailStop) -> dict[str, Any]:
    """End the job, or send the goods on board back where they came from; a meeting that fails leaves them with the holder.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        if is_meeting(booking.value, command.stop_id):
            meeting = meeting_of(backend, booking, command.epoch, moment_of(backend, once))
            return changing_hands.break_off(command, meeting, moment_of(backend, once))
        job = job_of(backend, booking, command.epoch, moment_of(backend, once))
        return stops.fail(command, job, moment_of(backend, once))

    return perform(backend, once, decide)
