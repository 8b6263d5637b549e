"""Forecasts from click to door on a simulated day: told at each placement, learned from what was delivered before it.

The forecaster sees what a customer's app could: which restaurant, how far the door is, how many orders were placed and not
picked up yet, how many couriers are on shift, and the deliveries that are over. It sees no ready time, nor anything that
a dispatcher who knows ready times has decided for later.
"""

import heapq
from statistics import fmean

from benchmarks.mdrp.figures import Figures
from benchmarks.mdrp.stops import StopKind
from benchmarks.mdrp.world import World
from shared.eta.click import ClickForecast, ClickLearner

_S = 60


class Clicks:
    """Watches a day; every day starts with nothing but the prior."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._learner = ClickLearner()
        self._told: dict[int, ClickForecast] = {}
        self._delivered: dict[int, int] = {}
        self._read = 0
        self._pickups: list[tuple[int, int]] = []
        self._dropoffs: list[tuple[int, int]] = []
        self._open: set[int] = set()

    def look(self) -> None:
        """Learn from what ended before this minute, then forecast what was placed in it."""
        now = self._world.now_min
        self._note_stops()
        while self._pickups and self._pickups[0][0] <= now:
            self._open.discard(heapq.heappop(self._pickups)[1])
        while self._dropoffs and self._dropoffs[0][0] < now:
            self._learn(*heapq.heappop(self._dropoffs))
        for order in self._world.placed:
            self._told[order] = self._forecast(order)
            self._open.add(order)

    def figures(self) -> Figures:
        """Mean absolute error of the p50; share of the narrowest windows that held, their mean width; over delivered orders."""
        self._note_stops()
        for served_min, order in self._dropoffs:
            self._delivered[order] = served_min
        pairs = [(self._told[order], self._took_s(order)) for order in self._delivered]
        if not pairs:
            return {"eta_mae_min": 0.0, "eta_coverage_pct": 0.0, "eta_width_min": 0.0}
        return {
            "eta_mae_min": fmean(abs(took_s - told.window.p50_s) for told, took_s in pairs) / _S,
            "eta_coverage_pct": 100 * fmean(told.likely.holds(took_s) for told, took_s in pairs),
            "eta_width_min": fmean(told.likely.until_s - told.likely.from_s for told, _ in pairs) / _S,
        }

    def _note_stops(self) -> None:
        """Queue what couriers were sent to do; it is seen when it has happened."""
        for stop in self._world.log[self._read :]:
            if stop.kind is StopKind.PICKUP:
                for order in stop.orders:
                    heapq.heappush(self._pickups, (stop.served_min, order))
            elif stop.kind is StopKind.DROPOFF:
                heapq.heappush(self._dropoffs, (stop.served_min, stop.place))
        self._read = len(self._world.log)

    def _forecast(self, order: int) -> ClickForecast:
        world = self._world
        restaurant, instance = world.instance.orders[order].restaurant, world.instance
        half_services_min = instance.pickup_service_min // 2 + instance.dropoff_service_min // 2
        travel_min = world.travel.leg(restaurant, world.travel.door(order)) + half_services_min
        on_duty = sum(one.on_min <= world.now_min < one.off_min for one in world.couriers)
        return self._learner.forecast(
            ("all", f"restaurant|{restaurant}"), travel_s=_S * travel_min, load=len(self._open) / max(1, on_duty)
        )

    def _learn(self, served_min: int, order: int) -> None:
        self._delivered[order] = served_min
        self._learner.learn(self._told[order], self._took_s(order))

    def _took_s(self, order: int) -> int:
        return _S * (self._delivered[order] - self._world.instance.orders[order].placed_min)
