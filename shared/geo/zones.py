"""Zones: reading and preparing their geometry, what they cover, and which one serves a place. Decision 0005."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared.errors import Code, Rejected
from shared.geo import cells
from shared.geo.boxes import canonical
from shared.geo.faults import Fault, bad_geometry
from shared.geo.geojson import read_circle, read_document, read_polygons
from shared.geo.hours import closure_at, is_open, next_open_at
from shared.geo.shapes import shape_of
from shared.geo.validity import valid_polygons
from shared.models.place import LatLng
from shared.models.zone import Zone, ZoneGeometry, ZoneMatch
from shared.units import AreaId

MAX_COVER_CELLS = 60


def parse_geometry(raw: object) -> ZoneGeometry:
    """Read a geometry that somebody sent and give it in its stored form.

    Args:
        raw: a GeoJSON Polygon or MultiPolygon, or ``{"type": "Circle", "centre": {"lat", "lng"}, "radius_m"}``, as JSON
            text or as an object. At most 200,000 bytes, 2,000 vertices and 50 rings. Either winding; a step of more
            than 180 degrees of longitude crosses the antimeridian; a ring round a pole holds that pole.

    Returns:
        Valid geometry, wound as RFC 7946 says and cut at the antimeridian. Reading it again gives it again.

    Raises:
        Rejected: ``BAD_GEOMETRY`` with a ``reason`` and, where one is at fault, the ``ring``.
    """
    document = read_document(raw)
    kind = document.get("type")
    if kind == "Circle":
        return read_circle(document)
    if kind not in ("Polygon", "MultiPolygon"):
        raise bad_geometry(Fault.UNKNOWN_TYPE)
    return ZoneGeometry(kind="polygon", geojson=valid_polygons(read_polygons(document)))


def prepare_zone(zone: Zone) -> Zone:
    """Give ``zone`` ready to be stored: geometry checked anew, cover cells and centroid filled in.

    Raises:
        Rejected: ``BAD_GEOMETRY``.
    """
    geometry = parse_geometry(_as_document(zone.geometry))
    shape = shape_of(geometry)
    cover = cells.covering(shape.boxes(), MAX_COVER_CELLS, shape.meets)
    return zone.model_copy(update={"geometry": geometry, "cells": cover, "centroid": shape.label_at()})


def covering_cells_for_lookup(point: LatLng) -> tuple[str, ...]:
    """Give every cell that the cover of a zone around ``point`` may hold it by, for ``array_contains_any``: seven."""
    lat, lng = canonical(point.lat, point.lng)
    finest = cells.encode(LatLng(lat=lat, lng=lng), cells.COVER_PRECISION)
    return tuple(finest[:length] for length in range(1, len(finest) + 1))


def covers(zone: Zone, point: LatLng) -> bool:
    """Tell whether ``point`` is inside the zone or on its border, decided on the exact stored numbers."""
    return shape_of(zone.geometry).covers(point.lat, point.lng)


def distance_to_m(zone: Zone, point: LatLng) -> float:
    """Metres from ``point`` to the zone's border, 0 inside; within 1 % up to 50 km."""
    return shape_of(zone.geometry).distance_m(point)


def tie_break(zone: Zone) -> tuple[int, str]:
    """Sort key among zones that hold one point: highest priority first, then lowest id."""
    return -zone.priority, zone.zone_id


def match_zone(
    zones: Sequence[Zone],
    point: LatLng,
    service: str,
    at: datetime,
    tz_of: Mapping[AreaId, str],
) -> ZoneMatch:
    """Choose the zone that serves ``service`` at ``point`` and ``at``.

    Of the active zones that hold the point the first by ``tie_break`` is asked. One that does not offer the service, or
    is outside its hours, leaves the place to the next; one that offers it and is closed ends the search, so that an
    operator's closure is not undone by a wider zone beneath it.

    Args:
        zones: those that may hold the point, in any order; among them, and any neighbours given with them, the nearest
            that would serve is sought for a refusal.
        point: the stop's place.
        service: the service asked for.
        at: when the service begins.
        tz_of: the timezone of each area of ``zones``.

    Raises:
        Rejected: ``SUSPECT_PLACE`` for 0,0; else the first such zone's reason: ``SERVICE_NOT_OFFERED``, ``ZONE_CLOSED``
            (``until``, ``opens_at``), ``OUTSIDE_HOURS`` (``opens_at``), each with ``zone_id``, ``nearest_zone_id`` and
            ``distance_m``; or ``NOT_SERVICEABLE`` with ``zone_id`` and ``distance_m`` of the nearest that would serve.
    """
    if point.lat == 0 and point.lng == 0:
        raise Rejected(Code.SUSPECT_PLACE)
    refusals: list[Rejected] = []
    for zone in sorted((z for z in zones if z.active and covers(z, point)), key=tie_break):
        refusal = _refusal(zone, service, at, tz_of)
        if refusal is None:
            return ZoneMatch(zone_id=zone.zone_id, zone_version=zone.version, area_id=zone.area_id)
        refusals.append(refusal)
        if refusal.code is Code.ZONE_CLOSED:
            break
    elsewhere = _nearest((z for z in zones if z.active and not _refusal(z, service, at, tz_of)), point)
    if not refusals:
        raise Rejected(Code.NOT_SERVICEABLE, elsewhere)
    if elsewhere:
        elsewhere["nearest_zone_id"] = elsewhere.pop("zone_id")
    raise Rejected(refusals[0].code, {**elsewhere, **refusals[0].details})


def _refusal(zone: Zone, service: str, at: datetime, tz_of: Mapping[AreaId, str]) -> Rejected | None:
    """Say why ``zone`` does not serve; None when it does."""
    if service not in zone.services:
        return Rejected(Code.SERVICE_NOT_OFFERED, {"zone_id": zone.zone_id, "services": list(zone.services)})
    tz = tz_of[zone.area_id]
    closure = closure_at(zone, at)
    if closure is None and is_open(zone, at, tz):
        return None
    when = {"zone_id": zone.zone_id, "opens_at": _rfc3339(next_open_at(zone, at, tz))}
    if closure is None:
        return Rejected(Code.OUTSIDE_HOURS, when)
    return Rejected(Code.ZONE_CLOSED, {**when, "until": _rfc3339(closure.window.end_at)})


def _nearest(zones: Iterable[Zone], point: LatLng) -> dict[str, Any]:
    """Name the nearest of ``zones`` and how far its border is, in whole metres; empty when there is none."""
    gaps = [(distance_to_m(zone, point), zone.zone_id) for zone in zones]
    if not gaps:
        return {}
    distance_m, zone_id = min(gaps)
    return {"zone_id": zone_id, "distance_m": round(distance_m)}


def _rfc3339(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z") if instant else None


def _as_document(geometry: ZoneGeometry) -> str | Mapping[str, object]:
    if geometry.geojson is not None:
        return geometry.geojson
    centre = geometry.centre.model_dump() if geometry.centre else None
    return {"type": "Circle", "centre": centre, "radius_m": geometry.radius_m}
