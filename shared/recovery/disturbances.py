"""Disruptions that follow from what happened to a booking: it went, or it could not be handed over."""

from shared.messages.events import BookingCancelled, StopFailed, TimelineEvent
from shared.models.booking import Booking
from shared.models.disruption import Disruption, DisruptionKind, Evidence
from shared.recovery.episodes import Change, opened
from shared.recovery.severity import late_chance, severity_of
from shared.recovery.signs import Scene, disruption_id, reading

K = DisruptionKind


def disturbance(event: TimelineEvent, booking: Booking, scene: Scene) -> Disruption | None:
    """Say what an event means for the plan of the provider who had the booking; None when it means nothing.

    A booking that goes disturbs a plan only if there is more in the plan. Its severity is that of the promises left in it.
    """
    if isinstance(event.data, BookingCancelled):
        if not scene.bookings:
            return None
        left = reading("bookings_left", len(scene.bookings), unit="bookings")
        return _first(K.CANCELLATION, event, booking, scene, left)
    if isinstance(event.data, StopFailed):
        on_board = reading("goods_on_the_way_back", float(booking.returning), unit="bool")
        return _first(K.FAILED_HANDOFF, event, booking, scene, on_board)
    return None


def noticed(first: Disruption, before: Disruption | None) -> Change | None:
    """Open it, unless it was noticed before: messages come again, and in any order."""
    if before is not None and before.onset_at >= first.onset_at:
        return None
    return opened(first, before)


def _first(
    kind: DisruptionKind, event: TimelineEvent, booking: Booking, scene: Scene, evidence: Evidence
) -> Disruption:
    chance = max((late_chance(scene, held, 0) for held in scene.bookings.values()), default=0.0)
    return Disruption(
        disruption_id=disruption_id(kind, booking.booking_id, booking.assignment_epoch),
        area_id=booking.area_id,
        kind=kind,
        severity=severity_of(kind, chance, scene.area.detection),
        booking_id=booking.booking_id,
        provider_id=scene.provider.provider_id,
        assignment_epoch=booking.assignment.epoch if booking.assignment else None,
        stop_id=event.data.stop_id if isinstance(event.data, StopFailed) else None,
        evidence=(evidence,),
        onset_at=event.occurred_at,
        detected_at=max(scene.now, event.occurred_at),
    )
