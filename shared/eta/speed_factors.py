"""How fast the roads of a cell are at an hour, over what is assumed: learned from finished trips, shrunk to 1.

A factor is the geometric mean of speeds seen over the speed assumed, with the weight of some imagined trips at exactly the
assumed speed: one slow trip hardly moves it, twenty do. Older trips fade, so that works on a road are forgotten.
"""

import math
from collections.abc import Iterable, Mapping

from shared.models.eta import CellSpeeds
from shared.units import Geohash

HOURS = 24
PRIOR_TRIPS = 8.0
"""Imagined trips at the assumed speed in each cell and hour."""
FADE = 0.97
"""Weight of a cell and hour's earlier trips after each further one: some thirty trips count."""
LEAST, MOST = 0.3, 2.0
"""Limits of what is seen and of what is used: beyond them it was no trip, but a stop on the way or a wrong press."""
CELLS_KEPT = 400
"""Cells in one document; those not heard of for longest go first."""


class SpeedFactors:
    """Speeds over the assumed speed, by cell and local hour; learning one trip costs the same however much is known."""

    def __init__(self, cells: Iterable[CellSpeeds] = ()) -> None:
        self._cells = {one.cell: (list(one.weights), list(one.log_sums)) for one in cells}

    def learn(self, cell: Geohash, hour: int, assumed_s: float, took_s: float, weight: float = 1.0) -> None:
        """Learn from a trip that set out in ``cell`` and took ``took_s`` where ``assumed_s`` was assumed, factor 1.

        ``weight`` says how much of a trip it was, for a part of one.
        """
        seen, fade = log_seen(assumed_s, took_s), FADE**weight
        weights, log_sums = self._cells.pop(cell, ([0.0] * HOURS, [0.0] * HOURS))
        weights[hour] = weights[hour] * fade + weight
        log_sums[hour] = log_sums[hour] * fade + weight * seen
        self._cells[cell] = (weights, log_sums)

    def factors(self) -> Mapping[Geohash, tuple[float, ...]]:
        """Give 24 factors for each cell of which something is known, as a speed book takes them."""
        return {
            cell: tuple(_factor(weight, log_sum) for weight, log_sum in zip(weights, log_sums, strict=True))
            for cell, (weights, log_sums) in self._cells.items()
        }

    def factor(self, cell: Geohash, hour: int) -> float:
        """Give the factor of one cell and hour; 1 where nothing is known."""
        weights, log_sums = self._cells.get(cell, ((), ()))
        return _factor(weights[hour], log_sums[hour]) if weights else 1.0

    def cells(self) -> tuple[CellSpeeds, ...]:
        """Give all cells to store, those heard of last at the end."""
        kept = list(self._cells.items())[-CELLS_KEPT:]
        return tuple(
            CellSpeeds(
                cell=cell,
                weights=tuple(round(weight, 4) for weight in weights),
                log_sums=tuple(round(log_sum, 4) for log_sum in log_sums),
            )
            for cell, (weights, log_sums) in kept
        )


def log_seen(assumed_s: float, took_s: float) -> float:
    """Logarithm of the speed seen over the speed assumed, within what is no wrong press."""
    return math.log(min(max(assumed_s / max(1.0, took_s), LEAST), MOST))


def _factor(weight: float, log_sum: float) -> float:
    return round(math.exp(log_sum / (weight + PRIOR_TRIPS)), 3)
