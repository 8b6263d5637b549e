"""From checked rings to one valid geometry between -180 and 180: judged, cut at the antimeridian, never mended.

A mended border is a border that nobody drew: what is not valid is refused with the ring and the reason.
"""

import json
from collections.abc import Sequence
from itertools import combinations

import shapely
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, box, mapping

from shared.geo.boxes import ANTIMERIDIAN_DEG, FULL_TURN_DEG, POLE_DEG
from shared.geo.faults import Fault, bad_geometry
from shared.geo.geojson import MAX_BYTES, MAX_VERTICES, PolygonRings, Ring
from shared.geo.rings import unrolled


def valid_polygons(polygons: Sequence[PolygonRings]) -> str:
    """Give the polygons as GeoJSON text: shells counterclockwise, holes clockwise, cut at the antimeridian.

    Raises:
        Rejected: ``BAD_GEOMETRY`` with the ring, counted through all polygons, and the reason.
    """
    parts: list[list[Polygon]] = []
    first_rings: list[int] = []
    ring_index = 0
    for rings in polygons:
        parts.append(_cut(_polygon(unrolled(rings, ring_index), ring_index), ring_index))
        first_rings.append(ring_index)
        ring_index += len(rings)
    _refuse_overlaps(parts, first_rings)
    return _as_text([piece for part in parts for piece in part])


def _as_text(pieces: Sequence[Polygon]) -> str:
    whole = pieces[0] if len(pieces) == 1 else MultiPolygon(pieces)
    if shapely.get_num_coordinates(whole) > MAX_VERTICES:
        raise bad_geometry(Fault.TOO_MANY_VERTICES, max_vertices=MAX_VERTICES)
    text = json.dumps(mapping(shapely.orient_polygons(whole, exterior_cw=False)), separators=(",", ":"))
    if len(text) > MAX_BYTES:
        raise bad_geometry(Fault.TOO_LARGE, max_bytes=MAX_BYTES)
    return text


def _polygon(rings: PolygonRings, first_index: int) -> Polygon:
    alone = [_simple(ring, first_index + offset) for offset, ring in enumerate(rings)]
    polygon = Polygon(rings[0], rings[1:])
    if not polygon.is_valid:
        offset, reason = _why_invalid(alone)
        raise bad_geometry(reason, first_index + offset, explanation=shapely.is_valid_reason(polygon))
    return polygon


def _simple(ring: Ring, index: int) -> Polygon:
    polygon = Polygon(ring)
    if polygon.convex_hull.area == 0:
        raise bad_geometry(Fault.ZERO_AREA, index)
    if not polygon.is_valid:
        raise bad_geometry(Fault.SELF_CROSSING, index, explanation=shapely.is_valid_reason(polygon))
    west, _, east, _ = polygon.bounds
    if east - west > FULL_TURN_DEG:
        raise bad_geometry(Fault.GOES_ROUND_TWICE, index)
    return polygon


def _why_invalid(alone: Sequence[Polygon]) -> tuple[int, Fault]:
    """Name the ring at fault, given that each ring is valid alone, and why."""
    shell = alone[0]
    for offset, hole in enumerate(alone[1:], start=1):
        if not shell.covers(hole):
            return offset, Fault.HOLE_OUTSIDE_SHELL
    for (_, one), (offset, other) in combinations(enumerate(alone[1:], start=1), 2):
        if not MultiPolygon([one, other]).is_valid:
            return offset, Fault.HOLES_OVERLAP
    return 0, Fault.DISCONNECTED_INTERIOR


def _cut(polygon: Polygon, index: int) -> list[Polygon]:
    """Cut at the antimeridian and turn each piece back to between -180 and 180."""
    west, _, east, _ = polygon.bounds
    if west >= -ANTIMERIDIAN_DEG and east <= ANTIMERIDIAN_DEG:
        return [polygon]
    pieces = []
    for turn in (-FULL_TURN_DEG, 0.0, FULL_TURN_DEG):
        world = box(turn - ANTIMERIDIAN_DEG, -POLE_DEG, turn + ANTIMERIDIAN_DEG, POLE_DEG)
        pieces.append(translate(shapely.intersection(polygon, world), xoff=-turn))
    joined = shapely.union_all(pieces)
    cut = [piece for piece in shapely.get_parts(joined) if piece.area > 0]
    if not cut or not MultiPolygon(cut).is_valid:
        raise bad_geometry(Fault.CAN_NOT_BE_CUT, index)
    return cut


def _refuse_overlaps(parts: Sequence[Sequence[Polygon]], first_rings: Sequence[int]) -> None:
    """Refuse polygons that share more than points; the later one is named."""
    if MultiPolygon([piece for part in parts for piece in part]).is_valid:
        return
    for (_, one), (later, other) in combinations(enumerate(parts), 2):
        if not MultiPolygon([*one, *other]).is_valid:
            raise bad_geometry(Fault.POLYGONS_OVERLAP, first_rings[later])
    raise bad_geometry(Fault.POLYGONS_OVERLAP)
