"""Several days laid over each other: a day of any size for measuring speed, the same for the same seed."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from benchmarks.mdrp.instance import Courier, Instance, Order


def overlaid(days: Sequence[Instance], orders: int, seed: int) -> Instance:
    """One day of ``orders`` orders: whole days in an order drawn by ``seed``, the last of them thinned by chance.

    Couriers of a day that is thinned are all kept. Days of other speeds than the first one drawn are left out.

    Raises:
        ValueError: the days have fewer orders together.
    """
    chance = Random(seed)
    drawn = chance.sample(list(days), len(days))
    merged = replace(drawn[0], name=f"overlay-{orders}-seed-{seed}", restaurants=(), orders=(), couriers=())
    for day in drawn:
        missing = orders - len(merged.orders)
        if not missing:
            break
        if day.metres_per_min == merged.metres_per_min:
            kept = sorted(chance.sample(range(len(day.orders)), min(missing, len(day.orders))))
            merged = _joined(merged, day, [day.orders[index] for index in kept])
    if len(merged.orders) < orders:
        raise ValueError(f"these days have {len(merged.orders)} orders together, not {orders}")
    return merged


def _joined(merged: Instance, day: Instance, orders: Sequence[Order]) -> Instance:
    first, prefix = len(merged.restaurants), f"{day.name}/"
    added = [replace(one, name=prefix + one.name, restaurant=first + one.restaurant) for one in orders]
    couriers: list[Courier] = [replace(one, name=prefix + one.name) for one in day.couriers]
    return replace(
        merged,
        restaurants=(*merged.restaurants, *day.restaurants),
        orders=tuple(sorted((*merged.orders, *added), key=lambda order: (order.placed_min, order.name))),
        couriers=(*merged.couriers, *couriers),
    )
