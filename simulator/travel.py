"""How people move through the simulated city: along straight lines, slower than those by a detour and by traffic."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.geo.distance import EARTH_RADIUS_M, bearing_deg, haversine_m
from shared.models.place import LatLng
from shared.models.provider import VehicleType

METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180
HOURS_A_DAY = 24
TRAFFIC_SHARE: Mapping[VehicleType, float] = {
    VehicleType.FOOT: 0.0,
    VehicleType.BICYCLE: 0.2,
    VehicleType.SCOOTER: 0.5,
    VehicleType.CAR: 1.0,
    VehicleType.VAN: 1.0,
}
"""How much of the traffic's delay a kind of vehicle feels."""


@dataclass(frozen=True)
class Roads:
    """What makes a trip longer than the straight line at full speed.

    Attributes:
        speed_mps: riding speed by vehicle, on an empty road.
        detour: road length over straight line.
        traffic: factor on travel time by hour of the business day, 24 of them; 1 is an empty road.
    """

    speed_mps: Mapping[VehicleType, float]
    detour: float
    traffic: Sequence[float]

    def travel_s(self, start: LatLng, end: LatLng, vehicle: VehicleType, hour: int) -> float:
        """Seconds from ``start`` to ``end`` for a trip that begins in ``hour``."""
        delay = 1 + (self.traffic[hour % HOURS_A_DAY] - 1) * TRAFFIC_SHARE[vehicle]
        return haversine_m(start, end) * self.detour / self.speed_mps[vehicle] * delay


@dataclass(frozen=True)
class Trip:
    """One trip in business time."""

    start: LatLng
    end: LatLng
    left_at: datetime
    travel_s: float

    def share_done(self, at: datetime) -> float:
        """How much of the way is behind, 0 to 1."""
        if self.travel_s <= 0:
            return 1.0
        return min(1.0, max(0.0, (at - self.left_at).total_seconds() / self.travel_s))

    def point_at(self, at: datetime) -> LatLng:
        """Where the traveller is."""
        return between(self.start, self.end, self.share_done(at))

    def remaining_s(self, at: datetime) -> float:
        """Business seconds left."""
        return self.travel_s * (1 - self.share_done(at))

    @property
    def heading_deg(self) -> float:
        """Direction of travel."""
        return bearing_deg(self.start, self.end)

    @property
    def speed_mps(self) -> float:
        """Speed over the straight line; 0 for a trip to where one is."""
        return haversine_m(self.start, self.end) / self.travel_s if self.travel_s > 0 else 0.0


def between(start: LatLng, end: LatLng, share: float) -> LatLng:
    """Give the point ``share`` of the way from ``start`` to ``end``; within a city the plane is good enough."""
    return LatLng(lat=start.lat + (end.lat - start.lat) * share, lng=start.lng + (end.lng - start.lng) * share)


def moved(point: LatLng, *, east_m: float, north_m: float) -> LatLng:
    """Give the point that lies so many metres east and north of ``point``."""
    lat = point.lat + north_m / METRES_PER_DEGREE
    return LatLng(lat=lat, lng=point.lng + east_m / (METRES_PER_DEGREE * math.cos(math.radians(point.lat))))
