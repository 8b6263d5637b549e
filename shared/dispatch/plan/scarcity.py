"""What a courier is worth where he is: how much later likely orders would be picked up without him."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.memory import HistoryMemory
from shared.dispatch.plan.model import PlanCourier, PlanTravel, Route
from shared.dispatch.plan.settings import PlanSettings

_BEYOND = 1 << 30


class History:
    """What the day so far says of each pickup place: expected lateness there when the nearest courier is so far away.

    ``risk[place, distance]`` sums over past orders, the older the less, how late each would have been picked up. What
    :meth:`of` gives is the share that the place has in the expected lateness of the next order anywhere. Places with few
    orders of their own are thought of as like all: ``prior_orders`` of the average kind are shared out among all places.
    """

    def __init__(self, pickups: int, settings: PlanSettings, memory: HistoryMemory | None = None) -> None:
        self.risk = np.zeros((pickups, settings.history_limit))
        self._reach = np.arange(settings.history_limit) + settings.pickup_in
        self._memory = settings.memory
        self._prior_orders = settings.prior_orders
        self._expected: NDArray[np.float64] | None = None
        self._at, self._orders, rows = memory or HistoryMemory()
        for pickup, risks in rows.items():
            self.risk[pickup] = risks

    @property
    def memory(self) -> HistoryMemory:
        """What is known, as plain values; places without orders are left out."""
        known = np.flatnonzero(self.risk.any(axis=1)).tolist()
        return HistoryMemory(self._at, self._orders, {pickup: tuple(self.risk[pickup].tolist()) for pickup in known})

    def pass_to(self, now: int) -> None:
        """Let what is known grow old until ``now``."""
        if now > self._at:
            kept = float(np.exp((self._at - now) / self._memory))
            self.risk *= kept
            self._orders *= kept
            self._at = now
            self._expected = None

    def observe(self, pickup: int, preparation: int) -> None:
        """An order was placed that is ready after ``preparation``."""
        self.risk[pickup] += np.maximum(0, self._reach - preparation)
        self._orders += 1.0
        self._expected = None

    def of(self, distances: NDArray[np.int64]) -> NDArray[np.float64]:
        """Risk for distances with one column for each pickup place."""
        if self._expected is None:
            self._expected = self._expected_lateness()
        capped = np.minimum(distances, self.risk.shape[1] - 1)
        risk: NDArray[np.float64] = self._expected[np.arange(self.risk.shape[0]), capped]
        return risk

    def _expected_lateness(self) -> NDArray[np.float64]:
        """As ``risk``, with what is thought of all places, for one order."""
        orders = max(1.0, self._orders)
        average = self.risk.sum(axis=0) / orders
        expected: NDArray[np.float64] = (self.risk + average * (self._prior_orders / max(1, len(self.risk)))) / orders
        return expected


class Supply:
    """How far off couriers are from each pickup place, those with a route from its end, for orders still to come.

    Those come some time after now, so who is free within ``foresight`` is as good as free.
    """

    def __init__(
        self,
        now: int,
        couriers: Sequence[PlanCourier],
        routes: Sequence[Route],
        travel: PlanTravel,
        settings: PlanSettings,
    ) -> None:
        pickups = travel.to_pickups.shape[1]
        soon = now + settings.foresight
        free = np.array([max(0, one.free - soon) for one in couriers])
        self.first = free[:, None] + travel.to_pickups[[one.place for one in couriers]]
        self.after = self.first.copy()
        busy = [index for index, route in enumerate(routes) if route.nodes]
        if busy:
            ends = np.array([max(0, routes[index].leaves[-1] - soon) for index in busy])
            self.after[busy] = ends[:, None] + travel.to_pickups[[routes[index].nodes[-1][0] for index in busy]]
        leaving = [index for index, one in enumerate(couriers) if one.off - now < settings.preposition_shift_left]
        self.after[leaving] = _BEYOND
        self.busy = busy
        columns = np.arange(pickups)
        self.nearest = self.after.argmin(axis=0)
        self.distance = self.after[self.nearest, columns]
        others = self.after.copy()
        others[self.nearest, columns] = _BEYOND
        self.second = others.min(axis=0)


def prices(history: History, supply: Supply, settings: PlanSettings) -> NDArray[np.float64]:
    """Cost of taking each courier out of the supply."""
    worth = np.zeros(supply.after.shape[0])
    covered = history.of(supply.distance)
    np.add.at(worth, supply.nearest, history.of(supply.second) - covered)
    if supply.busy:
        sooner = np.minimum(supply.first[supply.busy], supply.distance)
        worth[supply.busy] = (covered - history.of(sooner)).sum(axis=1)
    price: NDArray[np.float64] = worth * settings.scarcity_weight
    return price
