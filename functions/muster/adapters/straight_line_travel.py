"""Travel times by the straight line, until a travel provider answers."""

import math
from collections.abc import Sequence

from shared.geo.distance import haversine_m
from shared.models.place import LatLng


class StraightLineTravel:
    """Implements ``ports.messaging.Travel``.

    Args:
        detour_factor: road length over straight line. It is 1 because an area's ``fleet_speed_mps`` is measured over the
            straight line: detours are in it already. Set another one together with speeds along the road.
    """

    def __init__(self, detour_factor: float = 1.0) -> None:
        self._detour_factor = detour_factor

    def times_s(self, origins: Sequence[LatLng], destinations: Sequence[LatLng], speed_mps: float) -> list[list[int]]:
        """Whole seconds, rounded up, from each origin to each destination."""
        if not (math.isfinite(speed_mps) and speed_mps > 0):
            raise ValueError(f"a speed must be above 0, not {speed_mps}")
        pace = self._detour_factor / speed_mps
        return [[math.ceil(haversine_m(start, end) * pace) for end in destinations] for start in origins]
