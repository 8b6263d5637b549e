"""The plan while it is being made: all routes, what they cost together, and how to take a change back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.first_trip import FAR, pickup_lateness, solo_drive
from shared.dispatch.plan.insertion import Insertion, Position, inserted
from shared.dispatch.plan.model import DROP, EMPTY, Node, PlanCourier, PlanOrder, PlanTravel, Route
from shared.dispatch.plan.route import Rows, planned_orders, sharing, timed, without
from shared.dispatch.plan.settings import PlanSettings


class Snapshot(NamedTuple):
    """A plan to go back to."""

    cost: float
    routes: list[Route]
    home: dict[int, int]


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
        late: NDArray[np.float64] | None = None,
    ) -> None:
        self.couriers = couriers
        self.orders = orders
        self.waiting = waiting
        self.settings = settings
        rows_at = {pace: travel.rows_at(pace) for pace in {one.pace for one in couriers}}
        self._rows = [rows_at[one.pace] for one in couriers]
        self._to_pickups = travel.to_pickups
        self.routes: list[Route] = [EMPTY] * len(couriers)
        self.home: dict[int, int] = {}
        self.used: dict[int, None] = {}
        self.cost = settings.unassigned_cost * len(waiting)
        self._price: list[float] = [0.0] * len(couriers)
        self._open_price = np.zeros(len(couriers))
        self._used_price = np.full(len(couriers), FAR)
        self._surcharges = surcharges
        self._late = pickup_lateness(couriers, orders, waiting, travel, settings.pickup_in) if late is None else late
        if surcharges is not None:
            self._late = np.minimum(self._late + surcharges, FAR)
        self._alone = self._late
        if settings.drive_weight:
            self._alone = self._late + settings.drive_weight * solo_drive(couriers, orders, waiting, travel)
        self._positions: dict[int, dict[int, tuple[Route, float, Position | None]]] = {order: {} for order in waiting}
        self._row_of = {order: row for row, order in enumerate(waiting)}

    def set_prices(self, prices: NDArray[np.float64]) -> None:
        """Charge a courier's price once when a route with pickups is planned for the courier."""
        self.cost -= sum(self._charge(index, self.routes[index]) for index in self.used)
        self._price = prices.tolist()
        self.cost += sum(self._charge(index, self.routes[index]) for index in self.used)
        for courier, route in enumerate(self.routes):
            self._set_next_price(courier, route)

    def set_route(self, courier: int, route: Route) -> None:
        """Replace a courier's route; the caller keeps ``home`` and the unassigned in step."""
        old = self.routes[courier]
        weight = self.settings.drive_weight
        self.cost += route.lateness - old.lateness + weight * (route.drive - old.drive)
        self.cost += self._charge(courier, route) - self._charge(courier, old)
        self.routes[courier] = route
        if route.nodes:
            self.used[courier] = None
        elif old.nodes:
            del self.used[courier]
        self._set_next_price(courier, route)

    def _set_next_price(self, courier: int, route: Route) -> None:
        """What the courier's next order is charged, for those without a route and for those with one."""
        price = 0.0 if route.pickups else self._price[courier]
        self._open_price[courier], self._used_price[courier] = (FAR, price) if route.nodes else (price, FAR)

    def plan(self, courier: int, nodes: tuple[Node, ...]) -> bool:
        """Take over stops planned before; False, with nothing changed, when they can't be kept."""
        route = self._timed(courier, nodes)
        if route is None or self._is_beyond_limits(route, self.couriers[courier]):
            return False
        self.set_route(courier, route)
        for order in planned_orders(nodes):
            self._settle(order, courier)
        return True

    def snapshot(self) -> Snapshot:
        """The plan as it is."""
        return Snapshot(self.cost, self.routes.copy(), self.home.copy())

    def go_back(self, snapshot: Snapshot) -> None:
        """Let the plan be as it was."""
        for courier, route in enumerate(snapshot.routes):
            if self.routes[courier] is not route:
                self.set_route(courier, route)
        self.home, self.cost = snapshot.home, snapshot.cost

    def _timed(self, courier: int, nodes: tuple[Node, ...]) -> Route | None:
        """The courier's route through these stops; none if it can't be driven."""
        return timed(nodes, self.couriers[courier], self.orders, self._rows[courier], self.settings)

    def _is_beyond_limits(self, route: Route, courier: PlanCourier) -> bool:
        """Whether a route planned under other settings, or for more room, takes too much on board, or more while carrying."""
        room = max(route.loads[0], min(courier.room, self.settings.max_on_board))
        stops = zip(route.loads[:-1], route.nodes, strict=True)
        pickups = [(load, len(who)) for load, (_, earliest, who) in stops if earliest != DROP]
        if max(route.loads) > room or max((group for _, group in pickups), default=0) > self.settings.max_group:
            return True
        return not self.settings.between_drops and any(load for load, _ in pickups)

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
        return 0.0 if self._surcharges is None else self._surcharges.item(self._row_of[number], courier)

    def insert(self, number: int, noise: NDArray[np.float64] | None = None, most: float = FAR) -> bool:
        """Put an order at its cheapest place; False when it has none that costs less than ``most``."""
        if not self.couriers:
            return False
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
        extras = self._used_price if noise is None else self._used_price + noise
        least = self._late[self._row_of[number]] + extras
        near = (least < limit).nonzero()[0]
        for bound, courier in sorted(zip(least[near].tolist(), near.tolist(), strict=True)):
            if bound >= limit:
                break
            beside = extras.item(courier) + self._surcharge(number, courier)
            found = self._position(number, order, courier, limit - beside)
            if found is not None:
                limit = found.cost + beside
                best = courier, found
        return best

    def _position(self, number: int, order: PlanOrder, courier: int, limit: float) -> Position | None:
        """The order's cheapest position in the courier's route if it costs less than ``limit``.

        Most routes are as they were when the same was asked in another try: what was found then still holds.
        """
        route, known = self.routes[courier], self._positions[number].get(courier)
        if known is not None and known[0] is route:
            _, least, found = known
            if found is not None:
                return found if found.cost < limit else None
            if least >= limit:
                return None
        found = Insertion(route, self.couriers[courier], order, self._rows[courier], self.settings, limit).search()
        self._positions[number][courier] = route, limit, found
        return found

    def plan_one(self, courier: int, nodes: tuple[Node, ...], number: int) -> bool:
        """Give the courier a route that holds one order more."""
        route = self._timed(courier, nodes)
        if route is None:
            return False
        self.set_route(courier, route)
        self._settle(number, courier)
        return True

    def insert_all(self) -> None:
        """Put every order that has no place where it costs least, what is ready first before the rest."""
        new = [order for order in self.waiting if order not in self.home]
        for order in sorted(new, key=lambda one: (self.orders[one].ready, one)):
            self.insert(order)

    def part(self, settings: PlanSettings) -> None:
        """Go on under settings by which nobody carries two orders at a time: those that share a trip are put elsewhere."""
        self.settings = settings
        self._positions = {order: {} for order in self.waiting}
        for courier in tuple(self.used):
            self.remove(self._to_be_parted(courier))
        self.insert_all()

    def _to_be_parted(self, courier: int) -> Collection[int]:
        """Orders that share a trip; all of the courier's, where the route can't be driven without those alone."""
        route = self.routes[courier]
        gone = sharing(route)
        if not gone or self._timed(courier, without(route.nodes, gone, self.orders)) is not None:
            return gone
        return planned_orders(route.nodes)

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
        route = self._timed(courier, nodes)
        if route is None:
            return False
        self.set_route(courier, route)
        return True

    def pickup_legs(self, origin: int, targets: NDArray[np.int64]) -> NDArray[np.int32]:
        """From one pickup place to others."""
        legs: NDArray[np.int32] = self._to_pickups[origin, targets]
        return legs

    def _charge(self, courier: int, route: Route) -> float:
        return self._price[courier] if route.pickups else 0.0

    def _cheapest_empty(self, number: int, noise: NDArray[np.float64] | None) -> tuple[int, float]:
        """The best courier without a route, and the cost there."""
        costs = self._alone[self._row_of[number]] + self._open_price
        if noise is not None:
            costs += noise
        best = int(costs.argmin())
        return best, float(costs[best])
