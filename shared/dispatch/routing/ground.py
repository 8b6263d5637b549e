"""The problem as the methods work on it: numbers for stops, whole seconds, what is locked driven already."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.dispatch.routing.model import (
    Infeasible,
    Previous,
    Reason,
    RouteProblem,
    RouteProvider,
    RoutingSettings,
)
from shared.dispatch.routing.spots import FAR, Spot, legs_s, spot_of


class Ride(NamedTuple):
    """A provider on the way: where, when, with what on board, at what cost so far.

    ``since`` holds when each booking with a limit was taken on board.
    """

    place: int
    now: int
    load: int
    cost: int = 0
    since: tuple[tuple[int, int], ...] = ()


class Ground(NamedTuple):
    """The problem in numbers.

    Attributes:
        legs: seconds from place to place; ``FAR`` where nobody can drive.
        spots: all visits.
        chains: for each job the spots that are not locked, in their order; empty when all are.
        carried: for each job the units on board after what is locked.
        pinned: for each job the provider who must do it, or None.
        locked: for each provider the spots that stay first; ``starts``: where that leaves the provider.
    """

    providers: tuple[RouteProvider, ...]
    legs: list[list[int]]
    spots: list[Spot]
    chains: list[list[int]]
    carried: list[int]
    pinned: list[int | None]
    locked: list[list[int]]
    starts: list[Ride]
    settings: RoutingSettings

    def step(self, provider: int, ride: Ride, number: int, changes: int) -> Ride | Reason:
        """Go on to a spot and serve it; the rule that forbids it when it can't be done.

        Args:
            provider: whose ride it is.
            ride: the provider before.
            number: the spot.
            changes: of the previous sequence that this visit makes.
        """
        spot, settings, me = self.spots[number], self.settings, self.providers[provider]
        leg = self.legs[ride.place][spot.place]
        if leg >= FAR:
            return Reason.UNKNOWN_TRAVEL
        begin = ride.now + leg
        begin = max(begin, spot.earliest)
        reason = _forbidden(spot, me, begin, ride)
        if reason is not None:
            return reason
        cost = ride.cost + settings.drive_cost * (leg + changes * settings.moved_price_s)
        if begin > spot.due:
            cost += settings.late_cost * (begin - spot.due)
        if spot.is_last:
            cost += settings.end_cost * begin
        leave = begin + spot.service
        return Ride(spot.place, leave, ride.load + spot.load, cost, _since(spot, ride.since, leave))

    def drive(self, provider: int, route: Sequence[int]) -> Ride | tuple[Reason, int]:
        """Drive a route after what is locked; the rule and the spot where it breaks when it can't be driven."""
        ride = self.starts[provider]
        moves = self.changes(provider, route)
        for number, moved in zip(route, moves, strict=True):
            after = self.step(provider, ride, number, moved)
            if isinstance(after, Reason):
                return after, number
            ride = after
        return ride

    def changes(self, provider: int, route: Sequence[int]) -> list[int]:
        """For each spot of a route how many changes of the previous sequence it makes there: none, one or two."""
        least: dict[int, int] = {}
        found: list[int] = []
        for number in reversed(route):
            was = self.spots[number].was
            if was is None:
                found.append(0)
                continue
            who, rank = was
            found.append(int(who != provider) + int(least.get(who, rank) < rank))
            least[who] = min(rank, least.get(who, rank))
        return found[::-1]


def _forbidden(spot: Spot, me: RouteProvider, begin: int, ride: Ride) -> Reason | None:
    if begin > spot.latest:
        return Reason.TOO_LATE
    if spot.load >= 0 and me.shift_end_s is not None and begin > me.shift_end_s:
        return Reason.AFTER_SHIFT
    if ride.load + spot.load > me.capacity:
        return Reason.CAPACITY
    if spot.limit is not None and begin - dict(ride.since).get(spot.job, begin) > spot.limit:
        return Reason.TOO_LONG_ON_BOARD
    return None


def _since(spot: Spot, since: tuple[tuple[int, int], ...], leave: int) -> tuple[tuple[int, int], ...]:
    if spot.boards:
        return (*since, (spot.job, leave))
    if spot.limit is not None:
        return tuple(one for one in since if one[0] != spot.job)
    return since


def ground(problem: RouteProblem, previous: Previous, settings: RoutingSettings) -> Ground | Infeasible:
    """Number everything and drive what is locked.

    Args:
        problem: one in which ``validity.fault`` finds nothing.
        previous: the sequence before.
        settings: costs.

    Returns:
        The ground, or the rule that a locked stop breaks.
    """
    numbers = {one.provider_id: index for index, one in enumerate(problem.providers)}
    settled = {ref for one in problem.providers for ref in one.locked}
    was = {
        ref: (numbers[uid], rank)
        for uid, refs in previous.items()
        if uid in numbers
        for rank, ref in enumerate(refs)
        if ref not in settled
    }
    spots = [
        spot_of(problem, job, step, was) for job, one in enumerate(problem.jobs) for step in range(len(one.visits))
    ]
    number_of = {spot.ref: number for number, spot in enumerate(spots)}
    locked = [[number_of[ref] for ref in one.locked] for one in problem.providers]
    bound = {number for route in locked for number in route}
    pinned = [numbers[job.provider_id] if job.provider_id is not None else None for job in problem.jobs]
    for index, route in enumerate(locked):
        for number in route:
            pinned[spots[number].job] = index
    made = Ground(
        providers=problem.providers,
        legs=legs_s(problem.travel_s),
        spots=spots,
        chains=_chains(spots, bound, len(problem.jobs)),
        carried=[job.on_board for job in problem.jobs],
        pinned=pinned,
        locked=locked,
        starts=[_start(problem, index, pinned) for index in range(len(problem.providers))],
        settings=settings,
    )
    return _after_locks(made)


def _chains(spots: Sequence[Spot], bound: set[int], n_jobs: int) -> list[list[int]]:
    chains: list[list[int]] = [[] for _ in range(n_jobs)]
    for number, spot in enumerate(spots):
        if number not in bound:
            chains[spot.job].append(number)
    return chains


def _after_locks(made: Ground) -> Ground | Infeasible:
    """The ground with each provider where the locked stops leave them."""
    starts, carried = list(made.starts), list(made.carried)
    for index, route in enumerate(made.locked):
        driven = made.drive(index, route)
        if not isinstance(driven, Ride):
            reason, number = driven
            return Infeasible(reason, *made.spots[number].ref, made.providers[index].provider_id)
        starts[index] = driven
        for number in route:
            carried[made.spots[number].job] += made.spots[number].load
    return made._replace(starts=starts, carried=carried)


def _start(problem: RouteProblem, index: int, pinned: Sequence[int | None]) -> Ride:
    provider = problem.providers[index]
    mine = [(job, one) for job, one in enumerate(problem.jobs) if one.on_board and pinned[job] == index]
    since = tuple(
        (job, one.since_s if one.since_s is not None else provider.free_s)
        for job, one in mine
        if one.max_on_board_s is not None
    )
    return Ride(provider.place, provider.free_s, sum(one.on_board for _, one in mine), 0, since)
