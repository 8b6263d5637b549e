"""Arrive at a stop."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of
from muster.services.handing_over import is_meeting
from shared import paths
from shared.booking import stops
from shared.messages.commands import ArriveAtStop
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.models.provider import Position
from shared.units import Uid


def arrive_at_stop(backend: Backend, actor: Actor, command: ArriveAtStop) -> dict[str, Any]:
    """Record an arrival that the provider's position supports, or that a reason explains; what the position said is kept.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``, ``B116 NOT_NEAR_STOP``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        radius_m = area_of(backend, booking.value.area_id).dispatch.arrival_radius_m
        position = backend.store.get(paths.position(_who_comes(booking.value, command.stop_id) or actor.id), Position)
        seen = position.value if position else None
        return stops.arrive(command, booking, seen, radius_m, moment_of(backend, once))

    return perform(backend, once, decide)


def _who_comes(booking: Booking, stop_id: str) -> Uid | None:
    """Whose position tells: the holder's, but at a hand-over the receiver's."""
    return booking.hand_over.receiver_id if booking.hand_over and is_meeting(booking, stop_id) else booking.provider_id
