"""Checks the log of a day against its instance, with its own arithmetic: nothing of the simulation is trusted."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.mdrp.instance import Courier, Instance
from benchmarks.mdrp.stops import Stop, StopKind


class Fault(StrEnum):
    """What can be wrong with a log."""

    TOO_EARLY_ON_SHIFT = "too_early_on_shift"
    REDIRECTED = "redirected"
    WRONG_TRAVEL = "wrong_travel"
    PICKUP_TOO_SOON = "pickup_too_soon"
    PICKUP_BEFORE_READY = "pickup_before_ready"
    PICKUP_AFTER_SHIFT = "pickup_after_shift"
    MOVE_AFTER_SHIFT = "move_after_shift"
    WRONG_RESTAURANT = "wrong_restaurant"
    KNOWN_TOO_EARLY = "known_too_early"
    WRONG_SERVICE = "wrong_service"
    PICKED_UP_TWICE = "picked_up_twice"
    NOT_ON_BOARD = "not_on_board"
    NEVER_DELIVERED = "never_delivered"


@dataclass(frozen=True, slots=True)
class Violation:
    """A fault and the stop where it shows."""

    fault: Fault
    stop: Stop


def violations(instance: Instance, log: Sequence[Stop]) -> list[Violation]:
    """Every breach of the rules in ``log``; empty when it is sound."""
    found = list(_shared_orders(log))
    by_courier: dict[int, list[Stop]] = defaultdict(list)
    for stop in log:
        by_courier[stop.courier].append(stop)
    for courier, stops in by_courier.items():
        found.extend(_route_faults(instance, instance.couriers[courier], stops))
    return found


def _shared_orders(log: Sequence[Stop]) -> Iterator[Violation]:
    times = Counter(order for stop in log if stop.kind is StopKind.PICKUP for order in stop.orders)
    for stop in log:
        if stop.kind is StopKind.PICKUP and any(times[order] > 1 for order in stop.orders):
            yield Violation(Fault.PICKED_UP_TWICE, stop)


def _route_faults(instance: Instance, courier: Courier, stops: Sequence[Stop]) -> Iterator[Violation]:
    free, point = courier.on_min, courier.start
    carried: dict[int, Stop] = {}
    for stop in stops:
        if stop.decided_min < courier.on_min:
            yield Violation(Fault.TOO_EARLY_ON_SHIFT, stop)
        if stop.decided_min < free:
            yield Violation(Fault.REDIRECTED, stop)
        target = _target(instance, stop)
        if stop.arrived_min != stop.decided_min + _minutes(instance, point, target):
            yield Violation(Fault.WRONG_TRAVEL, stop)
        yield from (Violation(fault, stop) for fault in _stop_faults(instance, courier, stop))
        yield from (Violation(fault, stop) for fault in _load_faults(carried, stop))
        free, point = stop.left_min, target
    yield from (Violation(Fault.NEVER_DELIVERED, stop) for stop in carried.values())


def _load_faults(carried: dict[int, Stop], stop: Stop) -> Iterator[Fault]:
    """What the stop does to the load; ``carried`` is brought up to date."""
    if stop.kind is StopKind.PICKUP:
        carried.update(dict.fromkeys(stop.orders, stop))
    elif stop.kind is StopKind.DROPOFF:
        if any(order not in carried for order in stop.orders) or stop.orders != (stop.place,):
            yield Fault.NOT_ON_BOARD
        for order in stop.orders:
            carried.pop(order, None)


def _stop_faults(instance: Instance, courier: Courier, stop: Stop) -> Iterator[Fault]:
    if stop.kind is StopKind.PICKUP:
        yield from _pickup_faults(instance, courier, stop)
    elif stop.kind is StopKind.DROPOFF:
        half = instance.dropoff_service_min // 2
        if (stop.served_min, stop.left_min) != (stop.arrived_min + half, stop.arrived_min + 2 * half):
            yield Fault.WRONG_SERVICE
    else:
        if stop.decided_min > courier.off_min:
            yield Fault.MOVE_AFTER_SHIFT
        if not stop.arrived_min == stop.served_min == stop.left_min:
            yield Fault.WRONG_SERVICE


def _pickup_faults(instance: Instance, courier: Courier, stop: Stop) -> Iterator[Fault]:
    half = instance.pickup_service_min // 2
    orders = [instance.orders[order] for order in stop.orders]
    if any(order.restaurant != stop.place for order in orders):
        yield Fault.WRONG_RESTAURANT
    if any(order.placed_min > stop.decided_min for order in orders):
        yield Fault.KNOWN_TOO_EARLY
    if stop.served_min < max(stop.decided_min, stop.arrived_min) + half:
        yield Fault.PICKUP_TOO_SOON
    if any(stop.served_min < order.ready_min for order in orders):
        yield Fault.PICKUP_BEFORE_READY
    if stop.served_min > courier.off_min:
        yield Fault.PICKUP_AFTER_SHIFT
    if not orders or stop.left_min != stop.served_min + half:
        yield Fault.WRONG_SERVICE


def _target(instance: Instance, stop: Stop) -> tuple[float, float]:
    if stop.kind is StopKind.DROPOFF:
        return instance.orders[stop.place].door
    return instance.restaurants[stop.place]


def _minutes(instance: Instance, origin: tuple[float, float], target: tuple[float, float]) -> int:
    return math.ceil(math.dist(origin, target) / instance.metres_per_min)
