"""Plans that are too large, or too bound by time, for the exact methods: insertion, then take out and put back.

A round takes some jobs that belong together out and puts them back, in a random order, where each costs least; a plan that
costs a little more may stay for a while (Shaw 1998; Schrimpf et al. 2000; Dueck 1993 for what may stay). Rounds are
counted, chance comes from a seed.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shared.dispatch.plan.chance import Chance
from shared.dispatch.routing.ground import Ground, Ride
from shared.dispatch.routing.insertion import Placed, cheapest
from shared.dispatch.routing.model import Infeasible, Method, Previous, Reason, RoutePlan
from shared.dispatch.routing.plan import Routes, as_plan, total_cost
from shared.dispatch.routing.spots import NEVER

_MOST_TAKEN = 14
_KINDS = 4
_WORSE = 0.06
"""By which share a plan may cost more than the best one at first."""


def searched(ground: Ground, previous: Previous, hint: Routes | None) -> RoutePlan | Infeasible:
    """Search for a plan; it never costs more than the previous one with what is new put in.

    Args:
        ground: the problem.
        previous: the sequence before.
        hint: routes that may or may not be drivable, as another start.
    """
    search = _Search(ground)
    search.resume(_kept(ground, previous))
    search.complete(range(len(ground.chains)))
    if hint is not None and (cost := total_cost(ground, hint)) is not None and cost < search.cost:
        search.take(hint)
    if search.missing:
        search.improve(len(search.missing) * ground.settings.rounds)
    if search.missing:
        return _refused(ground, search)
    search.improve(ground.settings.rounds)
    return as_plan(ground, search.routes, Method.SEARCH, proven=False)


def _kept(ground: Ground, previous: Previous) -> list[list[int]]:
    """The previous sequence as far as it can be meant: known stops, each booking whole, in order and with one provider."""
    number_of = {spot.ref: number for number, spot in enumerate(ground.spots)}
    open_spots = {number for chain in ground.chains for number in chain}
    routes = [
        [number for ref in previous.get(one.provider_id, ()) if (number := number_of.get(ref)) in open_spots]
        for one in ground.providers
    ]
    whole: list[list[int]] = []
    taken: set[int] = set()
    for provider, route in enumerate(routes):
        known = [number for number in route if number is not None]
        jobs = {
            ground.spots[number].job for number in known if ground.pinned[ground.spots[number].job] in {None, provider}
        }
        fit = {job for job in jobs - taken if [n for n in known if ground.spots[n].job == job] == ground.chains[job]}
        taken |= fit
        whole.append([number for number in known if ground.spots[number].job in fit])
    return whole


def _refused(ground: Ground, search: "_Search") -> Infeasible:
    """The rule that keeps the first job left out from being served: alone, or else behind all the others."""
    job = min(search.missing)
    able = [one for one in range(len(ground.providers)) if ground.pinned[job] in {None, one}]
    broken = [ground.drive(one, ground.chains[job]) for one in able]
    if any(isinstance(one, Ride) for one in broken):
        broken = [ground.drive(one, [*search.routes[one], *ground.chains[job]]) for one in able]
    for provider, found in zip(able, broken, strict=True):
        if not isinstance(found, Ride):
            reason, number = found
            return Infeasible(reason, *ground.spots[number].ref, ground.providers[provider].provider_id, proven=False)
    return Infeasible(Reason.TOO_LATE, *ground.spots[ground.chains[job][0]].ref, proven=False)


class _State(NamedTuple):
    cost: int
    routes: tuple[tuple[int, ...], ...]
    costs: tuple[int, ...]
    missing: frozenset[int]


class _Search:
    """Routes while they are made better; ``missing`` are jobs that no route holds."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._chance = Chance(ground.settings.seed)
        self._ends = [[ground.spots[chain[at]].place if chain else -1 for chain in ground.chains] for at in (0, -1)]
        self.routes: list[tuple[int, ...]] = [()] * len(ground.providers)
        self._costs = [start.cost for start in ground.starts]
        self.missing = {job for job, chain in enumerate(ground.chains) if chain}

    @property
    def cost(self) -> int:
        """Of all routes, with a price for each job left out that no driving outweighs."""
        return sum(self._costs) + NEVER * len(self.missing)

    def resume(self, kept: Routes) -> None:
        """Start from the previous routes; jobs whose stops can't be made any more are left out."""
        for provider, route in enumerate(kept):
            left = tuple(route)
            while not isinstance(ride := self._ground.drive(provider, left), Ride):
                left = self._without(left, {self._ground.spots[ride[1]].job})
            self._set(provider, left, ride.cost)

    def take(self, routes: Routes) -> None:
        """Go on from these routes, which can be driven."""
        for provider, route in enumerate(routes):
            ride = self._ground.drive(provider, route)
            if isinstance(ride, Ride):
                self._set(provider, tuple(route), ride.cost)

    def complete(self, order: Sequence[int]) -> None:
        """Put what is missing where it costs least, in this order."""
        for job in order:
            if job in self.missing:
                self._put(job)

    def improve(self, rounds: int) -> None:
        """Make so many tries. A try may make the plan a little worse, less and less so; the best plan stays."""
        jobs = [job for job, chain in enumerate(self._ground.chains) if chain]
        best = self._state()
        for number in range(rounds if jobs else 0):
            before = self._state()
            if not self._take_out_and_put_back(jobs):
                self._restore(before)
            allowed = _WORSE * best.cost * (rounds - number) / rounds
            if self.cost > before.cost and self.cost > best.cost + allowed:
                self._restore(before)
            if self.cost < best.cost:
                best = self._state()
        self._restore(best)

    def _state(self) -> "_State":
        return _State(self.cost, tuple(self.routes), tuple(self._costs), frozenset(self.missing))

    def _restore(self, state: "_State") -> None:
        self.routes, self._costs, self.missing = list(state.routes), list(state.costs), set(state.missing)

    def _take_out_and_put_back(self, jobs: Sequence[int]) -> bool:
        """Take jobs out that belong together somehow, and put them back; False when a route can't be driven without."""
        seed = jobs[self._chance.below(len(jobs))]
        taken = self._related(seed, jobs)
        for provider, route in enumerate(self.routes):
            left = self._without(route, taken)
            if len(left) < len(route):
                ride = self._ground.drive(provider, left)
                if not isinstance(ride, Ride):
                    return False
                self._set(provider, left, ride.cost)
        order = sorted(self.missing)
        self._chance.shuffle(order)
        self.complete(order)
        return True

    def _related(self, seed: int, jobs: Sequence[int]) -> set[int]:
        """The seed with those that begin near it, or end near it, or any; or all jobs of its provider and of those near."""
        many = 1 + self._chance.below(min(_MOST_TAKEN, len(jobs)))
        kind = self._chance.below(_KINDS)
        if kind == 0:
            others = list(jobs)
            self._chance.shuffle(others)
            return {seed, *others[: many - 1]}
        legs, places = self._ground.legs, self._ends[kind % 2]
        near = sorted(jobs, key=lambda job: (job != seed, legs[places[seed]][places[job]], job))[:many]
        if kind < _KINDS - 1:
            return set(near)
        spots = self._ground.spots
        whole = (route for route in self.routes if any(spots[number].job == seed for number in route))
        return {spots[number].job for route in whole for number in route} | set(near[: many // 2])

    def _put(self, job: int) -> None:
        best: tuple[int, Placed] | None = None
        limit = NEVER
        for provider, route in enumerate(self.routes):
            placed = cheapest(self._ground, provider, route, self._costs[provider], job, limit + self._costs[provider])
            if placed is not None:
                best, limit = (provider, placed), placed.cost - self._costs[provider]
        if best is not None:
            provider, placed = best
            self._set(provider, placed.route, placed.cost)

    def _set(self, provider: int, route: tuple[int, ...], cost: int) -> None:
        spots = self._ground.spots
        self.missing |= {spots[number].job for number in self.routes[provider]}
        self.missing -= {spots[number].job for number in route}
        self.routes[provider], self._costs[provider] = route, cost

    def _without(self, route: Sequence[int], gone: set[int]) -> tuple[int, ...]:
        return tuple(number for number in route if self._ground.spots[number].job not in gone)
