"""The life of a batch: taken booking by booking, and undone until something of it is picked up."""

from collections.abc import Sequence

from shared.errors import Code, Conflict
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, replace
from shared.models.plan import Batch, BatchState
from shared.models.stop import StopState, StopType
from shared.units import BookingId


def taken(batch: Versioned[Batch], booking_id: BookingId) -> Write:
    """The provider has said yes to one of the batch's bookings; a batch that was split stays so."""
    joined = (*(known for known in batch.value.taken if known != booking_id), booking_id)
    state = BatchState.SPLIT if batch.value.state is BatchState.SPLIT else BatchState.ACTIVE
    return replace(batch, batch.value.model_copy(update={"taken": joined, "state": state}))


def can_split(batch: Batch, members: Sequence[Booking]) -> bool:
    """Whether a booking can be taken out of a batch: nothing of it was picked up, and it has not been split before."""
    return batch.state is BatchState.ACTIVE and not _begun(batch, members)


def _begun(batch: Batch, members: Sequence[Booking]) -> list[BookingId]:
    return [one.booking_id for one in members if one.provider_id == batch.provider_id and _was_picked_up(one)]


def _was_picked_up(booking: Booking) -> bool:
    """Whether something is on board or was: what is delivered already was part of the batch's trip."""
    return any(stop.type is StopType.PICKUP and stop.state is StopState.DONE for stop in booking.terms.stops)


def split(batch: Versioned[Batch], members: Sequence[Booking], booking_id: BookingId, reason: str) -> Write:
    """Take one booking out of a batch.

    Args:
        batch: as read.
        members: all bookings of the batch, as they are now.
        booking_id: which of them is to go.
        reason: why, as the operator says.

    Raises:
        Conflict: ``D211 STILL_ON_BOARD`` when something of the batch was picked up.
    """
    if begun := _begun(batch.value, members):
        raise Conflict(Code.STILL_ON_BOARD, {"bookings": begun})
    left = tuple(known for known in batch.value.taken if known != booking_id)
    changed = {"taken": left, "state": BatchState.SPLIT, "split_reason": reason}
    return replace(batch, batch.value.model_copy(update=changed))
