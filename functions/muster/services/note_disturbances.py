"""Note what a booking that went, or could not be handed over, means for the plan that it was part of."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import for_system, perform
from muster.services.gathering import booking_of
from muster.services.look_at_provider import log_change
from muster.services.scenes import known_disruptions, scene_of
from shared.messages.events import BookingCancelled, TimelineEvent
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.recovery.disturbances import disturbance, noticed
from shared.recovery.noting import noted
from shared.units import Uid


def note_disturbances(backend: Backend, events: Sequence[TimelineEvent]) -> None:
    """Open the disruptions that follow from the events of one commit; done again it changes nothing."""
    for event in events:
        booking = booking_of(backend, event.booking_id).value
        uid = _holder_then(event, booking)
        if uid is not None:
            _note(backend, event, booking, uid)


def _holder_then(event: TimelineEvent, booking: Booking) -> Uid | None:
    return event.data.provider_id if isinstance(event.data, BookingCancelled) else booking.provider_id


def _note(backend: Backend, event: TimelineEvent, booking: Booking, uid: Uid) -> None:
    once = for_system("disturbance", event.event_id)

    def decide() -> Decision:
        scene = scene_of(backend, uid)
        first = disturbance(event, booking, scene) if scene else None
        if scene is None or first is None:
            return Decision(())
        read = known_disruptions(backend, [first.disruption_id])
        known = read.get(first.disruption_id)
        change = noticed(first, known.value if known else None)
        if change is None:
            return Decision(())
        log_change(backend, change)
        return noted([change], read, scene.now, scene.real_now)

    perform(backend, once, decide)
