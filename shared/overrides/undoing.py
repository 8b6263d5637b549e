"""How each override is taken back: by further overrides that compensate, never by deleting what happened."""

from collections.abc import Mapping, Sequence

from shared.models.booking import Booking, BookingState
from shared.models.override_change import (
    Batching,
    Change,
    Giving,
    OnBooking,
    OnProvider,
    OnZone,
    OverrideKind,
    Resequencing,
)
from shared.models.provider import Duty, Provider
from shared.units import BookingId, Uid

K = OverrideKind
_INVERSE_ZONE = {K.CLOSE_ZONE: K.OPEN_ZONE, K.OPEN_ZONE: K.CLOSE_ZONE}
_DUTY = {K.PAUSE_PROVIDER: Duty.PAUSED, K.RESUME_PROVIDER: Duty.ONLINE}
"""What a change makes of a duty; who was on it before is not taken off it by undoing."""
_INVERSE_DUTY = {K.PAUSE_PROVIDER: K.RESUME_PROVIDER, K.RESUME_PROVIDER: K.PAUSE_PROVIDER}


def undo_of(
    change: Change,
    bookings: Mapping[BookingId, Booking],
    providers: Mapping[Uid, Provider],
    together: Sequence[BookingId] = (),
    ends: Sequence[BookingId] = (),
) -> tuple[Change, ...]:
    """Say what takes a change back, in order; nothing when nothing can.

    Args:
        change: what was done.
        bookings: those it concerned, as they were before it.
        providers: the same.
        together: for a booking taken out of its batch: the others of the batch.
        ends: waiting bookings that were called off by it.
    """
    if isinstance(change, Giving):
        return _given_back(bookings[change.booking_id])
    if isinstance(change, OnBooking):
        return _booking_back(change, bookings[change.booking_id], together)
    if isinstance(change, Batching):
        taken = [bookings[one] for one in change.booking_ids if bookings[one].provider_id != change.provider_id]
        return tuple(step for booking in reversed(taken) for step in _out_of_batch(booking))
    if isinstance(change, Resequencing):
        return (Resequencing(provider_id=change.provider_id, route=providers[change.provider_id].route),)
    if isinstance(change, OnZone):
        back = OnZone(kind=_INVERSE_ZONE[change.kind], zone_id=change.zone_id, closure=change.closure)
        return (back, *(OnBooking(kind=K.REOPEN, booking_id=one) for one in ends))
    before = providers[change.provider_id]
    if before.duty is _DUTY[change.kind]:
        return ()
    own = before.pause_reason is None
    return (OnProvider(kind=_INVERSE_DUTY[change.kind], provider_id=change.provider_id, may_return=own),)


def _given_back(before: Booking) -> tuple[Change, ...]:
    if before.provider_id is None:
        return (OnBooking(kind=K.UNASSIGN, booking_id=before.booking_id),)
    return (Giving(kind=K.REASSIGN, booking_id=before.booking_id, provider_id=before.provider_id),)


def _out_of_batch(before: Booking) -> tuple[Change, ...]:
    apart = OnBooking(kind=K.UNBATCH, booking_id=before.booking_id)
    return (apart, *_to_holder(before))


def _to_holder(before: Booking) -> tuple[Change, ...]:
    if before.provider_id is None:
        return ()
    return (Giving(kind=K.ASSIGN, booking_id=before.booking_id, provider_id=before.provider_id),)


def _booking_back(change: OnBooking, before: Booking, together: Sequence[BookingId]) -> tuple[Change, ...]:
    if change.kind is K.UNASSIGN:
        return _to_holder(before)
    if change.kind is K.UNBATCH:
        if before.provider_id is None or not together:
            return ()
        return (Batching(booking_ids=(*together, before.booking_id), provider_id=before.provider_id),)
    if change.kind is K.CANCEL:
        return (OnBooking(kind=K.REOPEN, booking_id=before.booking_id), *_to_holder(before))
    if before.state is BookingState.CANCELLED:
        return (OnBooking(kind=K.CANCEL, booking_id=before.booking_id),)
    return ()
