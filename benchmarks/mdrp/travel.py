"""Travel between the places of a day, in whole minutes rounded up for each leg."""

from array import array

import numpy as np
from numpy.typing import NDArray

from benchmarks.mdrp.instance import Instance


class MinuteTravel:
    """Minutes from any place to any other.

    Places are numbered: the restaurants, then the doors of the orders, then where the couriers start.
    """

    def __init__(self, instance: Instance) -> None:
        points = [*instance.restaurants]
        points += [order.door for order in instance.orders]
        points += [courier.start for courier in instance.couriers]
        self._points = np.array(points, dtype=np.float64)
        self._metres_per_min = instance.metres_per_min
        self.rows: dict[int, array[int]] = _Rows(self)
        self.restaurants = len(instance.restaurants)
        self.first_start = self.restaurants + len(instance.orders)
        self.to_pickups = self._minutes(self._points, self._points[: self.restaurants])

    def rows_at(self, _pace: int) -> dict[int, "array[int]"]:
        """All couriers are as fast as each other."""
        return self.rows

    def to_pickups_at(self, _pace: int) -> NDArray[np.int32]:
        """The same for all."""
        return self.to_pickups

    def door(self, order: int) -> int:
        """The place where an order is handed over."""
        return self.restaurants + order

    def start(self, courier: int) -> int:
        """The place where a courier comes on."""
        return self.first_start + courier

    def leg(self, origin: int, target: int) -> int:
        """Minutes from one place to another."""
        return self.rows[origin][target]

    def row_from(self, origin: int) -> "array[int]":
        """Minutes from a place to all places."""
        minutes = self._minutes(self._points[origin : origin + 1], self._points)[0]
        return array("i", minutes.tobytes())

    def _minutes(self, origins: NDArray[np.float64], targets: NDArray[np.float64]) -> NDArray[np.int32]:
        steps = origins[:, None, :] - targets[None, :, :]
        metres = np.sqrt(steps[..., 0] ** 2 + steps[..., 1] ** 2)
        return np.ceil(metres / self._metres_per_min).astype(np.int32)


class _Rows(dict[int, "array[int]"]):
    """Rows of the matrix, made when they are first asked for."""

    def __init__(self, travel: MinuteTravel) -> None:
        super().__init__()
        self._travel = travel

    def __missing__(self, origin: int) -> "array[int]":
        row = self._travel.row_from(origin)
        self[origin] = row
        return row
