"""Builders of small worlds for the plan: places on a line, one unit of time from each to the next."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.model import PlanCourier, PlanOrder
from shared.dispatch.plan.settings import PlanSettings

QUIET = PlanSettings(scarcity_weight=0, preposition=False)
"""Nothing but lateness counts, and nobody moves without an order."""
NEVER = 10_000


class LineTravel:
    """Places stand at whole numbers of a line; the first ``pickups`` of them are pickup places."""

    def __init__(self, at: Sequence[int], pickups: int) -> None:
        points = np.array(at)
        minutes = np.abs(points[:, None] - points[None, :]).astype(np.int32)
        self.rows: Mapping[int, Sequence[int]] = dict(enumerate(minutes.tolist()))
        self.to_pickups: NDArray[np.int32] = minutes[:, :pickups]

    def rows_at(self, pace: int) -> Mapping[int, Sequence[int]]:
        """A courier of pace 1 takes twice as long as one of pace 0."""
        return {place: [(1 + pace) * minutes for minutes in row] for place, row in self.rows.items()}

    def to_pickups_at(self, pace: int) -> NDArray[np.int32]:
        """The same of the legs to pickups."""
        return (1 + pace) * self.to_pickups


def an_order(travel: LineTravel, *, pickup: int, door: int, ready: int = 0) -> PlanOrder:
    return PlanOrder(pickup, door, ready, ready + travel.rows[pickup][door] + 4)


def a_courier(place: int, *, free: int = 0, off: int = NEVER, load: tuple[int, ...] = ()) -> PlanCourier:
    return PlanCourier(free, place, off, load)
