"""Builders of small days of the meal delivery problem."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.mdrp.instance import Courier, Instance, Order


def an_order_placed(at: int, *, restaurant: int = 0, ready: int = 10, door: tuple[float, float] = (500, 0)) -> Order:
    return Order(name=f"o{at}-{ready}", door=door, placed_min=at, restaurant=restaurant, ready_min=ready)


def a_shift(start: tuple[float, float] = (0, 0), *, on: int = 0, off: int = 300) -> Courier:
    return Courier(name="c", start=start, on_min=on, off_min=off)


def a_day(
    orders: Sequence[Order],
    couriers: Sequence[Courier],
    restaurants: Sequence[tuple[float, float]] = ((0, 0), (1000, 0)),
) -> Instance:
    return Instance(
        name="day",
        restaurants=tuple(restaurants),
        orders=tuple(orders),
        couriers=tuple(couriers),
        metres_per_min=100,
        pickup_service_min=4,
        dropoff_service_min=4,
        target_min=40,
        maximum_min=90,
        pay_per_order=10,
        pay_per_hour=15,
    )


def write_day(folder: Path, day: Instance) -> Path:
    """The four files of an instance."""
    folder.mkdir(parents=True)
    tables = {
        "orders": (
            ("order", "x", "y", "placement_time", "restaurant", "ready_time"),
            [(o.name, *o.door, o.placed_min, f"r{o.restaurant}", o.ready_min) for o in day.orders],
        ),
        "restaurants": (("restaurant", "x", "y"), [(f"r{n}", *point) for n, point in enumerate(day.restaurants)]),
        "couriers": (
            ("courier", "x", "y", "on_time", "off_time"),
            [(c.name, *c.start, c.on_min, c.off_min) for c in day.couriers],
        ),
        "instance_parameters": (
            (
                "meters_per_minute",
                "pickup service minutes",
                "dropoff service minutes",
                "target click-to-door",
                "maximum click-to-door",
                "pay per order",
                "guaranteed pay per hour",
            ),
            [(100, 4, 4, 40, 90, 10, 15)],
        ),
    }
    for name, (head, rows) in tables.items():
        lines = ["\t".join(map(str, row)) for row in [head, *rows]]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder
