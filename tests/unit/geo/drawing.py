"""Geometry for tests: rings as lists of (lng, lat), and zones made of them."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from shared.errors import Code, Rejected
from shared.geo.zones import parse_geometry, prepare_zone
from shared.models.place import LatLng
from shared.models.zone import Zone
from tests.builders import a_zone

Ring = Sequence[Sequence[float]]


def at(lat: float, lng: float) -> LatLng:
    return LatLng(lat=lat, lng=lng)


def a_box(south: float, west: float, north: float, east: float) -> Ring:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def a_star(lat: float, lng: float, radii_deg: Sequence[float]) -> Ring:
    """A ring that never crosses itself: one vertex on each of evenly spread rays."""
    turns = [2 * math.pi * index / len(radii_deg) for index in range(len(radii_deg))]
    ring = [[lng + r * math.cos(t), lat + r * math.sin(t)] for r, t in zip(radii_deg, turns, strict=True)]
    return [*ring, ring[0]]


def a_polygon(*rings: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def a_multipolygon(*polygons: Sequence[Ring]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": [list(polygon) for polygon in polygons]}


def a_circle(lat: float, lng: float, radius_m: float) -> dict[str, Any]:
    return {"type": "Circle", "centre": {"lat": lat, "lng": lng}, "radius_m": radius_m}


def a_zone_of(raw: object, **changes: Any) -> Zone:
    """A zone that is ready to be stored, of a geometry as somebody sends it."""
    return prepare_zone(a_zone(geometry=parse_geometry(raw), **changes))


def the_refusal_of(raw: object) -> dict[str, Any]:
    """The details of the refusal that ``raw`` meets."""
    with pytest.raises(Rejected) as refusal:
        parse_geometry(raw)
    assert refusal.value.code is Code.BAD_GEOMETRY
    return refusal.value.details
