"""The timeline: events as they are stored, and the fold that rebuilds a booking from them.

Exact points are personal data and stay out of the timeline, so a rebuilt booking has none; ``without_points`` makes the
stored one comparable.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from shared.booking.lifecycle import apply
from shared.messages.events import (
    Actor,
    BookingCreated,
    BookingQuoted,
    EventData,
    HandOverSought,
    StopFailed,
    TimelineEvent,
)
from shared.models.booking import Booking
from shared.models.stop import Stop
from shared.models.terms import BookingTerms
from shared.units import AreaId, BookingId


def record(
    before: Booking | None,
    events: Sequence[EventData],
    *,
    booking_id: BookingId,
    actor: Actor,
    at: datetime,
    real_at: datetime,
    causation_id: str,
) -> tuple[Booking, tuple[TimelineEvent, ...]]:
    """Apply ``events`` in order and write them up.

    Args:
        before: the booking so far, or None when the first event creates it.
        events: what happened, oldest first; at least one.
        booking_id: the booking's id.
        actor: who did it.
        at: business time.
        real_at: real server time.
        causation_id: the command's ``op_id`` or the message that caused it.

    Returns:
        The booking after, and its timeline events with dense ``seq``.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when the machine does not allow one of them.
    """
    booking = before
    entries: list[TimelineEvent] = []
    for data in events:
        booking = apply(booking, data, at, booking_id)
        entries.append(_entry(booking, data, actor, at, real_at, causation_id))
    if booking is None:
        message = "a decision records at least one event"
        raise ValueError(message)
    return booking, tuple(entries)


def _entry(
    booking: Booking, data: EventData, actor: Actor, at: datetime, real_at: datetime, causation_id: str
) -> TimelineEvent:
    return TimelineEvent(
        event_id=f"{booking.booking_id}.{booking.version}",
        seq=booking.version,
        type=data.type,
        booking_id=booking.booking_id,
        area_id=AreaId(booking.area_id),
        actor=actor,
        occurred_at=at,
        recorded_at=real_at,
        causation_id=causation_id,
        correlation_id=booking.booking_id,
        data=_without_personal_data(data),
    )


def fold(events: Iterable[TimelineEvent]) -> Booking | None:
    """Rebuild the booking from its timeline, oldest first.

    Raises:
        ValueError: the sequence has a gap or a duplicate.
        Conflict: an event is not allowed in the state before it.
    """
    booking: Booking | None = None
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            message = f"timeline of {event.booking_id}: expected seq {expected}, found {event.seq}"
            raise ValueError(message)
        booking = apply(booking, event.data, event.occurred_at, event.booking_id)
    return booking


def without_points(booking: Booking) -> Booking:
    """Give the booking as its timeline can rebuild it: without exact points."""
    hand_over = booking.hand_over
    if hand_over is not None and hand_over.meeting is not None:
        hand_over = hand_over.model_copy(update={"meeting": _pointless(hand_over.meeting)})
    return booking.model_copy(update={"terms": _terms_without_points(booking.terms), "hand_over": hand_over})


def differences(stored: Booking, timeline: Iterable[TimelineEvent]) -> dict[str, tuple[object, object]]:
    """Compare a stored booking with its timeline.

    Returns:
        Field -> (stored, rebuilt) where they differ; empty when the timeline folds to the stored state.
    """
    rebuilt = fold(timeline)
    if rebuilt is None:
        return {"timeline": (stored.version, None)}
    is_, should = without_points(stored).model_dump(), rebuilt.model_dump()
    return {name: (is_[name], should[name]) for name in is_ if is_[name] != should[name]}


def _terms_without_points(terms: BookingTerms) -> BookingTerms:
    return terms.model_copy(update={"stops": tuple(_pointless(stop) for stop in terms.stops)})


def _pointless(stop: Stop) -> Stop:
    return stop.model_copy(update={"point": None})


def _without_personal_data(data: EventData) -> EventData:
    if isinstance(data, BookingQuoted | BookingCreated) and data.terms is not None:
        return data.model_copy(update={"terms": _terms_without_points(data.terms)})
    if isinstance(data, StopFailed) and data.return_stop is not None:
        return data.model_copy(update={"return_stop": _pointless(data.return_stop)})
    if isinstance(data, HandOverSought):
        return data.model_copy(update={"meeting": _pointless(data.meeting)})
    return data
