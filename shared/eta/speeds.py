"""How fast vehicles are along the road, from the one speed that an area states: priors until tracks are known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shared.models.provider import VehicleType
from shared.units import Geohash, Metres

DETOUR_FACTOR = 1.3
"""Road length over straight line: a usual figure for dense street networks, a prior until tracks are known."""
RELATIVE_SPEED: Mapping[VehicleType, float] = {
    VehicleType.FOOT: 0.25,
    VehicleType.BICYCLE: 0.8,
    VehicleType.SCOOTER: 1.1,
    VehicleType.CAR: 1.0,
    VehicleType.VAN: 0.9,
}
"""Speed of a kind of vehicle over the fleet's speed: a prior until tracks are known."""

HOURS = 24
LEAST_MPS = 0.1
"""Nobody counts as slower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedBook:
    """Speeds along the road, by kind of vehicle, with a factor per cell and hour.

    Attributes:
        speed_mps: metres per second along the road.
        detour_factor: road length over straight line.
        factors: by geohash cell, 24 factors by local hour; 0.5 means half the speed. Other cells count as 1.
    """

    speed_mps: Mapping[VehicleType, float]
    detour_factor: float = DETOUR_FACTOR
    factors: Mapping[Geohash, tuple[float, ...]] = field(default_factory=dict)


def speed_book(fleet_speed_mps: float, factors: Mapping[Geohash, tuple[float, ...]] | None = None) -> SpeedBook:
    """Speeds of all kinds of vehicle from the fleet's speed over the straight line (``DispatchSettings``)."""
    road_mps = fleet_speed_mps * DETOUR_FACTOR
    return SpeedBook(
        speed_mps={kind: road_mps * share for kind, share in RELATIVE_SPEED.items()}, factors=factors or {}
    )


def speed_of(vehicle: VehicleType, cell: Geohash, speeds: SpeedBook, hour: int) -> float:
    """Metres per second along the road, where and when a journey starts."""
    factors = speeds.factors.get(cell)
    factor = factors[hour % HOURS] if factors and len(factors) == HOURS else 1.0
    return max(LEAST_MPS, speeds.speed_mps[vehicle] * factor)


def road_s(road_m: Metres, fleet_speed_mps: float, vehicle: VehicleType) -> float:
    """Seconds for a way along the road.

    Args:
        road_m: length of the way, detours included.
        fleet_speed_mps: the area's door-to-door speed over the straight line (``DispatchSettings``).
        vehicle: what rides it.
    """
    return road_m / (fleet_speed_mps * DETOUR_FACTOR * RELATIVE_SPEED[vehicle])
