"""Set out for a stop; the first one starts the job."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of
from shared.booking import stops
from shared.messages.commands import StartStop
from shared.messages.events import Actor
from shared.models.change import Decision


def start_stop(backend: Backend, actor: Actor, command: StartStop) -> dict[str, Any]:
    """Set out for a stop; the first one starts the job.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        return stops.start(command, booking_of(backend, command.booking_id), moment_of(backend, once))

    return perform(backend, once, decide)
