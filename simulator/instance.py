"""Reading a public instance of the Meal Delivery Routing Problem: tab-separated tables with a header line.

Format: ``orders.txt`` order, x, y, placement_time, restaurant, ready_time; ``restaurants.txt`` restaurant, x, y;
``couriers.txt`` courier, x, y, on_time, off_time; ``instance_parameters.txt``. Coordinates are metres, times whole
minutes from the start of the day.

Source: Reyes, Erera, Savelsbergh, Sahasrabudhe, O'Neil (2018), The Meal Delivery Routing Problem; github.com/grubhub/mdrplib.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ORDERS = ("orders.txt", ("order", "x", "y", "placement_time", "restaurant", "ready_time"))
RESTAURANTS = ("restaurants.txt", ("restaurant", "x", "y"))
COURIERS = ("couriers.txt", ("courier", "x", "y", "on_time", "off_time"))
PARAMETERS = ("instance_parameters.txt", ("meters_per_minute", "pickup service minutes", "dropoff service minutes"))
MAX_BYTES = 20_000_000
MAX_METRES = 200_000.0
MAX_MINUTES = 3 * 24 * 60
HOW = (
    "Give the folder of one instance of github.com/grubhub/mdrplib (public_instances/...): it holds orders.txt, "
    "restaurants.txt, couriers.txt and instance_parameters.txt, tab-separated, each with its header line."
)


class BadInstance(Exception):
    """The folder is not an instance; the message says what is wrong and what to do."""

    def __init__(self, problem: str) -> None:
        """Say the problem and how to mend it."""
        super().__init__(f"{problem}\n{HOW}")


@dataclass(frozen=True)
class Spot:
    """A place in metres."""

    x_m: float
    y_m: float


@dataclass(frozen=True)
class Order:
    """One order of the book; times are minutes of the day."""

    name: str
    place: Spot
    placed_min: float
    restaurant: str
    ready_min: float


@dataclass(frozen=True)
class Courier:
    """One courier's shift; times are minutes of the day."""

    name: str
    place: Spot
    on_min: float
    off_min: float


@dataclass(frozen=True)
class Instance:
    """A whole instance."""

    name: str
    orders: tuple[Order, ...]
    restaurants: Mapping[str, Spot]
    couriers: tuple[Courier, ...]
    metres_per_minute: float
    pickup_service_min: float
    dropoff_service_min: float


Row = Mapping[str, str]


def read_instance(folder: Path) -> Instance:
    """Read the instance in ``folder``.

    Raises:
        BadInstance: a file is missing, its header is another one, or a value is not what its column says.
    """
    if not folder.is_dir():
        raise BadInstance(f"{folder}: there is no such folder.")
    restaurants = {row["restaurant"]: _place(row, where) for where, row in _table(folder, *RESTAURANTS)}
    orders = tuple(_order(row, where, restaurants) for where, row in _table(folder, *ORDERS))
    couriers = tuple(_courier(row, where) for where, row in _table(folder, *COURIERS))
    where, parameters = _table(folder, *PARAMETERS)[0]
    speed = _number(parameters, "meters_per_minute", where, highest=3600)
    if speed <= 0:
        raise BadInstance(f"{where}: meters_per_minute is not above 0.")
    return Instance(
        name=folder.resolve().name,
        orders=orders,
        restaurants=restaurants,
        couriers=couriers,
        metres_per_minute=speed,
        pickup_service_min=_number(parameters, "pickup service minutes", where, highest=600),
        dropoff_service_min=_number(parameters, "dropoff service minutes", where, highest=600),
    )


def _table(folder: Path, name: str, columns: Sequence[str]) -> list[tuple[str, Row]]:
    """Read a table's rows, each with the words that name it in a message."""
    lines = _text(folder / name).splitlines()
    header = lines[0].split("\t") if lines else []
    missing = [column for column in columns if column not in header]
    if missing:
        raise BadInstance(f"{folder / name}: the header line lacks {', '.join(missing)}.")
    rows: list[tuple[str, Row]] = []
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) != len(header):
            raise BadInstance(f"{folder / name}, line {number}: {len(cells)} columns instead of {len(header)}.")
        rows.append((f"{folder / name}, line {number}", dict(zip(header, cells, strict=True))))
    if not rows:
        raise BadInstance(f"{folder / name}: there is no row under the header line.")
    return rows


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInstance(f"{path}: larger than {MAX_BYTES} bytes.")
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInstance(f"{path}: there is no such file.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInstance(f"{path}: can not be read ({error}).") from error


def _order(row: Row, where: str, restaurants: Mapping[str, Spot]) -> Order:
    if row["restaurant"] not in restaurants:
        raise BadInstance(f"{where}: restaurant {row['restaurant']!r} is not in {RESTAURANTS[0]}.")
    placed, ready = _minute(row, "placement_time", where), _minute(row, "ready_time", where)
    return Order(row["order"], _place(row, where), placed, row["restaurant"], ready)


def _courier(row: Row, where: str) -> Courier:
    on_min, off_min = _minute(row, "on_time", where), _minute(row, "off_time", where)
    if off_min < on_min:
        raise BadInstance(f"{where}: off_time is before on_time.")
    return Courier(row["courier"], _place(row, where), on_min, off_min)


def _place(row: Row, where: str) -> Spot:
    return Spot(_number(row, "x", where, highest=MAX_METRES), _number(row, "y", where, highest=MAX_METRES))


def _minute(row: Row, column: str, where: str) -> float:
    return _number(row, column, where, highest=MAX_MINUTES)


def _number(row: Row, column: str, where: str, *, highest: float) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise BadInstance(f"{where}: {column} is {row[column]!r}, not a number.") from None
    if not math.isfinite(value) or abs(value) > highest:
        raise BadInstance(f"{where}: {column} is {row[column]}, out of range.")
    return value
