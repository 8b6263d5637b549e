"""Dispatchers who know of orders that are still to come."""

from dataclasses import replace

import numpy as np

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.options import PAY_WEIGHT_MIN, SETTINGS
from benchmarks.mdrp.world import World
from shared.dispatch.plan.memory import HistoryMemory, PlanMemory
from shared.dispatch.plan.rolling import RollingPlan


class Foretold(Muster):
    """The product's plan, but what it thinks of the demand is the truth of this very day.

    Each minute its memory of the demand is exchanged for the orders that are placed within ``after_min`` from now, and those
    of the last ``before_min``: all of them count the same, none is old, and nothing is thought of all places alike.
    """

    def __init__(self, world: World, *, before_min: int, after_min: int) -> None:
        self._foreseeing = replace(SETTINGS, prior_orders=0.0)
        super().__init__(world, self._foreseeing, pay_weight_min=PAY_WEIGHT_MIN)
        self._before_min, self._after_min = before_min, after_min
        self._placed_min = [order.placed_min for order in world.instance.orders]

    def decide(self) -> None:
        """One decision of the plan in the light of what is to come."""
        memory = PlanMemory(self._plan.memory.kept, self._truth())
        self._plan = RollingPlan(self._world.travel, self._foreseeing, memory=memory)
        super().decide()

    def _truth(self) -> HistoryMemory:
        now = self._world.now_min
        first, last = np.searchsorted(
            self._placed_min, (now - self._before_min, now + self._after_min), side="right"
        ).tolist()
        counted = self._world.instance.orders[first:last]
        risk = np.zeros((self._world.travel.restaurants, self._foreseeing.history_limit))
        reach = np.arange(self._foreseeing.history_limit) + self._foreseeing.pickup_in
        for order in counted:
            risk[order.restaurant] += np.maximum(0, reach - (order.ready_min - order.placed_min))
        return HistoryMemory(now, float(len(counted)), {place: tuple(row) for place, row in enumerate(risk.tolist())})


def noticed(day: Instance, minutes: int) -> Instance:
    """The day with every order known so long before it is placed; it is ready when it was."""
    return replace(day, orders=tuple(replace(order, placed_min=order.placed_min - minutes) for order in day.orders))
