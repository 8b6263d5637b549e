"""Routes cut into trips: from a start with nothing on board until nothing is on board again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.dispatch.horizon.sketch import Sketch
from shared.dispatch.plan.model import DROP, PlanCourier, Route


@dataclass(frozen=True, slots=True)
class Leg:
    """What a trip does for one booking, in seconds from now."""

    job: int
    pickup_s: int
    end_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """Bookings that one worker has on board in one go; the one picked up first stands first.

    Attributes:
        turn: 0 for what the worker does next, 1 for the trip after that, and so on.
        leave_s: when the worker has to set off at the latest for the first pickup not to be late, never in the past.
    """

    worker: int
    turn: int
    leave_s: int
    legs: tuple[Leg, ...]


def trips_of(drawn: Sketch, routes: Mapping[int, Route]) -> tuple[Trip, ...]:
    """All planned trips, by worker and turn."""
    return tuple(trip for worker, route in routes.items() for trip in _trips(drawn, worker, route))


def _trips(drawn: Sketch, worker: int, route: Route) -> Iterator[Trip]:
    starts = [stop for stop in range(len(route.nodes)) if route.loads[stop] == 0]
    for turn, (start, end) in enumerate(zip(starts, [*starts[1:], len(route.nodes)], strict=True)):
        leave_s = _leave_s(drawn, drawn.couriers[worker], route, start)
        yield Trip(worker, turn, leave_s, tuple(_legs(drawn, route, range(start, end))))


def _leave_s(drawn: Sketch, courier: PlanCourier, route: Route, start: int) -> int:
    free_s = route.leaves[start - 1] if start else courier.free
    origin = route.nodes[start - 1][0] if start else courier.place
    target, earliest, _ = route.nodes[start]
    return max(0, round(free_s), round(earliest) - drawn.travel.rows_at(courier.pace)[origin][target])


def _legs(drawn: Sketch, route: Route, stops: Sequence[int]) -> Iterator[Leg]:
    ends = {route.nodes[stop][2][0]: round(route.leaves[stop]) for stop in stops if route.nodes[stop][1] == DROP}
    for stop in stops:
        _, earliest, who = route.nodes[stop]
        if earliest != DROP:
            pickup_s = round(route.leaves[stop]) - drawn.handover_s
            yield from (Leg(job, pickup_s, ends[job]) for job in who)
