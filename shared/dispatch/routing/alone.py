"""The best route of one provider, exactly: all partial routes, but for those that another one outdoes.

Partial routes that have served the same stops and stand at the same place are compared; one that is no cheaper, no earlier
and leaves no more time on board is dropped (dynamic programming with dominance; Desrosiers, Dumas & Soumis 1986, for one
vehicle with pickups and drop-offs). It needs no array package, so that an ordinary request can afford it.
"""

from collections.abc import Sequence
from typing import NamedTuple

from shared.dispatch.routing.ground import Ground, Ride
from shared.dispatch.routing.model import Reason


class Best(NamedTuple):
    """The best route, as spots; None when there is none: then ``broken`` says what broke the longest partial route."""

    route: tuple[int, ...] | None
    cost: int = 0
    broken: tuple[Reason, int] | None = None


class _Label(NamedTuple):
    ride: Ride
    progress: tuple[int, ...]
    last: int
    parent: "_Label | None"


def best_alone(ground: Ground, provider: int, jobs: Sequence[int], at_most: int | None = None) -> Best | None:
    """Find the cheapest route of one provider over all these jobs.

    Args:
        ground: the problem.
        provider: who drives.
        jobs: numbers of the jobs to serve.
        at_most: cost of a route known already; partial routes that cost more are dropped.

    Returns:
        The best route, or None when the budget of labels ended before it was found. Among equals the first found stays.
    """
    search = _Labels(ground, provider, [job for job in jobs if ground.chains[job]], at_most)
    return search.run()


class _Labels:
    def __init__(self, ground: Ground, provider: int, jobs: list[int], at_most: int | None) -> None:
        self._ground = ground
        self._provider = provider
        self._chains = [ground.chains[job] for job in jobs]
        self._at_most = at_most
        self._budget = ground.settings.exact_labels
        self._broken: tuple[Reason, int] | None = None
        self._earlier = {number: self._planned_before(number) for chain in self._chains for number in chain}
        spots = ground.spots
        self._has_limit = any(spots[number].boards for chain in self._chains for number in chain)

    def run(self) -> Best | None:
        stops = sum(len(chain) for chain in self._chains)
        begin = _Label(self._ground.starts[self._provider], (0,) * len(self._chains), -1, None)
        layer: dict[tuple[tuple[int, ...], int], list[_Label]] = {(begin.progress, -1): [begin]}
        for _ in range(stops):
            self._broken = None
            layer = self._extended(layer)
            if self._budget < 0:
                return None
            if not layer:
                return Best(None, broken=self._broken)
        ends = [label for labels in layer.values() for label in labels]
        best = min(ends, key=lambda label: label.ride.cost)
        return Best(_route(best), best.ride.cost)

    def _extended(
        self, layer: dict[tuple[tuple[int, ...], int], list[_Label]]
    ) -> dict[tuple[tuple[int, ...], int], list[_Label]]:
        """All partial routes that are one stop longer."""
        longer: dict[tuple[tuple[int, ...], int], list[_Label]] = {}
        for labels in layer.values():
            for label in labels:
                self._budget -= 1
                for after in self._next(label):
                    self._keep(longer.setdefault((after.progress, after.last), []), after)
        return longer

    def _next(self, label: _Label) -> list[_Label]:
        found: list[_Label] = []
        for index, chain in enumerate(self._chains):
            step = label.progress[index]
            if step == len(chain):
                continue
            number = chain[step]
            ride = self._ground.step(self._provider, label.ride, number, self._changes(number, label.progress))
            if isinstance(ride, Reason):
                self._broken = self._broken or (ride, number)
            elif self._at_most is None or ride.cost <= self._at_most:
                progress = (*label.progress[:index], step + 1, *label.progress[index + 1 :])
                found.append(_Label(ride, progress, number, label))
        return found

    def _planned_before(self, number: int) -> list[tuple[int, int]]:
        """For each chain with stops that stood before this one in the previous route: how many of its stops must be done."""
        was = self._ground.spots[number].was
        if was is None:
            return []
        found: list[tuple[int, int]] = []
        for index, chain in enumerate(self._chains):
            others = [self._ground.spots[other].was for other in chain]
            steps = [s + 1 for s, other in enumerate(others) if other and other[0] == was[0] and other[1] < was[1]]
            if steps:
                found.append((index, max(steps)))
        return found

    def _changes(self, number: int, progress: tuple[int, ...]) -> int:
        was = self._ground.spots[number].was
        if was is None:
            return 0
        overtakes = any(progress[index] < steps for index, steps in self._earlier[number])
        return int(was[0] != self._provider) + int(overtakes)

    def _keep(self, rivals: list[_Label], new: _Label) -> None:
        """Add the label, unless a rival outdoes it; drop the rivals that it outdoes."""
        if any(self._outdoes(rival, new) for rival in rivals):
            return
        rivals[:] = [rival for rival in rivals if not self._outdoes(new, rival)]
        rivals.append(new)

    def _outdoes(self, one: _Label, other: _Label) -> bool:
        """Whether whatever follows ``other`` can follow ``one`` at no more cost."""
        a, b = one.ride, other.ride
        if a.cost > b.cost or a.now > b.now:
            return False
        if self._has_limit and a.now < b.now and self._waits_after(one):
            return False
        since = dict(a.since)
        return all(since[job] >= left for job, left in b.since)

    def _waits_after(self, label: _Label) -> bool:
        """Whether waiting may lie ahead: then being earlier may mean more time on board."""
        spots, now = self._ground.spots, label.ride.now
        ahead = (chain[done:] for chain, done in zip(self._chains, label.progress, strict=True))
        return any(spots[number].earliest > now for rest in ahead for number in rest)


def _route(label: _Label) -> tuple[int, ...]:
    found: list[int] = []
    at: _Label | None = label
    while at is not None and at.last >= 0:
        found.append(at.last)
        at = at.parent
    return tuple(reversed(found))
