"""Builders of small routing problems: places on a line of one second a step, or on a plane."""

from collections.abc import Sequence
from typing import Any

from shared.dispatch.routing.model import (
    Infeasible,
    RouteJob,
    RoutePlan,
    RouteProblem,
    RouteProvider,
    RoutingSettings,
    StopRef,
    Visit,
)
from shared.dispatch.routing.sequence import sequence
from shared.units import BookingId, StopId, Uid


def a_delivery(name: str, pickup: int, door: int, **fields: Any) -> RouteJob:
    """``pickup_*`` and ``door_*`` fields go to the visits, the rest to the job."""
    at_pickup = {key.removeprefix("pickup_"): fields.pop(key) for key in list(fields) if key.startswith("pickup_")}
    at_door = {key.removeprefix("door_"): fields.pop(key) for key in list(fields) if key.startswith("door_")}
    demand = fields.pop("demand", 1)
    visits = (
        Visit(**{"stop_id": StopId("pickup"), "place": pickup, "load": demand, **at_pickup}),
        Visit(**{"stop_id": StopId("door"), "place": door, "load": -demand, **at_door}),
    )
    return RouteJob(booking_id=BookingId(name), visits=visits, **fields)


def on_board(name: str, door: int, provider: str = "ada", *, demand: int = 1, **fields: Any) -> RouteJob:
    """A delivery that is picked up already."""
    at_door = {key.removeprefix("door_"): fields.pop(key) for key in list(fields) if key.startswith("door_")}
    visit = Visit(**{"stop_id": StopId("door"), "place": door, "load": -demand, **at_door})
    return RouteJob(booking_id=BookingId(name), visits=(visit,), on_board=demand, provider_id=Uid(provider), **fields)


def a_service(name: str, place: int, **fields: Any) -> RouteJob:
    visit = Visit(stop_id=StopId("service"), place=place, **fields)
    return RouteJob(booking_id=BookingId(name), visits=(visit,))


def a_driver(name: str = "ada", place: int = 0, **fields: Any) -> RouteProvider:
    return RouteProvider(**{"provider_id": Uid(name), "place": place, "capacity": 5, **fields})


def on_a_line(*jobs: RouteJob, drivers: Sequence[RouteProvider] = (), places: int = 101) -> RouteProblem:
    """Places are the whole numbers from 0; from one to the next takes a second."""
    travel_s = [[abs(one - other) for other in range(places)] for one in range(places)]
    return RouteProblem(providers=tuple(drivers) or (a_driver(),), jobs=jobs, travel_s=travel_s)


def ref(text: str) -> StopRef:
    """Read ``booking.stop``."""
    booking, _, stop = text.partition(".")
    return StopRef(BookingId(booking), StopId(stop))


def refs(text: str) -> tuple[StopRef, ...]:
    return tuple(ref(word) for word in text.split())


def planned(problem: RouteProblem, previous: dict[str, str] | None = None, **settings: Any) -> RoutePlan:
    known = {Uid(uid): refs(text) for uid, text in (previous or {}).items()}
    plan = sequence(problem, known, RoutingSettings(**settings))
    assert isinstance(plan, RoutePlan), plan
    return plan


def refused(problem: RouteProblem, **settings: Any) -> Infeasible:
    plan = sequence(problem, None, RoutingSettings(**settings))
    assert isinstance(plan, Infeasible), plan
    return plan


def in_words(plan: RoutePlan, uid: str = "ada") -> str:
    """The stops of one provider as ``booking.stop booking.stop``."""
    (route,) = [route for route in plan.routes if route.provider_id == uid]
    return " ".join(f"{one.booking_id}.{one.stop_id}" for one in route.refs)
