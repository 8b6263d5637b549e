"""Visits and legs in whole seconds, as the methods read them."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from shared.dispatch.routing.model import RouteProblem, StopRef, Visit

FAR = 10**7
"""Seconds of a leg that nobody can drive."""
NEVER = 10**15


class Spot(NamedTuple):
    """A visit, with what its booking and the previous sequence say about it.

    Attributes:
        limit: of the time on board that ends here; None when there is none.
        boards: whether what is limited comes on board here.
        was: provider (number) and rank in the previous sequence; None when it was in none.
    """

    ref: StopRef
    job: int
    place: int
    earliest: int
    latest: int
    due: int
    service: int
    load: int
    is_last: bool
    limit: int | None
    boards: bool
    was: tuple[int, int] | None


def spot_of(problem: RouteProblem, job: int, step: int, was: Mapping[StopRef, tuple[int, int]]) -> Spot:
    """Number a visit: the ``step``-th of a job, with its place in the previous sequence."""
    one = problem.jobs[job]
    visit, is_last = one.visits[step], step == len(one.visits) - 1
    ref = StopRef(one.booking_id, visit.stop_id)
    limited = one.max_on_board_s is not None
    return Spot(
        ref=ref,
        job=job,
        place=visit.place,
        earliest=visit.earliest_s,
        latest=NEVER if visit.latest_s is None else visit.latest_s,
        due=NEVER if visit.due_s is None else visit.due_s,
        service=visit.service_s,
        load=visit.load,
        is_last=is_last,
        limit=one.max_on_board_s if limited and is_last else None,
        boards=limited and not one.on_board and step == _first_pickup(one.visits),
        was=was.get(ref),
    )


def _first_pickup(visits: Sequence[Visit]) -> int:
    return next((step for step, visit in enumerate(visits) if visit.load > 0), -1)


def legs_s(travel_s: Sequence[Sequence[object]]) -> list[list[int]]:
    """A square table of whole seconds; ``FAR`` where there is no usable number or none at all."""
    width = len(travel_s)
    rows = [[_whole(value) for value in row][:width] for row in travel_s]
    return [row + [FAR] * (width - len(row)) for row in rows]


def _whole(value: object) -> int:
    """A leg as whole seconds, ``FAR`` when it is no usable number."""
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return FAR
    return math.ceil(seconds) if 0 <= seconds < FAR else FAR
