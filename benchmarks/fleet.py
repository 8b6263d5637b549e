"""A city's idle fleet, made up from a seed: the same city whatever its size."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import datetime

from shared import paths
from shared.geo.cells import encode
from shared.models.base import Document
from shared.models.place import LatLng
from shared.models.provider import Duty, Position, Provider
from shared.units import AreaId, Uid

M_PER_DEGREE = 111_195.0
CITY_RADIUS_M = 5000.0


def offset(point: LatLng, *, north_m: float = 0.0, east_m: float = 0.0) -> LatLng:
    """Give the point that lies so far from ``point``, for distances within a city."""
    lng_m = M_PER_DEGREE * math.cos(math.radians(point.lat))
    return LatLng(lat=point.lat + north_m / M_PER_DEGREE, lng=point.lng + east_m / lng_m)


def idle_fleet(
    size: int, centre: LatLng, area_id: str, at: datetime, service: str, seed: int = 1
) -> Iterator[tuple[str, Document]]:
    """Give the documents, with their paths, of ``size`` idle providers spread evenly over the city's disc.

    Args:
        size: how many providers.
        centre: middle of the city.
        area_id: their area.
        at: when they were last seen, real time.
        service: what they offer.
        seed: what chance starts from.
    """
    rng = random.Random(seed)
    for number in range(size):
        uid = Uid(f"idle-{number:04d}")
        radius_m, angle = CITY_RADIUS_M * math.sqrt(rng.random()), rng.uniform(0, math.tau)
        point = offset(centre, north_m=radius_m * math.cos(angle), east_m=radius_m * math.sin(angle))
        yield paths.provider(uid), _provider(uid, AreaId(area_id), at, service)
        yield paths.position(uid), _position(uid, AreaId(area_id), at, service, point)


def _provider(uid: Uid, area_id: AreaId, at: datetime, service: str) -> Provider:
    return Provider(
        provider_id=uid,
        name=uid.capitalize(),
        area_id=area_id,
        duty=Duty.ONLINE,
        services=(service,),
        idle_since=at,
        duty_changed_at=at,
    )


def _position(uid: Uid, area_id: AreaId, at: datetime, service: str, point: LatLng) -> Position:
    return Position(
        provider_id=uid,
        point=point,
        geohash=encode(point, 9),
        accuracy_m=8.0,
        device_time=at,
        server_time=at,
        matchable=True,
        area_id=area_id,
        marks=(service,),
    )
