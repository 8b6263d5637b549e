"""Rings that cross the antimeridian or go round a pole, unrolled onto one plane. Decision 0005."""

from itertools import pairwise

from shared.geo.boxes import ANTIMERIDIAN_DEG, FULL_TURN_DEG, POLE_DEG
from shared.geo.faults import Fault, bad_geometry
from shared.geo.geojson import PolygonRings, Ring


def unrolled(polygon: PolygonRings, first_index: int) -> PolygonRings:
    """Lay a polygon on a plane where neighbours are at most 180 degrees apart; longitudes may pass 180.

    A shell that goes round a pole once is closed over the pole of the hemisphere it lies in. Holes are turned to
    where their shell is.

    Raises:
        Rejected: ``BAD_GEOMETRY``; a ring goes round twice, or round both poles at once, or repeats a point.
    """
    shell = _closed_over_pole(_unrolled_ring(polygon[0]), first_index)
    rings = [shell]
    for index, hole in enumerate(polygon[1:], start=first_index + 1):
        flat = _unrolled_ring(hole)
        if _turns(flat):
            raise bad_geometry(Fault.HOLE_AROUND_POLE, index)
        rings.append(_turned_into(flat, shell))
    for index, ring in enumerate(rings, start=first_index):
        if len(set(ring)) != len(ring) - 1:
            raise bad_geometry(Fault.DUPLICATE_POINT, index)
    return tuple(rings)


def _unrolled_ring(ring: Ring) -> Ring:
    """Undo each jump of more than 180 degrees; along a pole longitude has no meaning, so nothing jumps there."""
    flat, turn = [ring[0]], 0.0
    for (lng_before, lat_before), (lng, lat) in pairwise(ring):
        jump = lng - lng_before
        at_pole = lat == lat_before and abs(lat) == POLE_DEG
        if abs(jump) > ANTIMERIDIAN_DEG and not at_pole:
            turn += -FULL_TURN_DEG if jump > 0 else FULL_TURN_DEG
        flat.append((lng + turn, lat))
    return tuple(flat)


def _turns(flat: Ring) -> float:
    return (flat[-1][0] - flat[0][0]) / FULL_TURN_DEG


def _closed_over_pole(flat: Ring, index: int) -> Ring:
    if not _turns(flat):
        return flat
    if abs(_turns(flat)) > 1:
        raise bad_geometry(Fault.GOES_ROUND_TWICE, index)
    north = all(lat > 0 for _, lat in flat)
    if not north and not all(lat < 0 for _, lat in flat):
        raise bad_geometry(Fault.AMBIGUOUS_POLE, index)
    pole = POLE_DEG if north else -POLE_DEG
    return (*flat, (flat[-1][0], pole), (flat[0][0], pole), flat[0])


def _turned_into(hole: Ring, shell: Ring) -> Ring:
    """Turn a hole by whole turns until it is as near its shell's middle as it can be."""
    middle = (min(lng for lng, _ in shell) + max(lng for lng, _ in shell)) / 2
    own = (min(lng for lng, _ in hole) + max(lng for lng, _ in hole)) / 2
    turn = round((middle - own) / FULL_TURN_DEG) * FULL_TURN_DEG
    return hole if turn == 0 else tuple((lng + turn, lat) for lng, lat in hole)
