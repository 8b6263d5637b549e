"""The booking machine: which event may happen in which state, as one table, and what each event does to the booking.

A booking changes only by ``apply``, so the stored document equals the fold of its timeline by construction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shared.booking.customer_view import customer_view
from shared.booking.effects import assignment, hand_over, search, stops
from shared.booking.effects.stops import changed, unbegun, with_stops
from shared.booking.watching import check_at
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.models.booking import Booking, BookingState, Search
from shared.models.stop import Stop
from shared.units import BookingId

S = BookingState
_WAITING = frozenset({S.SCHEDULED, S.SEARCHING, S.AWAITING_APPROVAL})
_HELD = frozenset({S.ASSIGNED, S.IN_PROGRESS})
_ASKING = frozenset({S.SEARCHING, S.IN_PROGRESS})
"""For the job, or for a receiver of what is on board."""
_RUNNING = frozenset({S.IN_PROGRESS})
_LOOKING = frozenset({S.SEARCHING, S.AWAITING_APPROVAL})

ALLOWED: Mapping[str, frozenset[BookingState]] = {
    "booking.created": frozenset({S.QUOTED}),
    "booking.expired": frozenset({S.QUOTED}),
    "search.opened": frozenset({S.SCHEDULED, S.SEARCHING}),
    "search.alerted": frozenset({S.SEARCHING}),
    "offers.made": _ASKING,
    "offer.declined": _ASKING,
    "offers.expired": _ASKING,
    "offers.withdrawn": frozenset(S) - {S.QUOTED, S.EXPIRED},
    "booking.assigned": _LOOKING | {S.SCHEDULED},
    "assignment.released": _HELD,
    "eta.revised": _HELD,
    "approval.requested": frozenset({S.SEARCHING}),
    "approval.resolved": frozenset({S.AWAITING_APPROVAL}),
    "stop.enroute": _HELD,
    "stop.arrived": _RUNNING,
    "stop.servicing": _RUNNING,
    "stop.done": _RUNNING,
    "stop.failed": _RUNNING,
    "booking.completed": _RUNNING,
    "booking.failed": _RUNNING,
    "booking.returned": _RUNNING,
    "booking.cancelled": _WAITING | _HELD | {S.QUOTED},
    "booking.unfulfilled": _LOOKING,
    "booking.amended": _WAITING | _HELD,
    "booking.reopened": frozenset({S.COMPLETED, S.FAILED, S.UNFULFILLED, S.CANCELLED}),
    "recovery.escalated": frozenset(S) - {S.QUOTED, S.EXPIRED},
    "recovery.executed": frozenset(S) - {S.QUOTED, S.EXPIRED},
    "hand_over.sought": _RUNNING,
    "hand_over.agreed": _RUNNING,
    "hand_over.given": _RUNNING,
    "hand_over.taken": _RUNNING,
    "hand_over.failed": _RUNNING,
    "hand_over.ended": _RUNNING,
}
"""Event type -> states in which it may happen. Any other pair is refused."""


def apply(booking: Booking | None, data: ev.EventData, at: datetime, booking_id: BookingId) -> Booking:
    """Make the booking that ``data`` leads to.

    Args:
        booking: the state before, or None before the first event.
        data: what happened.
        at: when it happened, business time.
        booking_id: the booking's id, needed for the first event.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when the table does not allow it.
    """
    if booking is None:
        return _first(data, at, booking_id)
    if booking.state not in ALLOWED.get(data.type, frozenset()):
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "event": data.type})
    hand_over.check_step(booking, data)
    changes = _EFFECTS[data.type](booking, data, at)
    after = booking.model_copy(update={**changes, "version": booking.version + 1})
    derived = {"waiting": is_waiting(after), "check_at": check_at(after), "customer_view": customer_view(after, at)}
    return after.model_copy(update=derived)


def _first(data: ev.EventData, at: datetime, booking_id: BookingId) -> Booking:
    if not isinstance(data, ev.BookingQuoted | ev.BookingCreated) or data.terms is None:
        raise Conflict(Code.WRONG_STATE, {"state": None, "event": data.type})
    facts: dict[str, Any] = {
        "booking_id": booking_id,
        "customer_id": data.customer_id,
        "area_id": data.area_id,
        "state": S.QUOTED,
        "terms": data.terms,
        "created_at": at,
        "version": 1,
    }
    facts |= {"quote_expires_at": data.expires_at} if isinstance(data, ev.BookingQuoted) else _created(None, data, at)
    draft = Booking.model_construct(**facts)
    return Booking(**facts, waiting=is_waiting(draft), customer_view=customer_view(draft, at))


def is_waiting(booking: Booking) -> bool:
    """Whether the dispatcher's next window has to look at ``booking``."""
    asking = bool(booking.search and booking.search.open_offers)
    return booking.state is S.SEARCHING and not asking


def _created(_booking: Booking | None, data: Any, at: datetime) -> dict[str, Any]:
    if data.release_at is not None:
        return {"state": S.SCHEDULED, "release_at": data.release_at, "created_at": at}
    return {"state": S.SEARCHING, "search": Search(opened_at=at, deadline_at=data.search_deadline_at), "created_at": at}


def _ends(state: BookingState) -> Callable[[Booking, Any, datetime], dict[str, Any]]:
    def end(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
        reason = getattr(data, "reason", None) or getattr(data, "code", None)
        changes: dict[str, Any] = {"state": state, "ended_at": at, "end_reason": reason, "release_at": None}
        if isinstance(data, ev.BookingCancelled):
            changes |= {"cancelled_by": data.by, "fee_minor": data.fee_minor}
            changes |= {"assignment": None, "assignment_epoch": booking.assignment_epoch + 1}
        return changes

    return end


def _amended(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    lines = {line.stop_id: line for line in data.stops}
    amended = (_amend_stop(s, lines[s.stop_id]) if s.stop_id in lines else s for s in booking.terms.stops)
    changes: dict[str, Any] = {"stops": tuple(amended)}
    for name in ("promise", "ready_at", "preferences", "trip_m"):
        if getattr(data, name) is not None:
            changes[name] = getattr(data, name)
    if data.fare_minor is not None:
        changes["fare"] = booking.terms.fare.model_copy(update={"amount_minor": data.fare_minor})
    return {"terms": booking.terms.model_copy(update=changes), **_put_off(booking, data.release_at)}


def _put_off(booking: Booking, release_at: datetime | None) -> dict[str, Any]:
    if release_at is None or booking.state not in {S.SCHEDULED, S.SEARCHING}:
        return {}
    return {"state": S.SCHEDULED, "release_at": release_at, "search": None}


def _amend_stop(stop: Stop, line: ev.AmendedStop) -> Stop:
    point = stop.point if line.cell == stop.cell else None
    return changed(
        stop, cell=line.cell, zone_id=line.zone_id, zone_version=line.zone_version, window=line.window, point=point
    )


def _reopened(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    again = (changed(unbegun(s), finished_at=None, proofs=(), failure_reason=None) for s in booking.stops_asked_for)
    return {
        "state": S.SCHEDULED if data.release_at else S.SEARCHING,
        "release_at": data.release_at,
        "search": Search(opened_at=at, deadline_at=data.search_deadline_at),
        "assignment": None,
        "assignment_epoch": booking.assignment_epoch + 1,
        "ended_at": None,
        "end_reason": None,
        "cancelled_by": None,
        "fee_minor": 0,
        "returning": False,
        "hand_over": None,
        **with_stops(booking, again),
    }


def _escalated(_booking: Booking, _data: Any, _at: datetime) -> dict[str, Any]:
    return {}


def _recovered(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    others = tuple(one for one in booking.recovered_from if one != data.disruption_id)
    return {"recovered_from": (*others, data.disruption_id)}


_EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "booking.created": _created,
    "booking.expired": _ends(S.EXPIRED),
    "booking.completed": _ends(S.COMPLETED),
    "booking.failed": _ends(S.FAILED),
    "booking.returned": _ends(S.RETURNED),
    "booking.cancelled": _ends(S.CANCELLED),
    "booking.unfulfilled": _ends(S.UNFULFILLED),
    "booking.amended": _amended,
    "booking.reopened": _reopened,
    "recovery.escalated": _escalated,
    "recovery.executed": _recovered,
    **search.EFFECTS,
    **assignment.EFFECTS,
    **stops.EFFECTS,
    **hand_over.EFFECTS,
}
