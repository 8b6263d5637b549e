"""The cheapest place for all stops of one job in a route."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.dispatch.routing.ground import Ground, Ride


class Placed(NamedTuple):
    """A route with the job in it, and what the route costs then."""

    route: tuple[int, ...]
    cost: int


def cheapest(ground: Ground, provider: int, route: Sequence[int], job: int, below: int) -> Placed | None:
    """Find the cheapest route with the job in it that costs less than ``below``; None when there is none.

    Every position of the first stop, and of the others together, is thought of, the shortest way first, until the driving alone
    costs as much as the best one found.
    """
    if ground.pinned[job] not in {None, provider}:
        return None
    best: Placed | None = None
    start, weight = ground.starts[provider], ground.settings.drive_cost
    ways = sorted(
        (start.cost + weight * _way(ground, start.place, longer), index, longer)
        for index, longer in enumerate(_with_parts(tuple(route), _parts(ground.chains[job]), 0))
    )
    for least, _, candidate in ways:
        if least >= below:
            break
        ride = ground.drive(provider, candidate)
        if isinstance(ride, Ride) and ride.cost < below:
            best, below = Placed(candidate, ride.cost), ride.cost
    return best


def _parts(chain: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """What is put in at one position each: the first stop and all others, which stay together."""
    return ((chain[0],), tuple(chain[1:])) if len(chain) > 1 else ((chain[0],),)


def _with_parts(
    route: tuple[int, ...], parts: tuple[tuple[int, ...], ...], at: int
) -> Iterator[tuple[int, ...]]:
    """All routes with the parts put in, in their order, from position ``at`` on."""
    if not parts:
        yield route
        return
    for position in range(at, len(route) + 1):
        longer = (*route[:position], *parts[0], *route[position:])
        yield from _with_parts(longer, parts[1:], position + len(parts[0]))


def _way(ground: Ground, place: int, route: Sequence[int]) -> int:
    total = 0
    for number in route:
        target = ground.spots[number].place
        total += ground.legs[place][target]
        place = target
    return total
