"""What an area has learned about its roads: by cell and hour, and lately; from tracks where there are any, else from trips.

A finished trip and the drives that tracks showed during it are the same riding. So once tracks tell, trips teach nothing about
speeds, until nothing has been heard of tracks for ``_TRACKS_COUNT_FOR``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shared.eta.recent_speeds import RecentSpeeds
from shared.eta.speed_factors import SpeedFactors, log_seen
from shared.models.eta import DriveSample, EtaModel
from shared.units import Geohash

_TRACKS_COUNT_FOR = timedelta(days=1)
_TRIP_S = 600.0
"""So long a drive counts as a whole trip."""


class RoadSpeeds:
    """Speeds over those assumed."""

    def __init__(self, model: EtaModel | None = None) -> None:
        self._usual = SpeedFactors(model.speeds if model else ())
        self._recent = RecentSpeeds(model.recent if model else ())
        self._drive_seen_at = model.drive_seen_at if model else None

    def usual(self, cell: Geohash, hour: int) -> float:
        """Give the factor of a cell at a local hour, as usual."""
        return self._usual.factor(cell, hour)

    def factor(self, cell: Geohash, hour: int, now: datetime) -> float:
        """Give the factor of a cell now."""
        return self._usual.factor(cell, hour) * self._recent.factor(cell, now)

    def factors(self, now: datetime | None) -> Mapping[Geohash, tuple[float, ...]]:
        """Give 24 factors for each cell of which something is known; with ``now`` as they are now."""
        usual = self._usual.factors()
        lately = self._recent.factors(now) if now else {}
        known = dict(usual) | {cell: usual.get(cell, (1.0,) * 24) for cell in lately}
        return {cell: tuple(round(f * lately.get(cell, 1.0), 3) for f in hours) for cell, hours in known.items()}

    def learn_drive(self, sample: DriveSample, hour: int) -> None:
        """Learn from some minutes of driving."""
        usual = self._usual.factor(sample.cell, hour)
        self._recent.learn(sample.cell, sample.at, log_seen(sample.assumed_s / usual, sample.took_s))
        weight = min(1.0, sample.took_s / _TRIP_S)
        self._usual.learn(sample.cell, hour, sample.assumed_s, sample.took_s, weight)
        self._drive_seen_at = max(self._drive_seen_at or sample.at, sample.at)

    def learn_trip(self, cell: Geohash, hour: int, ended_at: datetime, *, assumed_s: float, took_s: float) -> None:
        """Learn from a finished trip, unless tracks tell already."""
        if self._drive_seen_at is None or ended_at - self._drive_seen_at > _TRACKS_COUNT_FOR:
            self._usual.learn(cell, hour, assumed_s, took_s)

    def fields(self, now: datetime) -> dict[str, Any]:
        """Give the fields of the stored model that hold it."""
        return {
            "speeds": self._usual.cells(),
            "recent": self._recent.cells(now),
            "drive_seen_at": self._drive_seen_at,
        }
