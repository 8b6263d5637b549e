"""The booking machine: which event may happen in which state, as one table, and what each event does to the booking.

A booking changes only by ``apply``, so the stored document equals the fold of its timeline by construction.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shared.booking import handing
from shared.booking.customer_view import customer_view
from shared.booking.watching import check_at
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.models.booking import Assignment, Booking, BookingState, Search, Stop, StopState
from shared.units import BookingId

S = BookingState
_WAITING = frozenset({S.SCHEDULED, S.SEARCHING, S.AWAITING_APPROVAL})
_HELD = frozenset({S.ASSIGNED, S.IN_PROGRESS})
_ASKING = frozenset({S.SEARCHING, S.IN_PROGRESS})
"""For the job, or for a receiver of what is on board."""
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
    "stop.arrived": frozenset({S.IN_PROGRESS}),
    "stop.servicing": frozenset({S.IN_PROGRESS}),
    "stop.done": frozenset({S.IN_PROGRESS}),
    "stop.failed": frozenset({S.IN_PROGRESS}),
    "booking.completed": frozenset({S.IN_PROGRESS}),
    "booking.failed": frozenset({S.IN_PROGRESS}),
    "booking.returned": frozenset({S.IN_PROGRESS}),
    "booking.cancelled": _WAITING | _HELD | {S.QUOTED},
    "booking.unfulfilled": _LOOKING,
    "booking.amended": _WAITING | _HELD,
    "booking.reopened": frozenset({S.COMPLETED, S.FAILED, S.UNFULFILLED, S.CANCELLED}),
    "recovery.escalated": frozenset(S) - {S.QUOTED, S.EXPIRED},
    "recovery.executed": frozenset(S) - {S.QUOTED, S.EXPIRED},
    **handing.ALLOWED,
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
    handing.check_step(booking, data)
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


def _search_opened(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    declined = booking.search.declined_at if booking.search else {}
    search = Search(opened_at=at, deadline_at=data.deadline_at, declined_at=declined)
    return {"state": S.SEARCHING, "search": search, "release_at": None}


def _searching(booking: Booking, **changes: Any) -> dict[str, Any]:
    return {"search": booking.search.model_copy(update=changes)} if booking.search else {}


def _alerted(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return _searching(booking, alerted=True, triage_id=data.triage_id, deadline_at=data.deadline_at)


def _offers_made(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    search = booking.search
    if search is None:
        return {}
    made = {line.offer_id: line.provider_id for line in data.offers}
    return _searching(
        booking, open_offers=search.open_offers | made, wave=data.wave, attempts=search.attempts + len(data.offers)
    )


def _without_offers(search: Search, offer_ids: tuple[str, ...]) -> dict[Any, Any]:
    return {offer: uid for offer, uid in search.open_offers.items() if offer not in offer_ids}


def _declined(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    if booking.search is None:
        return {}
    remembered = booking.search.declined_at | {data.provider_id: at}
    return _searching(booking, open_offers=_without_offers(booking.search, (data.offer_id,)), declined_at=remembered)


def _offers_expired(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    if booking.search is None:
        return {}
    remembered = booking.search.declined_at | {line.provider_id: at for line in data.offers}
    left = _without_offers(booking.search, tuple(line.offer_id for line in data.offers))
    return _searching(booking, open_offers=left, declined_at=remembered)


def _withdrawn(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    if booking.search is None:
        return {}
    return _searching(booking, open_offers=_without_offers(booking.search, data.offer_ids))


def _assigned(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    assignment = Assignment(
        provider_id=data.provider_id,
        epoch=data.epoch,
        offer_id=data.offer_id,
        vehicle=data.vehicle,
        assigned_at=at,
        predicted_pickup_at=data.predicted_pickup_at,
        predicted_end_at=data.predicted_end_at,
        eta_pickup=data.eta_pickup,
        eta_end=data.eta_end,
        first_end=data.eta_end,
        nearby_s=data.nearby_s,
    )
    taken = _searching(booking, open_offers=_without_offers(booking.search, (data.offer_id,))) if booking.search else {}
    changes = {"state": S.ASSIGNED, "assignment": assignment, "assignment_epoch": data.epoch, "release_at": None}
    return {**taken, **changes}


def _eta_revised(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    told = booking.assignment
    if told is None:
        return {}
    changes = {
        "predicted_end_at": data.end.p50_at,
        "eta_end": data.end,
        "revisions": told.revisions + 1,
        "revised_at": at,
        "shift_s": data.shift_s,
        "cause": data.cause,
        "nearby_s": data.nearby_s,
    }
    if data.pickup is not None:
        changes |= {"predicted_pickup_at": data.pickup.p50_at, "eta_pickup": data.pickup}
    return {"assignment": told.model_copy(update=changes)}


def _released(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    declined = booking.search.declined_at if booking.search else {}
    remembered = declined | {data.provider_id: at}
    search = Search(opened_at=at, deadline_at=data.search_deadline_at, declined_at=remembered)
    stops = [
        _changed(stop, state=StopState.PENDING, enroute_at=None, arrived_at=None, arrival_source=None)
        if stop.state is not StopState.DONE
        else stop
        for stop in booking.terms.stops
    ]
    return {
        "state": S.SEARCHING,
        "search": search,
        "assignment": None,
        "assignment_epoch": booking.assignment_epoch + 1,
        **_with_stops(booking, tuple(stops)),
    }


def _approval_requested(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return {"state": S.AWAITING_APPROVAL, **_searching(booking, triage_id=data.triage_id)}


def _approval_resolved(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    declined = booking.search.declined_at if booking.search else {}
    remembered = declined | dict.fromkeys(data.passed_over, at)
    return {"state": S.SEARCHING, **_searching(booking, triage_id=None, declined_at=remembered)}


def _changed(stop: Stop, **changes: Any) -> Stop:
    return stop.model_copy(update=changes)


def _with_stops(booking: Booking, stops: tuple[Stop, ...]) -> dict[str, Any]:
    return {"terms": booking.terms.model_copy(update={"stops": stops})}


def _stop_becomes(booking: Booking, stop_id: str | None, **changes: Any) -> Booking:
    stops = tuple(_changed(s, **changes) if s.stop_id == stop_id else s for s in booking.terms.stops)
    return booking.model_copy(update=_with_stops(booking, stops))


def _enroute(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    after = _stop_becomes(booking, data.stop_id, state=StopState.ENROUTE, enroute_at=at)
    return {"state": S.IN_PROGRESS, "terms": after.terms}


def _arrived(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    after = _stop_becomes(booking, data.stop_id, state=StopState.ARRIVED, arrived_at=at, arrival_source=data.source)
    return {"terms": after.terms}


def _servicing(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return {"terms": _stop_becomes(booking, data.stop_id, state=StopState.SERVICING).terms}


def _done(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    after = _stop_becomes(booking, data.stop_id, state=StopState.DONE, finished_at=at, proofs=data.proofs)
    if data.next_stop_id is not None:
        after = _stop_becomes(after, data.next_stop_id, state=StopState.ENROUTE, enroute_at=at)
    return {"terms": after.terms}


def _failed_stop(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    after = _stop_becomes(booking, data.stop_id, state=StopState.FAILED, finished_at=at, failure_reason=data.reason)
    if data.return_stop is None:
        return {"terms": after.terms}
    kept = tuple(
        s if s.state in {StopState.DONE, StopState.FAILED} else _changed(s, state=StopState.SKIPPED, finished_at=at)
        for s in after.terms.stops
    )
    heading_back = _changed(data.return_stop, state=StopState.ENROUTE, enroute_at=at)
    return {"returning": True, **_with_stops(after, (*kept, heading_back))}


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
    moved = {line.stop_id: line for line in data.stops}
    stops = tuple(
        _amend_stop(stop, moved[stop.stop_id]) if stop.stop_id in moved else stop for stop in booking.terms.stops
    )
    changes: dict[str, Any] = {"stops": stops}
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
    return _changed(
        stop, cell=line.cell, zone_id=line.zone_id, zone_version=line.zone_version, window=line.window, point=point
    )


def _reopened(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    stops = tuple(
        _changed(
            s,
            state=StopState.PENDING,
            enroute_at=None,
            arrived_at=None,
            finished_at=None,
            proofs=(),
            failure_reason=None,
            arrival_source=None,
        )
        for s in booking.stops_asked_for
    )
    return {
        "state": S.SEARCHING,
        "search": Search(opened_at=at, deadline_at=data.search_deadline_at),
        "assignment": None,
        "assignment_epoch": booking.assignment_epoch + 1,
        "ended_at": None,
        "end_reason": None,
        "cancelled_by": None,
        "fee_minor": 0,
        "returning": False,
        "hand_over": None,
        **_with_stops(booking, stops),
    }


def _escalated(_booking: Booking, _data: Any, _at: datetime) -> dict[str, Any]:
    return {}


def _recovered(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    others = tuple(one for one in booking.recovered_from if one != data.disruption_id)
    return {"recovered_from": (*others, data.disruption_id)}


_EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "booking.created": _created,
    "booking.expired": _ends(S.EXPIRED),
    "search.opened": _search_opened,
    "search.alerted": _alerted,
    "offers.made": _offers_made,
    "offer.declined": _declined,
    "offers.expired": _offers_expired,
    "offers.withdrawn": _withdrawn,
    "booking.assigned": _assigned,
    "assignment.released": _released,
    "eta.revised": _eta_revised,
    "approval.requested": _approval_requested,
    "approval.resolved": _approval_resolved,
    "stop.enroute": _enroute,
    "stop.arrived": _arrived,
    "stop.servicing": _servicing,
    "stop.done": _done,
    "stop.failed": _failed_stop,
    "booking.completed": _ends(S.COMPLETED),
    "booking.failed": _ends(S.FAILED),
    "booking.returned": _ends(S.RETURNED),
    "booking.cancelled": _ends(S.CANCELLED),
    "booking.unfulfilled": _ends(S.UNFULFILLED),
    "booking.amended": _amended,
    "booking.reopened": _reopened,
    "recovery.escalated": _escalated,
    "recovery.executed": _recovered,
    **handing.EFFECTS,
}
