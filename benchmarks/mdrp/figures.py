"""The figures of one simulated day, from its log alone."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.stops import Stop, StopKind

Figures = dict[str, float]


def figures(instance: Instance, log: Sequence[Stop], decision_ms: Sequence[float]) -> Figures:
    """Means over the delivered orders, as published for these instances; ``undelivered_pct`` is to be read first."""
    picked = {order: stop.served_min for stop in log if stop.kind is StopKind.PICKUP for order in stop.orders}
    dropped = {stop.place: stop.served_min for stop in log if stop.kind is StopKind.DROPOFF}
    to_door = {order: at - instance.orders[order].placed_min for order, at in dropped.items()}
    count = len(dropped)
    trips = sum(stop.kind is StopKind.PICKUP for stop in log)
    return {
        "undelivered_pct": 100 * (1 - count / max(1, len(instance.orders))),
        "click_to_door_min": _mean(to_door.values()),
        "over_floor_min": _mean(took - floor_min(instance, order) for order, took in to_door.items()),
        "ready_to_pickup_min": _mean(picked[order] - instance.orders[order].ready_min for order in dropped),
        "overage_min": _mean(max(0, took - instance.target_min) for took in to_door.values()),
        "over_max_pct": 100 * _mean(took > instance.maximum_min for took in to_door.values()),
        "cost_per_order": _pay(instance, log) / max(1, count),
        "orders_per_bundle": count / max(1, trips),
        "utilisation": _busy_min(instance, log) / max(1, sum(one.off_min - one.on_min for one in instance.couriers)),
        "decision_ms_p50": quantile(decision_ms, 0.5),
        "decision_ms_p99": quantile(decision_ms, 0.99),
    }


def floor_min(instance: Instance, order: int) -> int:
    """Minutes from click to door that no dispatcher can undercut."""
    one = instance.orders[order]
    travel = math.ceil(math.dist(instance.restaurants[one.restaurant], one.door) / instance.metres_per_min)
    half_services = instance.pickup_service_min // 2 + instance.dropoff_service_min // 2
    return one.ready_min - one.placed_min + travel + half_services


def means(rows: Sequence[Figures]) -> Figures:
    """The mean of each figure over instances."""
    return {key: _mean(row[key] for row in rows) for key in rows[0]} if rows else {}


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return fmean(listed) if listed else 0.0


def _pay(instance: Instance, log: Sequence[Stop]) -> float:
    """Every courier gets the pay of the orders or the guaranteed pay of the shift, whichever is more."""
    delivered = Counter(stop.courier for stop in log if stop.kind is StopKind.DROPOFF)
    return sum(
        max(
            instance.pay_per_order * delivered[index],
            instance.pay_per_hour * (courier.off_min - courier.on_min) / 60,
        )
        for index, courier in enumerate(instance.couriers)
    )


def _busy_min(instance: Instance, log: Sequence[Stop]) -> int:
    """Driving and service, not waiting."""
    service = {
        StopKind.MOVE: 0,
        StopKind.PICKUP: instance.pickup_service_min,
        StopKind.DROPOFF: instance.dropoff_service_min,
    }
    return sum(stop.arrived_min - stop.decided_min + service[stop.kind] for stop in log)
