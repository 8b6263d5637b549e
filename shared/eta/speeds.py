"""How fast vehicles are along the road, from the one speed that an area states: priors until tracks are known."""

from collections.abc import Mapping

from shared.models.provider import VehicleType
from shared.units import Metres

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


def road_s(road_m: Metres, fleet_speed_mps: float, vehicle: VehicleType) -> float:
    """Seconds for a way along the road.

    Args:
        road_m: length of the way, detours included.
        fleet_speed_mps: the area's door-to-door speed over the straight line (``DispatchSettings``).
        vehicle: what rides it.
    """
    return road_m / (fleet_speed_mps * DETOUR_FACTOR * RELATIVE_SPEED[vehicle])
