"""The cheapest place for all stops of one job in a route: innermost loop of the search."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.dispatch.routing.ground import Ground, Ride


class Placed(NamedTuple):
    """A route with the job in it, and what the route costs then."""

    route: tuple[int, ...]
    cost: int


def cheapest(ground: Ground, provider: int, route: tuple[int, ...], cost: int, job: int, below: int) -> Placed | None:
    """Find the cheapest route with the job in it that costs less than ``below``; None when there is none.

    Every position of the first stop, and of the others together, is thought of, the least detour first, until the detour
    alone costs as much as the best one found.

    Args:
        ground: the problem.
        provider: whose route it is.
        route: the route so far, and its ``cost``.
        cost: what it costs without the job.
        job: to put in.
        below: cost to stay under.
    """
    if ground.pinned[job] not in {None, provider}:
        return None
    chain = tuple(ground.chains[job])
    best: Placed | None = None
    weight = ground.settings.drive_cost
    for detour, first, rest in sorted(_detours(ground, provider, route, chain)):
        if cost + weight * detour >= below:
            break
        candidate = (*route[:first], chain[0], *route[first:rest], *chain[1:], *route[rest:])
        ride = ground.drive(provider, candidate)
        if isinstance(ride, Ride) and ride.cost < below:
            best, below = Placed(candidate, ride.cost), ride.cost
    return best


def _detours(
    ground: Ground, provider: int, route: Sequence[int], chain: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """Seconds of detour, position of the first stop, position of the others; those with too much on board left out."""
    spots, legs = ground.spots, ground.legs
    start, room = ground.starts[provider], ground.providers[provider].capacity - spots[chain[0]].load
    places = [start.place, *(spots[number].place for number in route)]
    firsts = _each(legs, places, [spots[chain[0]].place])
    if len(chain) == 1:
        yield from ((detour, position, position) for position, detour in enumerate(firsts))
        return
    others = [spots[number].place for number in chain[1:]]
    rests = _each(legs, places, others)
    together = _each(legs, places, [spots[chain[0]].place, *others])
    loads = [start.load]
    for number in route:
        loads.append(loads[-1] + spots[number].load)
    for first in range(len(places)):
        if loads[first] > room:
            continue
        yield together[first], first, first
        for rest in range(first + 1, len(places)):
            if loads[rest] > room:
                break
            yield firsts[first] + rests[rest], first, rest


def _each(legs: Sequence[Sequence[int]], places: Sequence[int], stops: Sequence[int]) -> list[int]:
    """The detour over these stops behind each place of a route."""
    inner = sum(legs[one][other] for one, other in pairwise(stops))
    back = legs[stops[-1]]
    found = [legs[place][stops[0]] + inner + back[after] - legs[place][after] for place, after in pairwise(places)]
    return [*found, legs[places[-1]][stops[0]] + inner]
