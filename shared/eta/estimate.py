"""The plain travel estimate, worked out for a pair when it is asked for: what a window too large for a table needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.eta.speeds import LEAST_MPS, SpeedBook, speed_of
from shared.eta.travel import (
    UNKNOWN,
    FloatArray,
    IntArray,
    SecondsArray,
    TravelFallback,
    Traveller,
    estimate_table,
    line_s,
)
from shared.models.place import LatLng
from shared.units import Geohash


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelEstimate:
    """What a window needs to know about travel over the straight line: no entry for each pair.

    Attributes:
        road_mps: of each worker, metres per second along the road. A speed that is none makes its times unknown.
        detour_factor: road length over straight line.
        trip_s: ``(n_jobs,)``, from pickup to drop-off; 0 for a job of one stop.
        fallback_reason: why no travel provider's answer is used.
    """

    road_mps: tuple[float, ...]
    detour_factor: float
    trip_s: SecondsArray
    fallback_reason: TravelFallback | None = TravelFallback.NO_PROVIDER

    def speeds_of(self, n_workers: int) -> FloatArray:
        """Speeds of the first ``n_workers``; what is not told is no number."""
        told = self.road_mps[:n_workers]
        return np.array([*told, *[math.nan] * (n_workers - len(told))], dtype=np.float64)


def travel_estimate(
    travellers: Sequence[Traveller],
    trips: Sequence[tuple[LatLng, LatLng | None]],
    speeds: SpeedBook,
    *,
    hour: int,
    trip_cells: Sequence[Geohash] = (),
    reason: TravelFallback = TravelFallback.NO_PROVIDER,
) -> TravelEstimate:
    """Estimate all travel of a window as ``estimate_table`` does, to the second, without a table.

    Args:
        travellers: one for each worker.
        trips: pickup and drop-off of each job; no drop-off for a job of one stop.
        speeds: the speed book.
        hour: local hour of the day, 0 to 23.
        trip_cells: cell of the speed book in which each trip begins; none when trips are not told apart.
        reason: why no travel provider's answer is used.
    """
    return TravelEstimate(
        road_mps=tuple(speed_of(one.vehicle, one.cell, speeds, hour) for one in travellers),
        detour_factor=speeds.detour_factor,
        trip_s=estimate_table([], trips, speeds, hour=hour, trip_cells=trip_cells).trip_s,
        fallback_reason=reason,
    )


def is_speed(road_mps: FloatArray) -> NDArray[np.bool_]:
    """Tell which speeds are any: nobody is slower than ``LEAST_MPS``, and what is no number or infinite is none."""
    known: NDArray[np.bool_] = (road_mps >= LEAST_MPS) & np.isfinite(road_mps)
    return known


def pickup_s(metres: FloatArray, road_mps: FloatArray, detour_factor: float) -> IntArray:
    """Give whole seconds for straight lines of ``metres`` at these speeds, ``UNKNOWN`` where they say nothing."""
    known = np.isfinite(metres) & is_speed(road_mps)
    seconds: IntArray = np.full(known.shape, UNKNOWN, dtype=np.int32)
    whole = line_s(metres[known], detour_factor, np.broadcast_to(road_mps, known.shape)[known])
    seconds[known] = np.clip(whole, 0, np.iinfo(np.int32).max)
    return seconds
