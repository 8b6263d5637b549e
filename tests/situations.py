"""Small situations on a line to the north of the centre, where a car makes 5.5 metres a second over the straight line."""

from datetime import timedelta
from typing import Any

from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.disruption import Disruption, DisruptionKind
from shared.models.place import Window
from shared.models.provider import Provider, RouteStop, VehicleType
from shared.models.stop import Stop, StopState, StopType
from shared.models.terms import Promise, PromiseType
from shared.recovery.situation import Party, Situation
from tests.builders import (
    NOW,
    a_booking,
    a_point,
    a_position,
    a_provider,
    a_search,
    a_stop,
    an_area,
    an_assignment,
    later,
    some_terms,
)

SPEED_MPS = 5.5


def a_leg_m(seconds: float) -> float:
    """The metres that take a car so long."""
    return seconds * SPEED_MPS


def a_job(name: str, pickup_s: float, door_s: float, *, done: int = 0, **terms: Any) -> Booking:
    """Waiting; pickup and door lie so many seconds of driving to the north, ``done`` stops are done, ``promise_s`` holds."""
    promised = Window(start_at=NOW, end_at=later(terms.pop("promise_s", 3600)))
    stops = (_stop(1, StopType.PICKUP, pickup_s, done), _stop(2, StopType.DROPOFF, door_s, done))
    return a_booking(
        booking_id=name,
        terms=some_terms(
            stops=stops,
            promise=Promise(type=PromiseType.ASAP, window=promised),
            trip_m=1.3 * a_leg_m(abs(door_s - pickup_s)),
            **terms,
        ),
        search=a_search(),
    )


def _stop(number: int, kind: StopType, away_s: float, done: int) -> Stop:
    is_done = number <= done
    return a_stop(
        stop_id=f"s{number}",
        sequence=number,
        type=kind,
        point=a_point(north_m=a_leg_m(away_s)),
        state=StopState.DONE if is_done else StopState.ENROUTE if done and number == done + 1 else StopState.PENDING,
        finished_at=NOW - timedelta(seconds=60) if is_done else None,
    )


def held(booking: Booking, uid: str, **assignment: Any) -> Booking:
    """The same, won by ``uid``."""
    has_begun = any(stop.state is not StopState.PENDING for stop in booking.terms.stops)
    given = an_assignment(provider_id=uid, vehicle=VehicleType.CAR, **assignment)
    state = BookingState.IN_PROGRESS if has_begun else BookingState.ASSIGNED
    return booking.model_copy(
        update={"state": state, "assignment": given, "assignment_epoch": given.epoch, "waiting": False}
    )


def a_party(uid: str, away_s: float, *jobs: Booking, plan: str = "", **changes: Any) -> Party:
    """A car so many seconds to the north, holding ``jobs``: in the order of ``plan`` or one after the other."""
    words = plan.split() or [
        f"{job.booking_id}.{stop.stop_id}"
        for job in jobs
        for stop in job.terms.stops
        if stop.state is not StopState.DONE
    ]
    route = tuple(RouteStop(booking_id=word.split(".")[0], stop_id=word.split(".")[1]) for word in words)
    position = a_position(provider_id=uid, point=a_point(north_m=a_leg_m(away_s)), accuracy_m=0)
    provider = a_provider(
        provider_id=uid,
        vehicle=VehicleType.CAR,
        capacity=3,
        load=len(jobs),
        route=route,
        active_bookings={job.booking_id: job.assignment_epoch for job in jobs},
        idle_since=None if jobs else NOW,
        offers_made=100,
        offers_accepted=100,
        **{key: value for key, value in changes.items() if key in Provider.model_fields},
    )
    rest = {key: value for key, value in changes.items() if key not in Provider.model_fields}
    return Party(provider=provider, **{"position": position, **rest})


def a_situation(*parts: Party | Booking, area: ServiceArea | None = None, **changes: Any) -> Situation:
    """All of them together, now."""
    return Situation(
        area=area or an_area(),
        now=NOW,
        real_now=NOW,
        parties={part.provider.provider_id: part for part in parts if isinstance(part, Party)},
        bookings={part.booking_id: part for part in parts if isinstance(part, Booking)},
        **changes,
    )


def a_disruption(kind: DisruptionKind = DisruptionKind.PROVIDER_INACTIVE, **changes: Any) -> Disruption:
    """Provider "ada" has been in trouble with booking "a" for ten minutes."""
    defaults: dict[str, Any] = {
        "disruption_id": f"{kind.value}.a.1",
        "area_id": "berlin",
        "kind": kind,
        "booking_id": "a",
        "provider_id": "ada",
        "assignment_epoch": 1,
        "onset_at": NOW - timedelta(seconds=600),
        "detected_at": NOW,
    }
    return Disruption(**{**defaults, **changes})


def in_words(party: Party) -> str:
    """A party's plan, as ``a_party`` takes it."""
    return " ".join(f"{entry.booking_id}.{entry.stop_id}" for entry in party.provider.route)
