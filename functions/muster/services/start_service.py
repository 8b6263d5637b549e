"""Begin the work at a stop."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of
from shared.booking import stops
from shared.messages.commands import StartService
from shared.messages.events import Actor
from shared.models.change import Decision


def start_service(backend: Backend, actor: Actor, command: StartService) -> dict[str, Any]:
    """Begin the work at a stop.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        return stops.begin_service(command, booking_of(backend, command.booking_id), moment_of(backend, once))

    return perform(backend, once, decide)
