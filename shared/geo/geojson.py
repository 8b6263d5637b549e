"""Reading a zone's geometry from outside: strict JSON, caps and coordinates, before any geometry is built."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Never

from shared.geo.faults import Fault, bad_geometry
from shared.models.place import LatLng
from shared.models.zone import ZoneGeometry

MAX_BYTES = 200_000
MAX_VERTICES = 2_000
MAX_RINGS = 50
MAX_RADIUS_M = 200_000.0
MIN_RING_POSITIONS = 4

Position = tuple[float, float]
"""Longitude, then latitude: GeoJSON's order, which stays inside this package."""
Ring = tuple[Position, ...]
PolygonRings = tuple[Ring, ...]
"""The shell, then the holes."""


def read_document(raw: object) -> Mapping[str, Any]:
    """Give the geometry's JSON object from JSON text or from an object that was already read.

    Raises:
        Rejected: ``BAD_GEOMETRY``; the text is too large, or not strict JSON, or not an object.
    """
    value = _parse(raw) if isinstance(raw, str) else raw
    if not isinstance(value, Mapping):
        raise bad_geometry(Fault.NOT_AN_OBJECT)
    return value


def read_circle(value: Mapping[str, Any]) -> ZoneGeometry:
    """Read ``{"type": "Circle", "centre": {"lat", "lng"}, "radius_m"}``.

    Raises:
        Rejected: ``BAD_GEOMETRY``.
    """
    _only(value, {"type", "centre", "radius_m"})
    centre = value.get("centre")
    if not isinstance(centre, Mapping):
        raise bad_geometry(Fault.NO_CENTRE)
    _only(centre, {"lat", "lng"})
    at = LatLng(lat=_number(centre.get("lat"), 90, None), lng=_number(centre.get("lng"), 180, None))
    radius_m = _number(value.get("radius_m"), MAX_RADIUS_M, None)
    if radius_m <= 0:
        raise bad_geometry(Fault.RADIUS_NOT_POSITIVE)
    return ZoneGeometry(kind="circle", centre=at, radius_m=radius_m)


def read_polygons(value: Mapping[str, Any]) -> tuple[PolygonRings, ...]:
    """Read the rings of a GeoJSON Polygon or MultiPolygon: closed, finite, in range, within the caps.

    Raises:
        Rejected: ``BAD_GEOMETRY``; the caps are checked before any position is looked at.
    """
    _only(value, {"type", "coordinates", "bbox"})
    coordinates = value.get("coordinates")
    polygons = _sequence([coordinates] if value["type"] == "Polygon" else coordinates)
    _check_caps(polygons)
    read: list[PolygonRings] = []
    ring_index = 0
    for polygon in polygons:
        read.append(tuple(_ring(ring, ring_index + offset) for offset, ring in enumerate(polygon)))
        ring_index += len(polygon)
    return tuple(read)


def _parse(text: str) -> object:
    if len(text) > MAX_BYTES or len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise bad_geometry(Fault.TOO_LARGE, max_bytes=MAX_BYTES)
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise bad_geometry(Fault.NOT_JSON) from None


def _refuse_constant(name: str) -> Never:
    raise ValueError(name)


def _check_caps(polygons: Sequence[Any]) -> None:
    if not 1 <= len(polygons) <= MAX_RINGS:
        raise bad_geometry(Fault.TOO_MANY_RINGS if polygons else Fault.EMPTY, max_rings=MAX_RINGS)
    rings = sum(len(_sequence(polygon)) for polygon in polygons)
    if rings > MAX_RINGS:
        raise bad_geometry(Fault.TOO_MANY_RINGS, max_rings=MAX_RINGS)
    if not all(polygons):
        raise bad_geometry(Fault.EMPTY)
    if sum(len(_sequence(ring)) for polygon in polygons for ring in polygon) > MAX_VERTICES:
        raise bad_geometry(Fault.TOO_MANY_VERTICES, max_vertices=MAX_VERTICES)


def _ring(raw: Sequence[Any], index: int) -> Ring:
    positions = tuple(_position(position, index) for position in raw)
    if len(positions) < MIN_RING_POSITIONS:
        raise bad_geometry(Fault.TOO_SHORT, index)
    if positions[0] != positions[-1]:
        raise bad_geometry(Fault.UNCLOSED, index)
    return positions


def _position(raw: object, ring: int) -> Position:
    if not isinstance(raw, list | tuple) or len(raw) not in (2, 3):
        raise bad_geometry(Fault.NOT_A_POSITION, ring)
    return _number(raw[0], 180, ring), _number(raw[1], 90, ring)


def _number(raw: object, limit: float, ring: int | None) -> float:
    """Read a number from ``-limit`` to ``limit``; no huge integer is converted, and -0.0 becomes 0.0."""
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise bad_geometry(Fault.NOT_A_NUMBER, ring)
    if isinstance(raw, float) and not math.isfinite(raw):
        raise bad_geometry(Fault.NOT_FINITE, ring)
    if not -limit <= raw <= limit:
        raise bad_geometry(Fault.OUT_OF_RANGE, ring)
    return float(raw) + 0.0


def _sequence(raw: object) -> Sequence[Any]:
    if not isinstance(raw, list | tuple):
        raise bad_geometry(Fault.NOT_A_LIST)
    return raw


def _only(value: Mapping[str, Any], known: set[str]) -> None:
    """Refuse a member we do not know: a ``crs``, for one, would give the numbers another meaning."""
    if not set(value) <= known:
        raise bad_geometry(Fault.UNKNOWN_MEMBER)
