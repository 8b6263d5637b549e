"""Scenes for tests: one provider on the way to one pickup, with what the test is about changed; and disruptions."""

from typing import Any

from shared.models.booking import Booking, BookingState
from shared.models.disruption import Disruption, DisruptionKind
from shared.models.progress import Progress
from shared.models.provider import RouteStop
from shared.models.stop import StopState
from shared.recovery.detectors import Findings
from shared.recovery.signs import Scene, Sign, reading
from tests.builders import (
    NOW,
    a_delivery_pair,
    a_point,
    a_position,
    a_provider,
    a_window,
    an_area,
    an_assigned_booking,
    an_assignment,
    later,
    some_terms,
)

ROUTE = (RouteStop(booking_id="booking-1", stop_id="s1"), RouteStop(booking_id="booking-1", stop_id="s2"))
LATER = 1000
"""Seconds after NOW at which a scene is looked at."""


def a_running_booking(
    first: StopState = StopState.ENROUTE, second: StopState = StopState.PENDING, **changes: Any
) -> Booking:
    """booking-1, held by provider-1, with its pickup and drop-off in those states; promised for an hour from NOW."""
    pickup, dropoff = a_delivery_pair()
    stops = (_at(pickup, first), _at(dropoff, second))
    is_new = first is StopState.PENDING
    facts: dict[str, Any] = {
        "state": BookingState.ASSIGNED if is_new else BookingState.IN_PROGRESS,
        "terms": some_terms(stops=stops, promise=some_terms().promise.model_copy(update={"window": a_window()})),
        "assignment": an_assignment(),
    }
    return an_assigned_booking(**{**facts, **changes})


def _at(stop: Any, state: StopState) -> Any:
    times = {
        StopState.PENDING: {},
        StopState.ENROUTE: {"enroute_at": NOW},
        StopState.ARRIVED: {"enroute_at": NOW, "arrived_at": NOW},
        StopState.SERVICING: {"enroute_at": NOW, "arrived_at": NOW},
        StopState.DONE: {"enroute_at": NOW, "arrived_at": NOW, "finished_at": NOW},
    }
    return stop.model_copy(update={"state": state, **times[state]})


def some_progress(**changes: Any) -> Progress:
    """provider-1 rides towards the pickup, as expected."""
    facts: dict[str, Any] = {
        "provider_id": "provider-1",
        "area_id": "berlin",
        "booking_id": "booking-1",
        "stop_id": "s1",
        "since": NOW,
        "to_stop_m": 2000.0,
        "nearest_m": 2000.0,
        "pace": 1.0,
        "at": later(LATER),
        "seen_at": later(LATER),
    }
    return Progress(**{**facts, **changes})


def a_scene(booking: Booking | None = None, **changes: Any) -> Scene:
    """provider-1 with booking-1 (on the way to its pickup unless given), seen just now, ``LATER`` seconds after NOW."""
    held = booking or a_running_booking()
    open_stops = tuple(one for one in ROUTE if (stop := held.stop(one.stop_id)) and stop.state is not StopState.DONE)
    now = changes.get("now", later(LATER))
    facts: dict[str, Any] = {
        "area": an_area(),
        "provider": a_provider(active_bookings={held.booking_id: 1}, route=open_stops, load=1),
        "bookings": {held.booking_id: held},
        "position": a_position(point=a_point(north_m=-2000), server_time=now),
        "progress": some_progress(),
        "etas": {},
        "now": now,
        "real_now": now,
    }
    return Scene(**{**facts, **changes})


def a_disruption(**changes: Any) -> Disruption:
    """booking-1's provider was noticed to stand still, ten minutes before the scene."""
    facts: dict[str, Any] = {
        "disruption_id": "provider_inactive.booking-1.1",
        "area_id": "berlin",
        "kind": DisruptionKind.PROVIDER_INACTIVE,
        "booking_id": "booking-1",
        "provider_id": "provider-1",
        "assignment_epoch": 1,
        "stop_id": "s1",
        "onset_at": later(LATER - 900),
        "detected_at": later(LATER - 600),
    }
    return Disruption(**{**facts, **changes})


def a_sign(**changes: Any) -> Sign:
    """booking-1's provider stands still, past the threshold."""
    facts: dict[str, Any] = {
        "kind": DisruptionKind.PROVIDER_INACTIVE,
        "booking": a_running_booking(),
        "stop_id": "s1",
        "begins": True,
        "lasts": True,
        "since": later(LATER - 300),
        "delay_s": 300.0,
        "evidence": (reading("still", 300, 300),),
    }
    return Sign(**{**facts, **changes})


def finding(*signs: Sign, unknown: frozenset[DisruptionKind] = frozenset()) -> Findings:
    """What detectors say."""
    return Findings(signs, unknown)
