"""Great-circle distance, bearing and implied speed between two points."""

import math
from datetime import datetime

from shared.models.place import LatLng

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid (IUGG 1980); the sphere is within 0.6 % of the ellipsoid everywhere."""


MAX_SPEED_MPS = 60.0
"""Faster than any vehicle here."""


def haversine_m(a: LatLng, b: LatLng) -> float:
    """Great-circle distance in metres. A longitude of 180 equals -180, and at a pole longitude has no meaning.

    Source: Sinnott (1984), Virtues of the Haversine.
    """
    return haversine_deg_m(a.lat, a.lng, b.lat, b.lng)


def haversine_deg_m(lat1: float, lng1: float, lat2: float, lng2: float) -> float:
    """As ``haversine_m``, for bare degrees; longitudes may lie outside -180 to 180."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    across = math.sin(math.radians(lng2 - lng1) / 2)
    along = math.sin((phi2 - phi1) / 2)
    half_chord = along * along + math.cos(phi1) * math.cos(phi2) * across * across
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half_chord)))


def bearing_deg(a: LatLng, b: LatLng) -> float:
    """Initial bearing from ``a`` to ``b`` in degrees, 0 (north) to below 360; 0 where the two points are one."""
    phi1, phi2 = math.radians(a.lat), math.radians(b.lat)
    delta = math.radians(b.lng - a.lng)
    east = math.sin(delta) * math.cos(phi2)
    north = math.cos(phi1) * math.sin(phi2) - math.sin(phi1) * math.cos(phi2) * math.cos(delta)
    return math.degrees(math.atan2(east, north)) % 360.0


def is_teleport(
    a: LatLng, a_at: datetime, b: LatLng, b_at: datetime, *, max_mps: float = MAX_SPEED_MPS, slack_m: float = 0.0
) -> bool:
    """Tell whether moving from ``a`` to ``b`` implies a speed over ``max_mps``, in whichever order they came.

    ``slack_m`` is how far off the two points may be, together.

    Times closer than one second count as one second: below that the noise of a receiver looks like speed.
    """
    elapsed_s = max(1.0, abs((b_at - a_at).total_seconds()))
    return haversine_m(a, b) - slack_m > max_mps * elapsed_s
