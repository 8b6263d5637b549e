"""What working on stops does to a booking."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.models.booking import Booking, BookingState
from shared.models.stop import Stop, StopState


def with_stops(booking: Booking, stops: Iterable[Stop]) -> dict[str, Any]:
    """Give a booking these stops, numbered in their order."""
    numbered = tuple(changed(stop, sequence=number) for number, stop in enumerate(stops, start=1))
    return {"terms": booking.terms.model_copy(update={"stops": numbered})}


def changed(stop: Stop, **changes: Any) -> Stop:
    """A stop with other values."""
    return stop.model_copy(update=changes)


def unbegun(stop: Stop) -> Stop:
    """A stop that nobody is on the way to, nor at."""
    return changed(stop, state=StopState.PENDING, enroute_at=None, arrived_at=None, arrival_source=None)


def _stop_becomes(booking: Booking, stop_id: str | None, **changes: Any) -> Booking:
    stops = (changed(s, **changes) if s.stop_id == stop_id else s for s in booking.terms.stops)
    return booking.model_copy(update=with_stops(booking, stops))


def _enroute(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    after = _stop_becomes(booking, data.stop_id, state=StopState.ENROUTE, enroute_at=at)
    return {"state": BookingState.IN_PROGRESS, "terms": after.terms}


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
    kept = (
        stop if stop.is_finished else changed(stop, state=StopState.SKIPPED, finished_at=at)
        for stop in after.terms.stops
    )
    heading_back = changed(data.return_stop, state=StopState.ENROUTE, enroute_at=at)
    return {"returning": True, **with_stops(after, (*kept, heading_back))}


EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "stop.enroute": _enroute,
    "stop.arrived": _arrived,
    "stop.servicing": _servicing,
    "stop.done": _done,
    "stop.failed": _failed_stop,
}
