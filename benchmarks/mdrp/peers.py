"""Two plain dispatchers to measure against, under the same rules: what is given to a courier stays with that courier."""

from collections import deque
from collections.abc import Iterator

from ortools.graph.python import min_cost_flow

from benchmarks.mdrp.world import World

LAP_PERIOD_MIN = 5
LAP_HORIZON_MIN = 10
_UNMATCHED = 100_000


class Greedy:
    """Each minute, each order in turn goes to the idle courier who can pick it up first."""

    def __init__(self, world: World) -> None:
        self._errands = Errands(world)
        self._world = world

    def decide(self) -> None:
        """Give what can be given now, and have everybody go on."""
        idle = [index for index, free in self._errands.free() if free <= self._world.now_min]
        for order in list(self._errands.unassigned()):
            reached = [
                (pickup, index) for index in idle if (pickup := self._errands.pickup_min(index, order)) is not None
            ]
            if reached:
                _, best = min(reached)
                idle.remove(best)
                self._errands.assign(best, order)
        self._errands.run()


class Lap:
    """Every five minutes, a linear assignment of all waiting orders to the couriers free within ten, kept at once."""

    def __init__(self, world: World) -> None:
        self._errands = Errands(world)
        self._world = world

    def decide(self) -> None:
        """Match when it is time to, and have everybody go on."""
        if self._world.now_min % LAP_PERIOD_MIN == 0:
            for courier, order in self._matches():
                self._errands.assign(courier, order)
        self._errands.run()

    def _matches(self) -> list[tuple[int, int]]:
        limit = self._world.now_min + LAP_HORIZON_MIN
        couriers = [index for index, free in self._errands.free() if free <= limit]
        pairs = [
            (courier, order, pickup - self._world.ready_min(order))
            for order in self._errands.unassigned()
            for courier in couriers
            if (pickup := self._errands.pickup_min(courier, order)) is not None
        ]
        return assignment(pairs)


class Errands:
    """Who has to do what, one order after the other, and when each courier will be free of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._queues: list[deque[int]] = [deque() for _ in world.couriers]
        self._ends: list[tuple[int, int]] = [(one.free_min, one.place) for one in world.couriers]
        self._given: set[int] = set()

    def unassigned(self) -> Iterator[int]:
        """Waiting orders that nobody has."""
        return (order for order in self._world.waiting if order not in self._given)

    def free(self) -> Iterator[tuple[int, int]]:
        """Couriers on shift and when each is done with all it was given."""
        now = self._world.now_min
        for index, courier in enumerate(self._world.couriers):
            if courier.on_min <= now <= courier.off_min:
                yield index, max(now, self._ends[index][0])

    def pickup_min(self, courier: int, order: int) -> int | None:
        """When the courier would pick the order up after all else; none after the end of the shift."""
        free, place = self._ends[courier]
        restaurant = self._world.instance.orders[order].restaurant
        arrived = max(free, self._world.now_min) + self._world.travel.leg(place, restaurant)
        pickup = max(arrived + 2, self._world.ready_min(order))
        return pickup if pickup <= self._world.couriers[courier].off_min else None

    def assign(self, courier: int, order: int) -> None:
        """Give an order to a courier for good."""
        pickup = self.pickup_min(courier, order)
        if pickup is None:
            raise ValueError(f"courier {courier} can't pick up order {order}")
        door = self._world.travel.door(order)
        leg = self._world.travel.leg(self._world.instance.orders[order].restaurant, door)
        self._ends[courier] = (pickup + 2 + leg + 4, door)
        self._queues[courier].append(order)
        self._given.add(order)

    def run(self) -> None:
        """Have every idle courier take the next step."""
        now = self._world.now_min
        for index, courier in enumerate(self._world.couriers):
            if courier.free_min <= now and (courier.load or self._queues[index]):
                self._step(index)

    def _step(self, index: int) -> None:
        world, courier = self._world, self._world.couriers[index]
        if courier.load:
            world.deliver(index, courier.load[0])
            return
        order = self._queues[index][0]
        restaurant = world.instance.orders[order].restaurant
        if world.now_min <= courier.off_min and courier.place != restaurant:
            world.move(index, restaurant)
        if courier.free_min <= world.now_min:
            self._collect(index, order)

    def _collect(self, index: int, order: int) -> None:
        """Pick it up; food that comes too late for the shift goes back to those without a courier."""
        self._queues[index].popleft()
        if self._world.now_min > self._world.couriers[index].off_min or not self._world.collect(index, (order,)):
            self._given.discard(order)
        else:
            self._retime(index, order)

    def _retime(self, index: int, order: int) -> None:
        """Food may have been ready later than was thought."""
        free, place = self._world.couriers[index].free_min, self._world.travel.door(order)
        free += self._world.travel.leg(self._world.couriers[index].place, place) + 4
        for later in self._queues[index]:
            restaurant = self._world.instance.orders[later].restaurant
            arrived = free + self._world.travel.leg(place, restaurant)
            place = self._world.travel.door(later)
            free = max(arrived + 2, self._world.ready_min(later)) + 6 + self._world.travel.leg(restaurant, place)
        self._ends[index] = (free, place)


def assignment(pairs: list[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """As many (courier, order) pairs as possible, of the least total cost."""
    couriers = {courier: node for node, courier in enumerate(dict.fromkeys(pair[0] for pair in pairs), 2)}
    orders = {order: node for node, order in enumerate(dict.fromkeys(pair[1] for pair in pairs), 2 + len(couriers))}
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = [flow.add_arc_with_capacity_and_unit_cost(couriers[c], orders[o], 1, cost) for c, o, cost in pairs]
    for node in couriers.values():
        flow.add_arc_with_capacity_and_unit_cost(0, node, 1, 0)
    for node in orders.values():
        flow.add_arc_with_capacity_and_unit_cost(node, 1, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(0, node, 1, _UNMATCHED)
    flow.set_node_supply(0, len(orders))
    flow.set_node_supply(1, -len(orders))
    if not orders or flow.solve() != flow.OPTIMAL:
        return []
    return [(pair[0], pair[1]) for arc, pair in zip(arcs, pairs, strict=True) if flow.flow(arc)]
