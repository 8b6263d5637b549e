"""The product's rolling plan as a dispatcher of the simulated day."""

from benchmarks.mdrp.world import World
from shared.dispatch.plan.model import Collect, Command, Deliver, PlanCourier, PlanOrder
from shared.dispatch.plan.rolling import RollingPlan
from shared.dispatch.plan.settings import PlanSettings

_SOON_ON_MIN = 60
"""Couriers whose shift starts within this are planned for."""


class Muster:
    """Asks the plan each minute and obeys it."""

    def __init__(self, world: World, settings: PlanSettings, *, seed: int = 0, pay_weight_min: float = 0.0) -> None:
        self._world = world
        self._pay_weight_min = pay_weight_min
        self._taken = [0] * len(world.couriers)
        self._plan = RollingPlan(world.travel, settings, seed)

    def decide(self) -> None:
        """One decision of the plan, carried out."""
        world, now = self._world, self._world.now_min
        orders = {number: self._order(number) for number in world.waiting}
        for number in world.placed:
            order = world.instance.orders[number]
            self._plan.observe(now, order.restaurant, world.ready_min(number) - order.placed_min)
        couriers = {}
        for number, one in enumerate(world.couriers):
            if one.on_min <= now + _SOON_ON_MIN and (one.off_min >= now or one.load):
                price = self._pay_weight_min * self._extra_pay(number)
                couriers[number] = PlanCourier(one.free_min, one.place, one.off_min, tuple(one.load), price)
                orders.update((order, self._order(order)) for order in one.load)
        for command in self._plan.decide(now, couriers, orders, world.waiting):
            self._obey(command)

    def _order(self, number: int) -> PlanOrder:
        world, order = self._world, self._world.instance.orders[number]
        door, ready = world.travel.door(number), world.likely_ready_min(number)
        return PlanOrder(order.restaurant, door, ready, ready + world.travel.leg(order.restaurant, door) + 4)

    def _extra_pay(self, number: int) -> float:
        """What one more order costs with this courier, beyond the pay that is guaranteed for the shift."""
        instance, courier = self._world.instance, self._world.instance.couriers[number]
        guaranteed = instance.pay_per_hour * (courier.off_min - courier.on_min) / 60
        beyond = (self._taken[number] + 1) * instance.pay_per_order - guaranteed
        return min(instance.pay_per_order, max(0.0, beyond))

    def _obey(self, command: Command) -> None:
        if isinstance(command, Collect):
            if self._world.collect(command.courier, command.orders):
                self._taken[command.courier] += len(command.orders)
        elif isinstance(command, Deliver):
            self._world.deliver(command.courier, command.order)
        else:
            self._world.move(command.courier, command.place)
