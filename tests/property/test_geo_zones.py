"""Zones by exact arithmetic: borders are closed, neighbours leave no gap, covers and the index lose nothing."""

import json
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.geo.boxes import canonical
from shared.geo.distance import haversine_m
from shared.geo.zone_index import ZoneIndex
from shared.geo.zones import covering_cells_for_lookup, covers, distance_to_m, match_zone, parse_geometry
from shared.models.place import LatLng
from shared.models.zone import Zone
from tests.unit.geo.drawing import Ring, a_circle, a_polygon, a_star, a_zone_of, at

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
centres = st.tuples(st.floats(-80, 80), st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 179.9, 180.0])))
shares = st.floats(0, 1)


def turned(ring: Ring) -> Ring:
    """The ring as its author sends it: longitudes between -180 and 180."""
    return [[math.remainder(lng, 360), lat] for lng, lat in ring]


@st.composite
def star_polygons(draw: st.DrawFn) -> dict[str, Any]:
    """A star that may cross the antimeridian, often with a hole."""
    lat, lng = draw(centres)
    size = draw(st.sampled_from([0.01, 0.3, 5.0]))
    radii = draw(st.lists(st.floats(0.5, 1), min_size=5, max_size=12))
    rings = [a_star(lat, lng, [size * radius for radius in radii])]
    if draw(st.booleans()):
        rings.append(
            a_star(lat, lng, [size * radius * 0.3 for radius in draw(st.lists(st.floats(0.5, 1), min_size=5))])
        )
    return a_polygon(*[turned(ring) for ring in rings])


@st.composite
def zones_and_points(draw: st.DrawFn) -> tuple[Zone, LatLng]:
    """A zone of any kind and a point in or near it; often on its border."""
    if draw(st.booleans()):
        lat, lng = draw(centres)
        radius_m = draw(st.sampled_from([50.0, 3_000.0, 200_000.0]))
        zone = a_zone_of(a_circle(lat, lng, radius_m))
        reach_deg = radius_m / 100_000
    else:
        zone = a_zone_of(draw(star_polygons()))
        if draw(st.booleans()):
            return zone, draw(st.sampled_from([at(y, x) for ring in rings_of(zone) for x, y in ring]))
        assert zone.centroid is not None
        lat, lng, reach_deg = zone.centroid.lat, zone.centroid.lng, 1.2 * max(spans_of(zone))
    north, east = draw(st.floats(-1, 1)), draw(st.floats(-1, 1))
    near = LatLng(
        lat=max(-90.0, min(90.0, lat + north * reach_deg)), lng=math.remainder(lng + 2 * east * reach_deg, 360)
    )
    return zone, near


def rings_of(zone: Zone) -> Iterator[list[tuple[float, float]]]:
    document = json.loads(zone.geometry.geojson or "")
    polygons = document["coordinates"] if document["type"] == "MultiPolygon" else [document["coordinates"]]
    for polygon in polygons:
        yield from polygon


def spans_of(zone: Zone) -> Iterator[float]:
    for ring in rings_of(zone):
        yield max(lat for _, lat in ring) - min(lat for _, lat in ring)


def covers_by_hand(zone: Zone, lat: float, lng: float) -> bool:
    """Even-odd rule and points on edges, in exact fractions, over all rings at once."""
    x, y = Fraction(lng), Fraction(lat)
    inside = False
    for ring in rings_of(zone):
        for (x1, y1), (x2, y2) in pairwise((Fraction(a), Fraction(b)) for a, b in ring):
            side = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
            if side == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return True
            if (y1 <= y) != (y2 <= y) and (side > 0) == (y2 > y1):
                inside = not inside
    return inside


def covers_by_hand_anywhere(zone: Zone, point: LatLng) -> bool:
    names = [(point.lat, point.lng)]
    if abs(point.lng) == 180:
        names.append((point.lat, -point.lng))
    return any(covers_by_hand(zone, lat, lng) for lat, lng in names)


@given(star_polygons())
def test_every_vertex_is_covered(raw: dict[str, Any]) -> None:
    zone = a_zone_of(raw)

    assert all(
        covers(zone, at(y, x)) for ring in raw["coordinates"] for x, y in ring if abs(x) < 128 or x in (180, -180)
    )
    assert all(covers(zone, at(y, x)) for ring in rings_of(zone) for x, y in ring)


@given(st.lists(st.tuples(st.integers(-64, 64), st.integers(-64, 64)), min_size=3, max_size=3, unique=True), shares)
def test_every_point_of_an_edge_is_covered(corners: list[tuple[int, int]], share: float) -> None:
    (x0, y0), (x1, y1), (x2, y2) = corners
    if (x1 - x0) * (y2 - y0) == (y1 - y0) * (x2 - x0):
        return
    zone = a_zone_of(a_polygon([[x0, y0], [x1, y1], [x2, y2], [x0, y0]]))
    exact_share = round(share * 1024) / 1024

    point = at(y0 + (y1 - y0) * exact_share, x0 + (x1 - x0) * exact_share)

    assert covers(zone, point)
    assert set(zone.cells) & set(covering_cells_for_lookup(point))


@given(zones_and_points())
def test_polygon_covers_what_exact_arithmetic_says(case: tuple[Zone, LatLng]) -> None:
    zone, point = case

    if zone.geometry.kind == "polygon" and abs(point.lat) < 90:
        assert covers(zone, point) == covers_by_hand_anywhere(zone, point)


@given(zones_and_points())
def test_lookup_finds_every_zone_that_covers_the_point(case: tuple[Zone, LatLng]) -> None:
    zone, point = case

    if covers(zone, point):
        assert set(zone.cells) & set(covering_cells_for_lookup(point))


@given(star_polygons())
def test_reading_again_changes_nothing(raw: dict[str, Any]) -> None:
    geometry = parse_geometry(raw)

    assert parse_geometry(geometry.geojson) == geometry


@given(centres, st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
def test_radius_is_inclusive(centre: tuple[float, float], north: float, east: float) -> None:
    edge = at(centre[0] + north, math.remainder(centre[1] + east, 360))
    radius_m = haversine_m(at(*centre), edge)

    if radius_m > 0:
        zone = a_zone_of(a_circle(*centre, radius_m))

        assert covers(zone, edge)
        assert set(zone.cells) & set(covering_cells_for_lookup(edge))
        assert distance_to_m(zone, edge) == 0


@st.composite
def split_boxes(draw: st.DrawFn) -> tuple[Zone, Zone, LatLng]:
    """Two zones on either side of a crooked border, and a point that was computed to lie on it."""
    bends = draw(st.lists(st.floats(13.2, 13.8), min_size=2, max_size=8))
    border = [[x, 52 + index / (len(bends) - 1)] for index, x in enumerate(bends)]
    west = [[13.0, 53.0], [13.0, 52.0], *border, [13.0, 53.0]]
    east = [[14.0, 52.0], [14.0, 53.0], *border[::-1], [14.0, 52.0]]
    (x0, y0), (x1, y1) = draw(st.sampled_from(list(pairwise(border))))
    share = draw(shares)
    point = at(min(53.0, y0 + (y1 - y0) * share), x0 + (x1 - x0) * share)
    ids = draw(st.permutations(["a", "b"]))
    return a_zone_of(a_polygon(west), zone_id=ids[0]), a_zone_of(a_polygon(east), zone_id=ids[1]), point


@given(split_boxes())
def test_shared_border_leaves_no_gap_and_has_one_winner(case: tuple[Zone, Zone, LatLng]) -> None:
    west, east, point = case
    timezones = {west.area_id: "Europe/Berlin"}
    holding = sorted(zone.zone_id for zone in (west, east) if covers(zone, point))

    winners = {match_zone(pair, point, "courier", NOON, timezones).zone_id for pair in ((west, east), (east, west))}

    assert winners == {holding[0]}


@settings(max_examples=40)
@given(st.lists(zones_and_points(), min_size=1, max_size=6))
def test_index_answers_as_a_scan_does(cases: list[tuple[Zone, LatLng]]) -> None:
    zones = [zone.model_copy(update={"zone_id": f"z{n}", "priority": n % 3}) for n, (zone, _) in enumerate(cases)]
    index = ZoneIndex(zones)

    for _, point in cases:
        scanned = sorted((-z.priority, z.zone_id) for z in zones if covers(z, point))
        assert [(-z.priority, z.zone_id) for z in index.locate(point)] == scanned


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_canonical_name_is_the_same_place(latitude: float, longitude: float) -> None:
    lat, lng = canonical(latitude, longitude)

    assert haversine_m(at(lat, lng), at(latitude, longitude)) < 1e-6
