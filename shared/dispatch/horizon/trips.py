"""Routes cut into trips: from a start with nothing on board until nothing is on board again."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from shared.dispatch.horizon.sketch import Sketch
from shared.dispatch.plan.model import DROP, Route


class Leg(NamedTuple):
    """What a trip does for one booking, in seconds from now."""

    job: int
    pickup_s: int
    end_s: int


class Trip(NamedTuple):
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
    courier, turn = drawn.couriers[worker], 0
    rows, handover_s = drawn.travel.rows_at(courier.pace), drawn.handover_s
    left_s, origin = float(courier.free), courier.place
    picked_s: dict[int, int] = {}
    ends_s: dict[int, int] = {}
    for (target, earliest, who), leaves_s, on_board in zip(route.nodes, route.leaves, route.loads[1:], strict=True):
        if not picked_s:
            leave_s = max(0, round(left_s), round(earliest) - rows[origin][target])
        if earliest == DROP:
            ends_s[who[0]] = round(leaves_s)
        else:
            picked_s |= dict.fromkeys(who, round(leaves_s) - handover_s)
        if not on_board:
            legs = tuple(Leg(job, pickup_s, ends_s[job]) for job, pickup_s in picked_s.items())
            yield Trip(worker, turn, leave_s, legs)
            turn, left_s, origin, picked_s = turn + 1, leaves_s, target, {}
