"""More moves on a copy of the world: pauses, hand-overs, and what a trouble does to it."""

from dataclasses import replace
from datetime import datetime

from shared.errors import Code, Conflict
from shared.models.booking import BookingState
from shared.models.provider import Duty
from shared.models.stop import StopState, StopType
from shared.recovery.situation import Situation, freed, given, with_provider
from shared.units import BookingId, Seconds, Uid


def paused(situation: Situation, uid: Uid) -> Situation:
    """Let a party take no more work; what is held goes on.

    Raises:
        Missing: ``X909 NOT_FOUND``.
    """
    provider = situation.party(uid).provider
    resting = provider.model_copy(update={"duty": Duty.PAUSED, "version": provider.version + 1})
    return with_provider(situation, resting)


def slowed(
    situation: Situation, uid: Uid, *, held_up_s: Seconds, vague_s: tuple[float, float] = (0.0, 0.0)
) -> Situation:
    """Let a party stand still for so much longer than the situation says, give or take the half-widths ``vague_s``."""
    party = replace(situation.party(uid), held_up_s=held_up_s, held_up_vague_s=vague_s)
    return replace(situation, parties={**situation.parties, uid: party})


def unready(situation: Situation, booking_id: BookingId, ready_at: datetime) -> Situation:
    """Let a booking be ready later than it says."""
    booking = situation.booking(booking_id)
    later = max(booking.terms.ready_at, ready_at)
    after = booking.model_copy(update={"terms": booking.terms.model_copy(update={"ready_at": later})})
    return replace(situation, bookings={**situation.bookings, booking_id: after})


def handed_over(situation: Situation, booking_id: BookingId, uid: Uid, handling_s: Seconds) -> Situation:
    """Let a party meet the holder of what is on board where the holder is, and do the rest of the booking.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when nothing is on board, ``D205``, ``D206``, ``D207``.
        Missing: ``X909 NOT_FOUND``.
        Rejected: ``D209 NOT_ELIGIBLE``.
    """
    booking = situation.booking(booking_id)
    holder = situation.party(booking.provider_id) if booking.provider_id else None
    if holder is None or holder.place is None or not booking.on_board:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "reason": "nothing is on board"})
    meeting = booking.terms.stops[0].model_copy(
        update={
            "stop_id": "meeting",
            "type": StopType.HAND_OVER,
            "point": holder.place,
            "service_s": handling_s,
            "state": StopState.PENDING,
            "window": None,
            "arrived_at": None,
            "finished_at": None,
        }
    )
    left = tuple(stop.model_copy(update={"state": StopState.PENDING}) for stop in booking.stops_to_do)
    terms = booking.terms.model_copy(update={"stops": (meeting, *left), "ready_at": situation.now})
    loose = booking.model_copy(
        update={"terms": terms, "assignment": None, "state": BookingState.SEARCHING, "hand_over": None}
    )
    return given(freed(situation, booking, loose), booking_id, uid)
