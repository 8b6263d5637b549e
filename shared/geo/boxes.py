"""Latitude-longitude boxes on the sphere: how far they are, and what happens at the antimeridian and the poles."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from shared.geo.distance import EARTH_RADIUS_M, haversine_deg_m
from shared.models.place import LatLng

POLE_DEG = 90.0
ANTIMERIDIAN_DEG = 180.0
FULL_TURN_DEG = 360.0


class Bbox(NamedTuple):
    """A closed box in degrees with ``west <= east``; what crosses the antimeridian is two boxes."""

    south: float
    west: float
    north: float
    east: float


def canonical(lat: float, lng: float) -> tuple[float, float]:
    """Give the one name of a point that has several: longitude -180 for the antimeridian and for both poles."""
    if abs(lat) == POLE_DEG or lng == ANTIMERIDIAN_DEG:
        return lat, -ANTIMERIDIAN_DEG
    return lat, lng


def boxes_touch(a: Bbox, b: Bbox) -> bool:
    """Tell whether two closed boxes share a point on the plane."""
    return a.south <= b.north and b.south <= a.north and a.west <= b.east and b.west <= a.east


def wrapped(south: float, west: float, north: float, east: float) -> Iterator[Bbox]:
    """Cut a box with longitudes from -540 to 540 into boxes that also hold the canonical name of each of its points.

    A box that only reaches the antimeridian yields a second one, of no width, on the other side of it; one that
    reaches a pole yields that pole.
    """
    for turn in (-FULL_TURN_DEG, 0.0, FULL_TURN_DEG):
        low, high = max(west - turn, -ANTIMERIDIAN_DEG), min(east - turn, ANTIMERIDIAN_DEG)
        if low <= high:
            yield Bbox(south, low, north, high)
    for pole in (south, north):
        if abs(pole) == POLE_DEG:
            yield Bbox(pole, -ANTIMERIDIAN_DEG, pole, -ANTIMERIDIAN_DEG)


def disc_boxes(point: LatLng, radius_m: float) -> tuple[Bbox, ...]:
    """Boxes that hold every point within ``radius_m`` of ``point``; a disc over a pole takes every longitude."""
    arc = radius_m / EARTH_RADIUS_M * (1 + 1e-9) + 1e-12
    south = max(-POLE_DEG, point.lat - math.degrees(arc))
    north = min(POLE_DEG, point.lat + math.degrees(arc))
    if abs(south) == POLE_DEG or abs(north) == POLE_DEG:
        return tuple(wrapped(south, -ANTIMERIDIAN_DEG, north, ANTIMERIDIAN_DEG))
    width = math.degrees(math.asin(min(1.0, math.sin(arc) / math.cos(math.radians(point.lat)))))
    return tuple(wrapped(south, point.lng - width, north, point.lng + width))


def distance_to_box_m(point: LatLng, box: Bbox) -> float:
    """Great-circle distance in metres from ``point`` to the nearest point of ``box``; 0 inside it."""
    ahead = (box.west - point.lng) % FULL_TURN_DEG
    behind = (point.lng - box.east) % FULL_TURN_DEG
    if ahead == 0.0 or behind == 0.0 or ahead + (box.east - box.west) >= FULL_TURN_DEG:
        return haversine_deg_m(point.lat, 0.0, min(max(point.lat, box.south), box.north), 0.0)
    side_deg = min(ahead, behind)
    return min(haversine_deg_m(point.lat, 0.0, lat, side_deg) for lat in _nearest_on_meridian(point, box, side_deg))


def _nearest_on_meridian(point: LatLng, box: Bbox, side_deg: float) -> tuple[float, float, float]:
    """Latitudes at which a side of ``box`` may be nearest: its ends, and the foot of the perpendicular if on it."""
    phi = math.radians(point.lat)
    foot = math.degrees(math.atan2(math.sin(phi), math.cos(phi) * math.cos(math.radians(side_deg))))
    return box.south, box.north, min(max(foot, box.south), box.north)
