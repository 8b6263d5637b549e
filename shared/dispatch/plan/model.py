"""What a plan is made from and what it is made of."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

DROP = -1
"""Stands in a node where a pickup has its earliest time."""

Node = tuple[int, float, tuple[int, ...]]
"""A stop: its place, the earliest time of a pickup (unsure where ready times are) or ``DROP``, and the orders concerned (one
for a drop-off)."""


class PlanOrder(NamedTuple):
    """An order that waits or is on board; ``due`` is when it can be at its door at the very earliest.

    ``ready`` is a ``readiness.UnsureTime`` where it is only estimated; ``due`` is then counted from its mean. ``haste``, at
    least 1, is what a unit of its lateness costs: more than 1 for an order whose promise is near.
    """

    pickup: int
    door: int
    ready: float
    due: float
    haste: float = 1


REFERENCE_PACE = 0
"""The pace at which ``PlanTravel.rows`` is told."""
ANY_ROOM = 1 << 30


class PlanCourier(NamedTuple):
    """A courier who will be at ``place`` at ``free`` with ``load`` on board, and picks up nothing after ``off``.

    ``price`` is what it costs to plan pickups for this courier rather than for another: pay, or a share that is fair.
    ``room`` bounds the orders on board, beside the setting for all; ``pace`` names how fast the courier's vehicle is.
    """

    free: int
    place: int
    off: int
    load: tuple[int, ...] = ()
    price: float = 0.0
    room: int = ANY_ROOM
    pace: int = REFERENCE_PACE


class PlanTravel(Protocol):
    """Travel times between places, at the reference pace unless another is named."""

    def rows_at(self, pace: int, /) -> Mapping[int, Sequence[int]]:
        """``rows`` at a pace."""

    def to_pickups_at(self, pace: int, /) -> NDArray[np.int32]:
        """``to_pickups`` at a pace."""

    @property
    def rows(self) -> Mapping[int, Sequence[int]]:
        """``rows[origin][target]``."""

    @property
    def to_pickups(self) -> NDArray[np.int32]:
        """From every place (row) to every pickup place (column)."""


class Route(NamedTuple):
    """A courier's planned stops with their times.

    Attributes:
        leaves: when each stop is left, as is to be expected where ready times are unsure.
        loads: orders on board before each stop, and after the last.
        lateness: sum over the drop-offs of how long after ``due`` they are, each times its haste.
        drive: time on the road.
        pickups: how many stops are pickups.
        hastes: of the order of each drop-off; 0 for a pickup.
    """

    nodes: tuple[Node, ...] = ()
    leaves: tuple[float, ...] = ()
    loads: tuple[int, ...] = (0,)
    lateness: float = 0
    drive: int = 0
    pickups: int = 0
    hastes: tuple[float, ...] = ()


EMPTY = Route()


class Move(NamedTuple):
    """A courier sets off to a pickup place; nothing is promised by it."""

    courier: int
    place: int


class Collect(NamedTuple):
    """A courier at the place takes these orders over, now or as soon as they are ready."""

    courier: int
    place: int
    orders: tuple[int, ...]


class Deliver(NamedTuple):
    """A courier sets off to the door of an order on board."""

    courier: int
    order: int


Command = Move | Collect | Deliver
