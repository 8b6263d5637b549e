"""What a hand-over does to a booking: the holder has it, and its goods, until the receiver has said that they are taken.

``sought -> agreed -> given -> taken``. From ``agreed`` it falls back to ``sought`` when the two do not meet, and it can be off at
any time before ``taken``. The meeting is a stop that two people finish: first who gives, then who takes.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shared.booking.effects.search import declined_at, without_offers
from shared.booking.effects.stops import changed, unbegun, with_stops
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.models.booking import Booking, HandOver, Search
from shared.models.stop import StopState

_ASKING = frozenset({"offers.made", "offer.declined", "offers.expired"})
_IN_IT = frozenset({"hand_over.agreed", "hand_over.given", "hand_over.taken", "hand_over.failed", "hand_over.ended"})
_LETS_GO = frozenset(
    {"assignment.released", "booking.completed", "booking.failed", "booking.returned", "booking.cancelled"}
)


def check_step(booking: Booking, data: ev.EventData) -> None:
    """Refuse what the table of states allows, but how far the hand-over has come does not.

    Raises:
        Conflict: ``B110 WRONG_STATE``.
    """
    if not fits(booking, data):
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "event": data.type})


def fits(booking: Booking, data: ev.EventData) -> bool:
    """Whether an event may happen as far as hand-overs go: nothing ends in the middle of one, and nobody lets go of the goods."""
    now = booking.hand_over
    if data.type in _LETS_GO:
        return now is None
    if data.type in _ASKING:
        return booking.is_asking
    if isinstance(data, ev.HandOverSought):
        return booking.on_board and (now is None or now.is_sought)
    if isinstance(data, ev.HandOverAgreed):
        return now is not None and now.meeting is not None and now.stop_id == data.stop_id
    if isinstance(data, ev.HandOverGiven):
        return booking.meeting is not None and now is not None and now.given_at is None
    if isinstance(data, ev.HandOverTaken):
        return now is not None and now.given_at is not None and now.receiver_id == data.provider_id
    if isinstance(data, ev.HandOverFailed):
        return booking.meeting is not None
    return now is not None or data.type not in _IN_IT


def _sought(booking: Booking, data: ev.HandOverSought, at: datetime) -> dict[str, Any]:
    """The first opens a search of its own: who declined the job itself may well come for its goods."""
    search = booking.search if booking.hand_over else None
    return {
        "hand_over": HandOver(disruption_id=data.disruption_id, stop_id=data.meeting.stop_id, meeting=data.meeting),
        "search": search or Search(opened_at=at, deadline_at=data.deadline_at),
    }


def _agreed(booking: Booking, data: ev.HandOverAgreed, _at: datetime) -> dict[str, Any]:
    """The meeting comes before all that is left, which nobody is on the way to any more."""
    before = booking.hand_over
    if before is None or before.meeting is None:
        return {}
    done = [stop for stop in booking.terms.stops if stop.is_finished]
    left = [unbegun(stop) for stop in booking.stops_to_do]
    agreed = {
        "receiver_id": data.provider_id,
        "offer_id": data.offer_id,
        "vehicle": data.vehicle,
        "meet_by": data.meet_by,
        "meeting": None,
    }
    return {
        "hand_over": before.model_copy(update=agreed),
        **without_offers(booking, (data.offer_id,)),
        **with_stops(booking, (*done, before.meeting, *left)),
    }


def _given(booking: Booking, data: ev.HandOverGiven, at: datetime) -> dict[str, Any]:
    given = booking.hand_over.model_copy(update={"given_at": at}) if booking.hand_over else None
    return {"hand_over": given, **_meeting_becomes(booking, state=StopState.SERVICING, proofs=data.proofs)}


def _meeting_becomes(booking: Booking, **changes: Any) -> dict[str, Any]:
    meeting = booking.meeting
    return with_stops(booking, (changed(s, **changes) if s is meeting else s for s in booking.terms.stops))


def _taken(booking: Booking, data: ev.HandOverTaken, _at: datetime) -> dict[str, Any]:
    """Another holder under a new epoch; what the customer was told stands, for the receiver was forecast since they agreed."""
    held, now = booking.assignment, booking.hand_over
    if held is None or now is None:
        return {}
    vehicle = now.vehicle or held.vehicle
    changes = {
        "provider_id": data.provider_id,
        "epoch": data.epoch,
        "offer_id": data.offer_id,
        "vehicle": vehicle,
    }
    return {"assignment": held.model_copy(update=changes), "assignment_epoch": data.epoch, "hand_over": None}


def _failed(booking: Booking, data: ev.HandOverFailed, at: datetime) -> dict[str, Any]:
    before = booking.hand_over
    if before is None:
        return {}
    remembered = declined_at(booking) | {data.provider_id: at}
    sought = HandOver(disruption_id=before.disruption_id, stop_id=before.stop_id, meeting=None)
    return {
        "hand_over": sought,
        **without_offers(booking, (), declined_at=remembered),
        **_not_met(booking, data.reason, at),
    }


def _ended(booking: Booking, data: ev.HandOverEnded, at: datetime) -> dict[str, Any]:
    return {"hand_over": None, **(_not_met(booking, data.reason, at) if booking.meeting else {})}


def _not_met(booking: Booking, reason: str, at: datetime) -> dict[str, Any]:
    return _meeting_becomes(booking, state=StopState.FAILED, finished_at=at, failure_reason=reason)


EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "hand_over.sought": _sought,
    "hand_over.agreed": _agreed,
    "hand_over.given": _given,
    "hand_over.taken": _taken,
    "hand_over.failed": _failed,
    "hand_over.ended": _ended,
}
