"""One city-day as its four files say it: minutes since the start of the day, metres, whole currency units."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FILES = ("orders.txt", "restaurants.txt", "couriers.txt", "instance_parameters.txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order: known from ``placed_min``; from then on its ``ready_min`` is known too, unless a variant hides it."""

    name: str
    door: tuple[float, float]
    placed_min: int
    restaurant: int
    ready_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """A courier's shift: no pickup after ``off_min``."""

    name: str
    start: tuple[float, float]
    on_min: int
    off_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A day. Orders are in the order in which they are placed; a restaurant is its place in ``restaurants``."""

    name: str
    restaurants: tuple[tuple[float, float], ...]
    orders: tuple[Order, ...]
    couriers: tuple[Courier, ...]
    metres_per_min: float
    pickup_service_min: int
    dropoff_service_min: int
    target_min: int
    maximum_min: int
    pay_per_order: float
    pay_per_hour: float


def find_instances(folder: Path, only: str = "*") -> list[Path]:
    """Folders of instances below ``folder`` whose names match the glob, or the folder itself; sorted by name."""
    if _is_instance(folder):
        return [folder]
    return sorted(path for path in folder.glob(only) if _is_instance(path))


def read_instance(folder: Path) -> Instance:
    """Read one folder.

    Raises:
        ValueError: a file says something that is no number, or an order names an unknown restaurant.
    """
    places = list(_rows(folder / "restaurants.txt"))
    index = {row["restaurant"]: place for place, row in enumerate(places)}
    (parameters,) = _rows(folder / "instance_parameters.txt")
    orders = [_order(row, index) for row in _rows(folder / "orders.txt")]
    return Instance(
        name=folder.name,
        restaurants=tuple(_point(row) for row in places),
        orders=tuple(sorted(orders, key=lambda order: (order.placed_min, order.name))),
        couriers=tuple(_courier(row) for row in _rows(folder / "couriers.txt")),
        metres_per_min=float(parameters["meters_per_minute"]),
        pickup_service_min=int(parameters["pickup service minutes"]),
        dropoff_service_min=int(parameters["dropoff service minutes"]),
        target_min=int(parameters["target click-to-door"]),
        maximum_min=int(parameters["maximum click-to-door"]),
        pay_per_order=float(parameters["pay per order"]),
        pay_per_hour=float(parameters["guaranteed pay per hour"]),
    )


def _is_instance(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _FILES)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _point(row: dict[str, str]) -> tuple[float, float]:
    return float(row["x"]), float(row["y"])


def _order(row: dict[str, str], index: dict[str, int]) -> Order:
    if row["restaurant"] not in index:
        raise ValueError(f"order {row['order']} names an unknown restaurant {row['restaurant']}")
    return Order(
        name=row["order"],
        door=_point(row),
        placed_min=int(row["placement_time"]),
        restaurant=index[row["restaurant"]],
        ready_min=int(row["ready_time"]),
    )


def _courier(row: dict[str, str]) -> Courier:
    return Courier(name=row["courier"], start=_point(row), on_min=int(row["on_time"]), off_min=int(row["off_time"]))
