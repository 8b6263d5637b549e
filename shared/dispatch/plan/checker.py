"""Checks a plan stop by stop against what it was made from, sharing only the models with what made it."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from shared.dispatch.plan.model import DROP, Node, PlanCourier, PlanOrder, PlanTravel
from shared.dispatch.plan.readiness import served
from shared.dispatch.plan.settings import PlanSettings

Plan = Mapping[int, tuple[Node, ...]]


class Fault(StrEnum):
    """What can be wrong with a plan."""

    UNKNOWN_COURIER = "unknown_courier"
    NOT_WAITING = "not_waiting"
    PLANNED_TWICE = "planned_twice"
    WRONG_PLACE = "wrong_place"
    WRONG_EARLIEST = "wrong_earliest"
    GROUP_TOO_LARGE = "group_too_large"
    TOO_MANY_ON_BOARD = "too_many_on_board"
    SECOND_PICKUP = "second_pickup"
    """Somebody still carrying picks up more although trips have one pickup."""
    AFTER_SHIFT = "after_shift"
    NOT_ON_BOARD = "not_on_board"
    LEFT_ON_BOARD = "left_on_board"


class Violation(NamedTuple):
    """One fault, the courier in whose route it is, and the stop, counted from 0."""

    fault: Fault
    courier: int
    stop: int


def violations(
    plan: Plan,
    couriers: Mapping[int, PlanCourier],
    orders: Mapping[int, PlanOrder],
    waiting: Collection[int],
    travel: PlanTravel,
    settings: PlanSettings,
) -> tuple[Violation, ...]:
    """Every fault of the plan; empty when it is sound."""
    times = Counter(order for nodes in plan.values() for _, earliest, who in nodes if earliest != DROP for order in who)
    found: list[Violation] = []
    for courier, nodes in plan.items():
        if courier not in couriers:
            found.append(Violation(Fault.UNKNOWN_COURIER, courier, 0))
            continue
        for stop, (_, earliest, who) in enumerate(nodes):
            if earliest != DROP and any(times[order] > 1 for order in who):
                found.append(Violation(Fault.PLANNED_TWICE, courier, stop))
        drive = _Drive(couriers[courier], orders, set(waiting), travel, settings)
        found.extend(Violation(fault, courier, stop) for stop, fault in drive.faults(nodes))
    return tuple(found)


class _Drive:
    """Drives one route in thought."""

    def __init__(
        self,
        courier: PlanCourier,
        orders: Mapping[int, PlanOrder],
        waiting: Collection[int],
        travel: PlanTravel,
        settings: PlanSettings,
    ) -> None:
        self._courier = courier
        self._orders = orders
        self._waiting = waiting
        self._travel = travel
        self._settings = settings
        self._on_board = set(courier.load)
        self._now: float = courier.free

    def faults(self, nodes: tuple[Node, ...]) -> Iterator[tuple[int, Fault]]:
        place, rows = self._courier.place, self._travel.rows_at(self._courier.pace)
        for stop, (target, earliest, who) in enumerate(nodes):
            self._now += rows[place][target]
            step = self._deliver(target, who) if earliest == DROP else self._collect(target, earliest, who)
            yield from ((stop, fault) for fault in step)
            place = target
        if self._on_board:
            yield len(nodes), Fault.LEFT_ON_BOARD

    def _collect(self, target: int, earliest: float, who: tuple[int, ...]) -> Iterator[Fault]:
        known = [self._orders[order] for order in who if order in self._waiting and order in self._orders]
        if not who or len(known) < len(who):
            yield Fault.NOT_WAITING
        if any(order.pickup != target for order in known):
            yield Fault.WRONG_PLACE
        if any(order.ready > earliest for order in known):
            yield Fault.WRONG_EARLIEST
        if self._on_board and not self._settings.between_drops:
            yield Fault.SECOND_PICKUP
        yield from self._too_many(who)
        self._now = served(self._now + self._settings.pickup_in, earliest)
        if self._now > self._courier.off:
            yield Fault.AFTER_SHIFT
        self._now += self._settings.pickup_out

    def _too_many(self, who: tuple[int, ...]) -> Iterator[Fault]:
        self._on_board.update(who)
        if len(who) > self._settings.max_group:
            yield Fault.GROUP_TOO_LARGE
        if len(self._on_board) > min(self._courier.room, self._settings.max_on_board):
            yield Fault.TOO_MANY_ON_BOARD

    def _deliver(self, target: int, who: tuple[int, ...]) -> Iterator[Fault]:
        self._now += self._settings.dropoff_in + self._settings.dropoff_out
        if len(who) != 1 or who[0] not in self._on_board:
            yield Fault.NOT_ON_BOARD
        elif self._orders[who[0]].door != target:
            yield Fault.WRONG_PLACE
        self._on_board.difference_update(who)
