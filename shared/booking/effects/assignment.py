"""What an assignment, its forecasts and its end do to a booking."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from shared.booking.effects.search import declined_at, without_offers
from shared.booking.effects.stops import unbegun, with_stops
from shared.models.booking import Assignment, Booking, BookingState, Search
from shared.models.stop import StopState


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
    changes = {
        "state": BookingState.ASSIGNED,
        "assignment": assignment,
        "assignment_epoch": data.epoch,
        "release_at": None,
    }
    return {**without_offers(booking, (data.offer_id,)), **changes}


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
    remembered = declined_at(booking) | {data.provider_id: at}
    search = Search(opened_at=at, deadline_at=data.search_deadline_at, declined_at=remembered)
    stops = [stop if stop.state is StopState.DONE else unbegun(stop) for stop in booking.terms.stops]
    return {
        "state": BookingState.SCHEDULED if data.release_at else BookingState.SEARCHING,
        "release_at": data.release_at,
        "search": search,
        "assignment": None,
        "assignment_epoch": booking.assignment_epoch + 1,
        **with_stops(booking, stops),
    }


EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "booking.assigned": _assigned,
    "assignment.released": _released,
    "eta.revised": _eta_revised,
}
