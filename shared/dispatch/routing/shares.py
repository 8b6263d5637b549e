"""The best shares of the jobs among a few providers when times bind nothing, exactly.

One table holds the least cost still to come for every state of all jobs (not begun, on board, served) and every last stop;
a job that is somebody else's counts as served, so that the table prices every set of jobs for every provider at once. Sets
are then joined provider by provider. The table is filled from its end, all states with the same number of stops to go in
one go. Its cost is a lower bound when times do bind.

Source: the table is Held & Karp (1962) with the states of Psaraftis (1980) for pickups and drop-offs; joining sets is
dynamic programming over subsets.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.routing.frame import Frame, frame_of
from shared.dispatch.routing.ground import Ground
from shared.dispatch.routing.sets import EXACT, Floats, Ints, shared
from shared.dispatch.routing.spots import FAR

_NONE = np.float32(2.0**28)
"""Cost of what can't be done."""


class Shares(NamedTuple):
    """Spots by provider in the order asked for, beyond what is locked, and what they cost beyond it: a lower bound when times bind."""

    routes: tuple[tuple[int, ...], ...]
    cost: int


def best_shares(ground: Ground, providers: Sequence[int], among: Sequence[int]) -> Shares | None:
    """Share jobs among providers at least driving and least change.

    Args:
        ground: the problem.
        providers: numbers of the providers to share among.
        among: numbers of the jobs to share; what else these providers have to do is left out.

    Returns:
        The best shares; None when the table would be too large, its numbers too great, or there are none.
    """
    jobs = [job for job in among if ground.chains[job]]
    lengths = tuple(len(ground.chains[job]) for job in jobs)
    states = int(np.prod([length + 1 for length in lengths], dtype=np.float64))
    if not jobs:
        return Shares(((),) * len(providers), 0)
    if states > ground.settings.exact_states:
        return None
    work = _Work(ground, providers, jobs, frame_of(lengths))
    return work.solve() if work.is_exact else None


class _Work:
    """One problem on its frame. Spots are numbered in the order of the jobs, without those that are locked."""

    def __init__(self, ground: Ground, providers: Sequence[int], jobs: Sequence[int], frame: Frame) -> None:
        self._providers = providers
        self._ground = ground
        self._frame = frame
        self._jobs = jobs
        self._spots = [number for job in jobs for number in ground.chains[job]]
        self._job_of = [index for index, job in enumerate(jobs) for _ in ground.chains[job]]
        self._step_of = [step for job in jobs for step in range(len(ground.chains[job]))]
        places = np.array([ground.spots[number].place for number in self._spots])
        weight = ground.settings.drive_cost
        legs = np.array(ground.legs, dtype=np.float32)
        self._legs = np.where(legs < FAR, legs * weight, _NONE)
        self._between: Floats = self._legs[np.ix_(places, places)]
        self._from_start = {one: self._legs[ground.starts[one].place, places] for one in providers}
        usable = self._legs[legs < FAR]
        most = float(usable.max(initial=0)) + 2 * weight * ground.settings.moved_price_s
        self.is_exact = most * (len(self._spots) + 1) < EXACT

    def solve(self) -> Shares | None:
        capacity = {one: self._ground.providers[one].capacity for one in self._providers}
        tables = {units: self._table(units) for units in sorted(set(capacity.values()))}
        costs = [self._by_set(one, tables[capacity[one]]) for one in self._providers]
        found = shared(costs, len(self._jobs))
        if found is None:
            return None
        sets, cost = found
        routes = (
            self._route(one, tables[capacity[one]], chosen) for one, chosen in zip(self._providers, sets, strict=True)
        )
        return Shares(tuple(routes), round(cost))

    def _table(self, capacity: int) -> Floats:
        """``(n_spots, n_states)``: the least cost to come when that spot was the last."""
        frame, n_spots = self._frame, len(self._spots)
        too_much = self._load() > capacity
        onto = np.ascontiguousarray(self._between.T)[:, :, None]
        charges = [self._overtaking(spot) for spot in range(n_spots)]
        table = np.full((n_spots, frame.progress.shape[1]), _NONE, dtype=np.float32)
        table[:, 0] = 0
        for layer in frame.layers:
            width = layer.end - layer.first
            best = np.full((n_spots, width), _NONE, dtype=np.float32)
            through = np.empty_like(best)
            rest = np.empty(width, dtype=np.float32)
            for spot, here, after in layer.moves:
                rest.fill(_NONE)
                rest[here] = table[spot, after]
                charge = charges[spot]
                if charge is not None:
                    rest += charge[layer.first : layer.end]
                np.add(onto[spot], rest, out=through)
                np.minimum(best, through, out=best)
            best[:, too_much[layer.first : layer.end]] = _NONE
            table[:, layer.first : layer.end] = best
        return table

    def _load(self) -> NDArray[np.int64]:
        """Units on board in each state, what others serve aside."""
        total = np.zeros(self._frame.progress.shape[1], dtype=np.int64)
        for index, job in enumerate(self._jobs):
            loads = (self._ground.spots[number].load for number in self._ground.chains[job])
            held = np.array(list(accumulate(loads, initial=self._ground.carried[job])))
            total += held[self._frame.progress[index]]
        return total

    def _overtaking(self, spot: int) -> Floats | None:
        """In each state, the price of serving the spot before one that it used to follow; None when it followed none."""
        price = self._ground.settings.moved_price_s * self._ground.settings.drive_cost
        was = self._ground.spots[self._spots[spot]].was
        if was is None or not price:
            return None
        overtakes = np.zeros(self._frame.progress.shape[1], dtype=bool)
        for other, number in enumerate(self._spots):
            before = self._ground.spots[number].was
            if before is not None and before[0] == was[0] and before[1] < was[1]:
                overtakes |= self._frame.progress[self._job_of[other]] <= self._step_of[other]
        return overtakes.astype(np.float32) * np.float32(price) if overtakes.any() else None

    def _moved(self, provider: int) -> Floats:
        """For each job the price of giving its stops to this provider."""
        price = self._ground.settings.moved_price_s * self._ground.settings.drive_cost
        found = np.zeros(len(self._jobs), dtype=np.float32)
        for number, job in zip(self._spots, self._job_of, strict=True):
            was = self._ground.spots[number].was
            found[job] += price * (was is not None and was[0] != provider)
        return found

    def _states(self) -> Ints:
        """For each set of jobs (bits, the first job lowest) the state in which just those are not begun."""
        states = np.zeros(1, dtype=np.intp)
        for job, stride in zip(self._jobs, self._frame.strides, strict=True):
            whole = len(self._ground.chains[job]) * stride
            states = np.concatenate([states + whole, states])
        found: Ints = self._frame.position[states]
        return found

    def _by_set(self, provider: int, table: Floats) -> Floats:
        """The cost of each set of jobs for one provider."""
        sets = np.arange(2 ** len(self._jobs))
        states = self._states()
        best = np.where(sets == 0, np.float32(0), _NONE)
        for spot, job in enumerate(self._job_of):
            if self._step_of[spot] == 0:
                mine = np.flatnonzero(sets >> job & 1)
                after = self._frame.position[self._index(states[mine]) + self._frame.strides[job]]
                charge = self._overtaking(spot)
                extra = charge[states[mine]] if charge is not None else np.float32(0)
                best[mine] = np.minimum(best[mine], self._from_start[provider][spot] + extra + table[spot, after])
        for index, moved in enumerate(self._moved(provider).tolist()):
            best[sets >> index & 1 == 1] += np.float32(moved)
        best[~self._allowed(provider, sets)] = _NONE
        return best

    def _index(self, positions: Ints) -> Ints:
        """States by their number again, from their place in the table."""
        strides = np.array(self._frame.strides)
        found: Ints = (self._frame.progress[:, positions].astype(np.intp) * strides[:, None]).sum(axis=0)
        return found

    def _allowed(self, provider: int, sets: Ints) -> NDArray[np.bool_]:
        """Sets with all that only this provider may serve, and nothing that only another may."""
        must = sum(1 << index for index, job in enumerate(self._jobs) if self._ground.pinned[job] == provider)
        never = sum(
            1 << index for index, job in enumerate(self._jobs) if self._ground.pinned[job] not in {None, provider}
        )
        allowed: NDArray[np.bool_] = ((sets & must) == must) & ((sets & never) == 0)
        return allowed

    def _route(self, provider: int, table: Floats, chosen: int) -> tuple[int, ...]:
        """The cheapest sequence over a set of jobs: the table followed from its start."""
        state = int(self._index(self._states()[[chosen]])[0])
        legs, route = self._from_start[provider], list[int]()
        charges = [self._overtaking(spot) for spot in range(len(self._spots))]
        while True:
            at = int(self._frame.position[state])
            open_spots = [s for s, job in enumerate(self._job_of) if self._frame.progress[job, at] == self._step_of[s]]
            if not open_spots:
                return tuple(route)
            best = min(open_spots, key=lambda spot: self._to_go(spot, state, at, legs, charges, table))
            route.append(self._spots[best])
            state += self._frame.strides[self._job_of[best]]
            legs = self._between[best]

    def _to_go(
        self, spot: int, state: int, at: int, legs: Floats, charges: Sequence[Floats | None], table: Floats
    ) -> float:
        after = int(self._frame.position[state + self._frame.strides[self._job_of[spot]]])
        charge = charges[spot]
        return float(legs[spot] + (charge[at] if charge is not None else 0) + table[spot, after])
