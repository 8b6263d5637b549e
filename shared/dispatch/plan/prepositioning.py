"""Where an idle courier had better wait."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.model import Move, PlanCourier, PlanTravel
from shared.dispatch.plan.scarcity import History, Supply
from shared.dispatch.plan.settings import PlanSettings


class Prepositioning:
    """Moves idle couriers, one after the other, each to the place that lowers the risk most."""

    def __init__(self, history: History, supply: Supply, travel: PlanTravel, settings: PlanSettings) -> None:
        self._history = history
        self._supply = supply
        self._travel = travel
        self._settings = settings

    def moves(self, now: int, idle: Iterable[tuple[int, PlanCourier]]) -> list[Move]:
        """Commands for those of the ``idle`` couriers who gain by moving."""
        found = []
        for index, courier in idle:
            if courier.off - now < self._settings.preposition_shift_left:
                continue
            place = self._better_place(index, courier)
            if place is not None:
                found.append(Move(index, place))
                self._supply.after[index] = self._travel.to_pickups[place]
        return found

    def _better_place(self, index: int, courier: PlanCourier) -> int | None:
        row = self._travel.to_pickups[courier.place]
        reachable = np.flatnonzero(row <= self._settings.preposition_radius)
        if not len(reachable):
            return None
        others = np.delete(self._supply.after, index, axis=0)
        rest = others.min(axis=0) if len(others) else np.full(len(row), self._settings.history_limit)
        now = self._history.of(np.minimum(rest, row)).sum()
        lag = (row[reachable] * self._settings.preposition_lag + 0.5).astype(np.int64)
        then = self._risks(np.minimum(rest, self._travel.to_pickups[reachable] + lag[:, None]))
        best = int(then.argmin())
        target = int(reachable[best])
        gains = now - then[best] > self._settings.preposition_min_gain
        return target if gains and row[target] else None

    def _risks(self, distances: NDArray[np.int64]) -> NDArray[np.float64]:
        summed: NDArray[np.float64] = self._history.of(distances).sum(axis=1)
        return summed
