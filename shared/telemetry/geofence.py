"""The circle around a stop: entry, dwell and exit, with hysteresis, so that a jittering position is one visit and not ten.

Entering takes a point within the radius, its accuracy granted up to 100 m. A point that is only inside thanks to that grant, or
is vaguer than 50 m, counts once another one 20 s later confirms it: that is the dwell. Leaving takes a point outside half as
much again, its accuracy not granted but held against it. In between nothing changes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.units import Metres

MAX_CREDIT_M = 100.0
SURE_M = 50.0
DWELL = timedelta(seconds=20)
EXIT_FACTOR = 1.5


class Crossing(StrEnum):
    """What a point did to the circle."""

    ENTERED = "entered"
    LEFT = "left"


@dataclass(frozen=True)
class Fence:
    """Since when points lie near enough, and since when that counts as being there; business time."""

    near_since: datetime | None = None
    inside_since: datetime | None = None


def is_near(distance_m: Metres, accuracy_m: Metres, radius_m: Metres) -> bool:
    """Whether a position supports being at a place."""
    return distance_m <= radius_m + min(accuracy_m, MAX_CREDIT_M)


def crossed(
    fence: Fence, distance_m: Metres, accuracy_m: Metres, radius_m: Metres, at: datetime
) -> tuple[Fence, Crossing | None]:
    """Move a fence on by one believed point.

    Args:
        fence: before.
        distance_m: from the point to the middle.
        accuracy_m: of the point.
        radius_m: for entry.
        at: the point's time.
    """
    if fence.inside_since is not None:
        is_out = distance_m - accuracy_m > radius_m * EXIT_FACTOR
        return (Fence(), Crossing.LEFT) if is_out else (fence, None)
    if not is_near(distance_m, accuracy_m, radius_m):
        return Fence(), None
    near_since = fence.near_since or at
    is_sure = accuracy_m <= SURE_M and distance_m <= radius_m
    if is_sure or at - near_since >= DWELL:
        return Fence(near_since, near_since), Crossing.ENTERED
    return Fence(near_since), None
