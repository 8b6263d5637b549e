"""What tracks tell about roads: minutes of driving within one cell, against the time assumed for as much progress.

Progress is how much nearer the stop has come in a straight line, because that is what speeds are assumed over: a way around
counts as a slow one, as it does in the forecast. Time passes from move to move, so that waiting at lights is driving and a
stay at a door is not.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from shared.geo.cells import SPEED_PRECISION, encode
from shared.geo.distance import haversine_m
from shared.models.place import LatLng
from shared.models.progress import Drive, Trail
from shared.units import Geohash, Metres

LIGHTS_S = 90.0
"""Longer between two moves was a stay, or nobody looked."""
SAMPLE_S = 150.0
"""A drive is told after this: soon enough to notice a slow road within ten minutes, and one write in twenty reports."""
LEAST_S, LEAST_M = 60.0, 200.0
"""Shorter drives say more about doors than about roads. A slow one goes on until it is as far: told by time alone, only the fast
would be heard."""
LONGEST_S = 600.0
"""Who has not come as far by then, or comes no nearer, is not on a slow road but elsewhere."""
PACE_PRIOR_S = 60.0
"""Imagined seconds at the assumed speed: a pace rests on more than the first corner."""


class Here(NamedTuple):
    """A believed point, as a drive sees it."""

    point: LatLng
    to_stop_m: Metres
    at: datetime
    has_moved: bool
    is_there: bool


class Driven(NamedTuple):
    """A finished drive: seconds assumed before anything was learned about roads, and seconds needed."""

    cell: Geohash
    at: datetime
    assumed_s: float
    took_s: int


def cell_of(point: LatLng) -> Geohash:
    """Give the cell for which speeds are learned."""
    return Geohash(encode(point, SPEED_PRECISION))


def driven_on(
    before: Trail, pace: float | None, here: Here, line_mps: float, factor: Callable[[Geohash], float]
) -> tuple[dict[str, Any], float | None, tuple[Driven, ...]]:
    """Move the drive on by one point.

    Args:
        before: as the point before left it.
        pace: up to there.
        here: the point.
        line_mps: assumed speed over the straight line at factor 1.
        factor: speeds over that, as learned.

    Returns:
        Changed fields of the trail, the pace, and the drive that ended with this point, if one did and says something.
    """
    if not here.has_moved and not here.is_there:
        return {}, pace, ()
    took_s = (here.at - before.anchor_at).total_seconds()
    if took_s > LIGHTS_S:
        return _ended(before, pace, before.drive, here, line_mps, factor)
    drive = before.drive or Drive(cell=cell_of(before.anchor), from_m=haversine_m(before.anchor, before.stop_point))
    drive = drive.model_copy(update={"made_m": drive.from_m - here.to_stop_m, "took_s": drive.took_s + took_s})
    is_far, is_astray = drive.made_m >= LEAST_M, drive.made_m <= 0 or drive.took_s >= LONGEST_S
    is_over = drive.took_s >= SAMPLE_S and (is_far or is_astray)
    if here.is_there or is_over or cell_of(here.point) != drive.cell:
        return _ended(before, pace, drive, here, line_mps, factor)
    if not is_far:
        return {"drive": drive}, pace, ()
    assumed_s = before.assumed_s + _assumed_s(drive, line_mps, factor)
    return {"drive": drive}, _pace(assumed_s, before.needed_s + drive.took_s), ()


def _ended(
    before: Trail,
    pace: float | None,
    drive: Drive | None,
    here: Here,
    line_mps: float,
    factor: Callable[[Geohash], float],
) -> tuple[dict[str, Any], float | None, tuple[Driven, ...]]:
    """Close the drive; the next one begins here, unless this is the stop."""
    following = None if here.is_there else Drive(cell=cell_of(here.point), from_m=here.to_stop_m)
    if drive is None or drive.took_s < LEAST_S or drive.made_m < LEAST_M:
        return {"drive": following}, pace, ()
    assumed_s = before.assumed_s + _assumed_s(drive, line_mps, factor)
    needed_s = before.needed_s + drive.took_s
    finished = Driven(drive.cell, here.at, drive.made_m / line_mps, round(drive.took_s))
    sums = {"drive": following, "assumed_s": assumed_s, "needed_s": needed_s}
    return sums, _pace(assumed_s, needed_s), (finished,)


def _assumed_s(drive: Drive, line_mps: float, factor: Callable[[Geohash], float]) -> float:
    return max(0.0, drive.made_m) / (line_mps * factor(drive.cell))


def _pace(assumed_s: float, needed_s: float) -> float:
    return round((needed_s + PACE_PRIOR_S) / (assumed_s + PACE_PRIOR_S), 3)
