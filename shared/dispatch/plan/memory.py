"""What a plan keeps from one decision to the next, as plain values: another process can go on from it."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.dispatch.plan.model import Node


class HistoryMemory(NamedTuple):
    """The history as it was ``at`` a time.

    Attributes:
        orders: how many orders count, the older the less.
        risk: for each pickup place with orders, the risk at each distance; see ``scarcity.History``.
    """

    at: int = 0
    orders: float = 0.0
    risk: Mapping[int, tuple[float, ...]] = {}


class PlanMemory(NamedTuple):
    """A plan between two decisions. Couriers, orders and places are the numbers that the plan was given."""

    kept: Mapping[int, tuple[Node, ...]] = {}
    history: HistoryMemory = HistoryMemory()
