"""Routes cut into trips: from a start with nothing on board until nothing is on board again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shared.dispatch.horizon.sketch import Sketch
from shared.dispatch.plan.model import DROP, Node, Route


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
    nodes, leaves, loads, *_ = route
    courier = drawn.couriers[worker]
    rows = drawn.travel.rows_at(courier.pace)
    starts = [stop for stop in range(len(nodes)) if loads[stop] == 0]
    left_s: float = courier.free
    origin = courier.place
    for turn, (start, end) in enumerate(zip(starts, [*starts[1:], len(nodes)], strict=True)):
        target, earliest, _ = nodes[start]
        leave_s = max(0, round(left_s), round(earliest) - rows[origin][target])
        yield Trip(worker, turn, leave_s, tuple(_legs(drawn.handover_s, nodes[start:end], leaves[start:end])))
        left_s, origin = leaves[end - 1], nodes[end - 1][0]


def _legs(handover_s: int, nodes: Sequence[Node], leaves: Sequence[float]) -> Iterator[Leg]:
    ends = {who[0]: round(left) for (_, earliest, who), left in zip(nodes, leaves, strict=True) if earliest == DROP}
    for (_, earliest, who), left in zip(nodes, leaves, strict=True):
        if earliest != DROP:
            pickup_s = round(left) - handover_s
            yield from (Leg(job, pickup_s, ends[job]) for job in who)
