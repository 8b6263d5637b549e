"""How fast the roads of a cell are right now, over what is learned for the hour: seen by tracks, faded within the hour.

What is learned by hour moves slowly, so that one odd day is not the rule; a road that is blocked since ten minutes is seen here.
The factor is the geometric mean of what drives showed lately, each counting half as much after ``HALF_LIFE_S``, with some
imagined drives at the speed learned; without news it is 1 again after an hour or so.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from shared.eta.speed_factors import LEAST, MOST
from shared.models.eta import RecentSpeed
from shared.units import Geohash

HALF_LIFE_S = 600.0
PRIOR_DRIVES = 2.0
"""Imagined drives of some minutes at the learned speed: two slow ones are weather or luck, ten are a slow road."""
_FORGOTTEN = 0.05
_LIMITS = (math.log(LEAST), math.log(MOST))


class RecentSpeeds:
    """Speeds seen lately over those learned for the hour, by cell."""

    def __init__(self, cells: Iterable[RecentSpeed] = ()) -> None:
        self._cells = {one.cell: one for one in cells}

    def learn(self, cell: Geohash, at: datetime, log_ratio: float) -> None:
        """Learn from a drive that ended at ``at``: the logarithm of its speed over the speed learned for the hour."""
        known = self._cells.get(cell) or RecentSpeed(cell=cell, at=at, weight=0.0, log_sum=0.0)
        latest = max(known.at, at)
        before, now = _left(known.at, latest), _left(at, latest)
        self._cells[cell] = RecentSpeed(
            cell=cell,
            at=latest,
            weight=round(known.weight * before + now, 4),
            log_sum=round(known.log_sum * before + now * log_ratio, 4),
        )

    def factor(self, cell: Geohash, now: datetime) -> float:
        """Give the factor of a cell at ``now``, business time; 1 where nothing was seen lately."""
        known = self._cells.get(cell)
        if known is None:
            return 1.0
        share = _left(known.at, now)
        log_factor = known.log_sum * share / (known.weight * share + PRIOR_DRIVES)
        return round(math.exp(min(max(log_factor, _LIMITS[0]), _LIMITS[1])), 3)

    def factors(self, now: datetime) -> Mapping[Geohash, float]:
        """Give the factor of each cell of which something was seen."""
        return {cell: self.factor(cell, now) for cell in self._cells}

    def cells(self, now: datetime) -> tuple[RecentSpeed, ...]:
        """Give all cells to store; what has faded is left out."""
        return tuple(one for one in self._cells.values() if one.weight * _left(one.at, now) >= _FORGOTTEN)


def _left(at: datetime, now: datetime) -> float:
    """What is left of a sighting's weight."""
    return float(0.5 ** (max(0.0, (now - at).total_seconds()) / HALF_LIFE_S))
