"""The simulated day: it obeys commands, and refuses those that the rules forbid.

The rules are the strict ones: a courier is never redirected on the way, a pickup takes place at the earliest two minutes
after it was decided and after the courier came, food is never picked up before it is ready or after the courier's shift.
"""

from dataclasses import dataclass, field

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel


class RuleBrokenError(Exception):
    """A dispatcher commanded what the rules do not allow."""


@dataclass(slots=True)
class CourierState:
    """A courier: busy until ``free_min``, then at ``place`` with the orders of ``load`` on board."""

    free_min: int
    place: int
    on_min: int
    off_min: int
    load: list[int] = field(default_factory=list)


class World:
    """A day in progress. Dispatchers read it and command its couriers; orders and couriers are numbers from 0."""

    def __init__(self, instance: Instance, travel: MinuteTravel, kitchens: Kitchens) -> None:
        self.instance = instance
        self.travel = travel
        self.kitchens = kitchens
        self.now_min = 0
        self.log: list[Stop] = []
        self.waiting: dict[int, None] = {}
        self.placed: list[int] = []
        self.couriers = [
            CourierState(free_min=one.on_min, place=travel.start(index), on_min=one.on_min, off_min=one.off_min)
            for index, one in enumerate(instance.couriers)
        ]
        self._to_come = list(range(len(instance.orders) - 1, -1, -1))
        self._pickup_half = instance.pickup_service_min // 2
        self._dropoff_half = instance.dropoff_service_min // 2

    @property
    def over(self) -> bool:
        """Whether nothing can happen any more."""
        if self._to_come or any(courier.load for courier in self.couriers):
            return False
        return not self.waiting or all(courier.off_min <= self.now_min for courier in self.couriers)

    def tick(self, now_min: int) -> None:
        """Let it be ``now_min``: the orders placed until then are known."""
        self.now_min = now_min
        self.kitchens.tick(now_min)
        self.placed = []
        while self._to_come and self.instance.orders[self._to_come[-1]].placed_min <= now_min:
            order = self._to_come.pop()
            self.placed.append(order)
            self.waiting[order] = None
            self.kitchens.placed(order)

    def ready_min(self, order: int) -> int:
        """When the food will be ready, as far as it is known."""
        return self.kitchens.believed_min(order)

    def likely_ready_min(self, order: int) -> float:
        """The same, and how sure it is; see ``Kitchens.likely_min``."""
        return self.kitchens.likely_min(order)

    def move(self, courier: int, restaurant: int) -> None:
        """Send an idle courier to a restaurant, with nothing promised."""
        state = self._idle(courier)
        if self.now_min > state.off_min:
            raise RuleBrokenError(f"courier {courier} has gone off")
        arrived = self._go(state, restaurant)
        state.free_min = arrived
        self._note(courier, StopKind.MOVE, restaurant, (), (arrived, arrived, arrived))

    def collect(self, courier: int, orders: tuple[int, ...]) -> bool:
        """Have a courier at the restaurant pick these orders up.

        Returns:
            False when the food is ready only after the end of the shift: the courier waited in vain.
        """
        state = self._idle(courier)
        self._check_orders(state, courier, orders)
        ready = max(self.instance.orders[order].ready_min for order in orders)
        served = max(self.now_min + self._pickup_half, ready)
        if served > state.off_min:
            state.free_min = max(state.free_min, state.off_min)
            return False
        for order in orders:
            del self.waiting[order]
            self.kitchens.collected(order)
        state.load.extend(orders)
        state.free_min = served + self._pickup_half
        self._note(courier, StopKind.PICKUP, state.place, orders, (self.now_min, served, state.free_min))
        return True

    def deliver(self, courier: int, order: int) -> None:
        """Have an idle courier bring an order on board to its door."""
        state = self._idle(courier)
        if order not in state.load:
            raise RuleBrokenError(f"courier {courier} does not carry order {order}")
        arrived = self._go(state, self.travel.door(order))
        state.load.remove(order)
        served = arrived + self._dropoff_half
        state.free_min = served + self._dropoff_half
        self._note(courier, StopKind.DROPOFF, order, (order,), (arrived, served, state.free_min))

    def _idle(self, courier: int) -> CourierState:
        state = self.couriers[courier]
        if state.free_min > self.now_min:
            raise RuleBrokenError(f"courier {courier} is busy until {state.free_min}")
        return state

    def _go(self, state: CourierState, place: int) -> int:
        arrived = self.now_min + self.travel.leg(state.place, place)
        state.place = place
        return arrived

    def _check_orders(self, state: CourierState, courier: int, orders: tuple[int, ...]) -> None:
        if not orders or len(set(orders)) != len(orders):
            raise RuleBrokenError(f"courier {courier} is to pick up {orders}")
        for order in orders:
            if order not in self.waiting:
                raise RuleBrokenError(f"order {order} is not waiting")
            if self.instance.orders[order].restaurant != state.place:
                raise RuleBrokenError(f"courier {courier} is not where order {order} is")

    def _note(
        self, courier: int, kind: StopKind, place: int, orders: tuple[int, ...], times: tuple[int, int, int]
    ) -> None:
        arrived, served, left = times
        self.log.append(
            Stop(
                courier=courier,
                kind=kind,
                place=place,
                orders=orders,
                decided_min=self.now_min,
                arrived_min=arrived,
                served_min=served,
                left_min=left,
            )
        )
