"""Travel times as a table of whole seconds, and the plain estimate that stands in when no travel provider answers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainSerializer, PlainValidator

from shared.eta.speeds import SpeedBook, speed_of
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.units import Geohash

UNKNOWN = -1
"""A travel time that nobody could give."""
MAX_TRAVEL_S = 7 * 24 * 3600
"""Longer than this is no travel time but an error of its source."""
EARTH_RADIUS_M = 6_371_008.8

IntArray = NDArray[np.int32]
FloatArray = NDArray[np.float64]


class TravelFallback(StrEnum):
    """Why an estimate stands where a travel provider's answer should."""

    NO_PROVIDER = "no_provider"
    PROVIDER_FAILED = "provider_failed"
    PARTIAL_ANSWER = "partial_answer"


def _frozen(values: Any) -> IntArray:
    array = np.array(values, dtype=np.int32)
    array.setflags(write=False)
    return array


SecondsArray = Annotated[
    IntArray, PlainValidator(_frozen), PlainSerializer(lambda array: array.tolist(), return_type=list)
]
"""A read-only array of whole seconds; ``UNKNOWN`` where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TravelTable:
    """What a window needs to know about travel, in whole seconds.

    Attributes:
        to_pickup_s: ``(n_jobs, n_workers)``, from where the worker is free to the job's pickup.
        trip_s: ``(n_jobs,)``, from pickup to drop-off; 0 for a job of one stop.
        basis: who said so, for example ``straight_line`` or the name of a travel provider.
        fallback_reason: why an estimate was used, if one was.
    """

    to_pickup_s: SecondsArray
    trip_s: SecondsArray
    basis: str = "straight_line"
    fallback_reason: TravelFallback | None = None


def travel_table(to_pickup_s: Any, trip_s: Any, *, shape: tuple[int, int], basis: str) -> TravelTable:
    """Read what a travel provider answered, whatever it is.

    Args:
        to_pickup_s: seconds by job, then by worker: nested sequences or an array.
        trip_s: seconds by job.
        shape: ``(n_jobs, n_workers)``; what lies outside is ignored, what is missing becomes ``UNKNOWN``.
        basis: name of the provider.

    Returns:
        A table in which missing, negative, non-finite, non-numeric and absurdly long times are ``UNKNOWN``. Fractions
        are rounded up. Never raises.
    """
    n_jobs, n_workers = shape
    rows = _items(to_pickup_s)[:n_jobs]
    grid = np.full(shape, UNKNOWN, dtype=np.int32)
    for index, row in enumerate(rows):
        grid[index] = _whole_seconds(row, n_workers)
    return TravelTable(to_pickup_s=_frozen(grid), trip_s=_frozen(_whole_seconds(trip_s, n_jobs)), basis=basis)


def _items(values: Any) -> Sequence[Any]:
    if isinstance(values, np.ndarray):
        return values.tolist() if values.ndim else ()
    return values if isinstance(values, Sequence) and not isinstance(values, str | bytes) else ()


def _whole_seconds(values: Any, length: int) -> IntArray:
    given = np.array([_number(value) for value in _items(values)[:length]], dtype=np.float64)
    whole = np.full(length, UNKNOWN, dtype=np.int32)
    good = np.flatnonzero(~np.isnan(given))
    whole[good] = np.ceil(given[good]).astype(np.int32)
    return whole


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= MAX_TRAVEL_S else math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """Where a journey starts, by which vehicle, and in which cell of the speed book."""

    place: LatLng
    vehicle: VehicleType
    cell: Geohash = ""


def estimate_table(
    travellers: Sequence[Traveller],
    trips: Sequence[tuple[LatLng, LatLng | None]],
    speeds: SpeedBook,
    *,
    hour: int,
    trip_cells: Sequence[Geohash] = (),
    reason: TravelFallback = TravelFallback.NO_PROVIDER,
) -> TravelTable:
    """Estimate all travel of a window over the straight line.

    Args:
        travellers: one for each worker, from where the worker is free.
        trips: pickup and drop-off of each job; no drop-off for a job of one stop.
        speeds: the speed book.
        hour: local hour of the day, 0 to 23.
        trip_cells: cell of the speed book in which each trip begins; none when trips are not told apart.
        reason: why no travel provider's answer is used.

    Returns:
        A complete table. The trip counts at the fleet's car speed, for it does not know who will win.
    """
    speed = np.array([speed_of(one.vehicle, one.cell, speeds, hour) for one in travellers], dtype=np.float64)
    starts = _degrees([traveller.place for traveller in travellers])
    pickups = _degrees([pickup for pickup, _ in trips])
    dropoffs = _degrees([dropoff or pickup for pickup, dropoff in trips])
    metres = distance_m(pickups[:, None, :], starts[None, :, :])
    trip_m = distance_m(pickups, dropoffs)
    cells = trip_cells or [""] * len(trips)
    trip_speed = np.array([speed_of(VehicleType.CAR, cell, speeds, hour) for cell in cells], dtype=np.float64)
    return TravelTable(
        to_pickup_s=_frozen(line_s(metres, speeds.detour_factor, speed)),
        trip_s=_frozen(line_s(trip_m, speeds.detour_factor, trip_speed)),
        fallback_reason=reason,
    )


def completed(table: TravelTable, estimate: TravelTable) -> TravelTable:
    """Fill what ``table`` does not know from ``estimate`` (of the same shape), and say so."""
    holes = bool((table.to_pickup_s == UNKNOWN).any() or (table.trip_s == UNKNOWN).any())
    if not holes:
        return table
    return replace(
        table,
        to_pickup_s=_filled(table.to_pickup_s, estimate.to_pickup_s),
        trip_s=_filled(table.trip_s, estimate.trip_s),
        fallback_reason=TravelFallback.PARTIAL_ANSWER,
    )


def _filled(known: IntArray, estimate: IntArray) -> IntArray:
    return _frozen(np.where(known == UNKNOWN, estimate, known))


def line_s(metres: FloatArray, detour_factor: float, road_mps: FloatArray | float) -> FloatArray:
    """Seconds for straight lines of ``metres``, rounded up to whole ones."""
    seconds: FloatArray = np.ceil(metres * detour_factor / road_mps)
    return seconds


def _degrees(places: Sequence[LatLng]) -> FloatArray:
    return np.array([(place.lat, place.lng) for place in places], dtype=np.float64).reshape(-1, 2)


def distance_m(a_deg: FloatArray, b_deg: FloatArray) -> FloatArray:
    """Great-circle metres between points ``(..., 2)`` of latitude and longitude in degrees, element by element."""
    return apart_m(on_sphere(a_deg), on_sphere(b_deg))


def on_sphere(degrees: FloatArray) -> FloatArray:
    """Points ``(..., 2)`` of latitude and longitude as points ``(..., 3)`` of the unit sphere."""
    lat, lng = np.radians(degrees[..., 0]), np.radians(degrees[..., 1])
    flat = np.cos(lat)
    return np.stack([flat * np.cos(lng), flat * np.sin(lng), np.sin(lat)], axis=-1)


def apart_m(a: FloatArray, b: FloatArray) -> FloatArray:
    """Great-circle metres between points ``(..., 3)`` of the unit sphere, element by element: exact to the nanometre."""
    chord2 = (a[..., 0] - b[..., 0]) ** 2 + (a[..., 1] - b[..., 1]) ** 2 + (a[..., 2] - b[..., 2]) ** 2
    metres: FloatArray = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord2, 4)) / 2)
    return metres
