"""The plan while it is being made: all routes, what they cost together, and how to take a change back."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.insertion import Insertion, Position, inserted
from shared.dispatch.plan.model import DROP, EMPTY, REFERENCE_PACE, Node, PlanCourier, PlanOrder, PlanTravel, Route
from shared.dispatch.plan.readiness import UnsureTime
from shared.dispatch.plan.route import Rows, planned_orders, timed, without
from shared.dispatch.plan.settings import PlanSettings

FAR = 1e9
"""Cost of what is impossible."""


class Board:
    """Routes of all couriers (numbers from 0) over the orders that wait or are on board.

    Attributes:
        home: the courier in whose route each order is planned; orders without one are absent.
        cost: of the whole plan: lateness, prices of couriers used, driving, and what is left unassigned.
    """

    def __init__(
        self,
        couriers: Sequence[PlanCourier],
        orders: Mapping[int, PlanOrder],
        waiting: Sequence[int],
        travel: PlanTravel,
        settings: PlanSettings,
        surcharges: NDArray[np.float64] | None,
    ) -> None:
        self.couriers = couriers
        self.orders = orders
        self.waiting = waiting
        self.settings = settings
        self._rows = [travel.rows_at(one.pace) for one in couriers]
        self._to_pickups = travel.to_pickups
        self.routes: list[Route] = [EMPTY] * len(couriers)
        self.home: dict[int, int] = {}
        self.used: dict[int, None] = {}
        self.cost = settings.unassigned_cost * len(waiting)
        self._price: list[float] = [0.0] * len(couriers)
        self._open_price = np.zeros(len(couriers))
        self._surcharges = surcharges
        self._late = _pickup_lateness(couriers, orders, waiting, travel, settings)
        if surcharges is not None:
            self._late = np.minimum(self._late + surcharges, FAR)
        self._alone = self._late + settings.drive_weight * _solo_drive(couriers, orders, waiting, travel)
        self._sorted: dict[int, list[tuple[int, float]]] = {}
        self._row_of = {order: row for row, order in enumerate(waiting)}

    def set_prices(self, prices: NDArray[np.float64]) -> None:
        """Charge a courier's price once when a route with pickups is planned for the courier."""
        self.cost -= sum(self._charge(index, self.routes[index]) for index in self.used)
        self._price = prices.tolist()
        self.cost += sum(self._charge(index, self.routes[index]) for index in self.used)
        self._open_price = prices.copy()
        self._open_price[list(self.used)] = FAR

    def set_route(self, courier: int, route: Route) -> None:
        """Replace a courier's route; the caller keeps ``home`` and the unassigned in step."""
        old = self.routes[courier]
        weight = self.settings.drive_weight
        self.cost += route.lateness - old.lateness + weight * (route.drive - old.drive)
        self.cost += self._charge(courier, route) - self._charge(courier, old)
        self.routes[courier] = route
        if route.nodes:
            if not old.nodes:
                self.used[courier] = None
                self._open_price[courier] = FAR
        elif old.nodes:
            del self.used[courier]
            self._open_price[courier] = self._price[courier]

    def plan(self, courier: int, nodes: tuple[Node, ...]) -> bool:
        """Take over stops planned before; False, with nothing changed, when they can't be kept."""
        route = timed(nodes, self.couriers[courier], self.orders, self._rows[courier], self.settings)
        if route is None:
            return False
        self.set_route(courier, route)
        for order in planned_orders(nodes):
            self._settle(order, courier)
        return True

    def rows_of(self, courier: int) -> Rows:
        """Travel times at the courier's pace."""
        return self._rows[courier]

    def may_have(self, courier: int, number: int) -> bool:
        """Whether the courier is allowed a waiting order."""
        return self._surcharges is None or bool(self._surcharges[self._row_of[number], courier] < FAR)

    def _settle(self, number: int, courier: int) -> None:
        """An order has a courier now."""
        self.home[number] = courier
        self.cost += self._surcharge(number, courier) - self.settings.unassigned_cost

    def _surcharge(self, number: int, courier: int) -> float:
        """What the pair costs beside lateness, price and driving."""
        return 0.0 if self._surcharges is None else float(self._surcharges[self._row_of[number], courier])

    def insert(self, number: int, noise: NDArray[np.float64] | None = None, most: float = FAR) -> bool:
        """Put an order at its cheapest place; False when it has none that costs less than ``most``."""
        order = self.orders[number]
        limit = min(most if noise is None else most + self.settings.noise, self.settings.unassigned_cost)
        courier, cost = self._cheapest_empty(number, noise)
        busy = self._cheapest_route(number, noise, min(limit, cost))
        if busy is not None:
            courier, position = busy
            return self.plan_one(courier, inserted(self.routes[courier].nodes, number, order, position), number)
        if cost >= limit:
            return False
        return self.plan_one(courier, ((order.pickup, order.ready, (number,)), (order.door, DROP, (number,))), number)

    def _cheapest_route(
        self, number: int, noise: NDArray[np.float64] | None, limit: float
    ) -> tuple[int, Position] | None:
        """The courier with a route, and the place there, that costs least and less than ``limit``."""
        order, best = self.orders[number], None
        for courier, late in self._by_lateness(number):
            if late >= limit:
                break
            if courier not in self.used:
                continue
            price = self._price_of(courier, noise)
            if late + price >= limit:
                continue
            extra = price + self._surcharge(number, courier)
            search = Insertion(
                self.routes[courier], self.couriers[courier], order, self._rows[courier], self.settings, limit - extra
            )
            found = search.search()
            if found is not None:
                limit = found.cost + extra
                best = courier, found
        return best

    def _price_of(self, courier: int, noise: NDArray[np.float64] | None) -> float:
        """What it costs to give this courier any order."""
        price = 0.0 if self.routes[courier].pickups else self._price[courier]
        return price if noise is None else price + float(noise[courier])

    def plan_one(self, courier: int, nodes: tuple[Node, ...], number: int) -> bool:
        """Give the courier a route that holds one order more."""
        route = timed(nodes, self.couriers[courier], self.orders, self._rows[courier], self.settings)
        if route is None:
            return False
        self.set_route(courier, route)
        self._settle(number, courier)
        return True

    def remove(self, gone: Iterable[int]) -> bool:
        """Take orders out of their routes; False when a route can't be driven without them."""
        by_courier: dict[int, list[int]] = {}
        for order in gone:
            if order in self.home:
                courier = self.home.pop(order)
                by_courier.setdefault(courier, []).append(order)
                self.cost += self.settings.unassigned_cost - self._surcharge(order, courier)
        stripped = [self._strip(courier, some) for courier, some in by_courier.items()]
        return all(stripped)

    def _strip(self, courier: int, gone: Collection[int]) -> bool:
        nodes = without(self.routes[courier].nodes, gone, self.orders)
        route = timed(nodes, self.couriers[courier], self.orders, self._rows[courier], self.settings)
        if route is None:
            return False
        self.set_route(courier, route)
        return True

    def pickup_legs(self, origin: int, targets: Sequence[int]) -> NDArray[np.int32]:
        """From one pickup place to others."""
        return self._to_pickups[origin, targets]

    def _charge(self, courier: int, route: Route) -> float:
        return self._price[courier] if route.pickups else 0.0

    def _cheapest_empty(self, number: int, noise: NDArray[np.float64] | None) -> tuple[int, float]:
        """The best courier without a route, and the cost there."""
        costs = self._alone[self._row_of[number]] + self._open_price
        if noise is not None:
            costs += noise
        best = int(costs.argmin())
        return best, float(costs[best])

    def _by_lateness(self, number: int) -> list[tuple[int, float]]:
        """All couriers who can pick the order up, those first who can do so soonest."""
        found = self._sorted.get(number)
        if found is None:
            row = self._late[self._row_of[number]]
            nearest = row.argsort(kind="stable")
            nearest = nearest[: int((row < FAR).sum())]
            found = list(zip(nearest.tolist(), row[nearest].tolist(), strict=True))
            self._sorted[number] = found
        return found


def _pickup_lateness(
    couriers: Sequence[PlanCourier],
    orders: Mapping[int, PlanOrder],
    waiting: Sequence[int],
    travel: PlanTravel,
    s: PlanSettings,
) -> NDArray[np.float64]:
    """How late each courier who went there first would be with each order; ``FAR`` after the shift."""
    free, place, off = (
        np.array([getattr(one, name) for one in couriers], dtype=np.int64) for name in ("free", "place", "off")
    )
    pickups = np.array([orders[number].pickup for number in waiting], dtype=np.int64)
    ready = np.array([orders[number].ready for number in waiting], dtype=np.float64)
    legs = travel.to_pickups[place[None, :], pickups[:, None]]
    longer = np.zeros_like(legs)
    for column, one in enumerate(couriers):
        if one.pace != REFERENCE_PACE:
            legs[:, column], longer[:, column] = _at_own_pace(one, orders, waiting, travel)
    reached = legs + free[None, :] + s.pickup_in
    late: NDArray[np.float64] = np.maximum(reached - ready[:, None], 0) + longer
    for row, time in enumerate(orders[number].ready for number in waiting):
        if type(time) is UnsureTime:
            late[row] = np.maximum(reached[row][:, None] - time.points, 0).mean(axis=1) + longer[row]
    late[np.maximum(reached, ready[:, None]) > off[None, :]] = FAR
    return late


def _at_own_pace(
    courier: PlanCourier, orders: Mapping[int, PlanOrder], waiting: Sequence[int], travel: PlanTravel
) -> tuple[list[int], list[int]]:
    """The legs to the pickups, and how much longer the trips to the doors take than at the reference pace."""
    rows, reference = travel.rows_at(courier.pace), travel.rows_at(REFERENCE_PACE)
    wanted = [orders[number] for number in waiting]
    longer = [rows[one.pickup][one.door] - reference[one.pickup][one.door] for one in wanted]
    return [rows[courier.place][one.pickup] for one in wanted], longer


def _solo_drive(
    couriers: Sequence[PlanCourier], orders: Mapping[int, PlanOrder], waiting: Sequence[int], travel: PlanTravel
) -> NDArray[np.float64]:
    """How far each courier would drive for each order alone."""
    places = np.array([one.place for one in couriers], dtype=np.int64)
    pickups = np.array([orders[number].pickup for number in waiting], dtype=np.int64)
    trips = np.array([travel.rows[orders[number].pickup][orders[number].door] for number in waiting], dtype=np.float64)
    drive: NDArray[np.float64] = travel.to_pickups[places[None, :], pickups[:, None]] + trips[:, None]
    return drive
