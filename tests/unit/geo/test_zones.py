"""What a zone covers: borders, holes, the antimeridian, the poles; and how far it is."""

import json
import math
from itertools import pairwise

import pytest

from shared.errors import Code, Rejected
from shared.geo.distance import EARTH_RADIUS_M, haversine_m
from shared.geo.zone_index import ZoneIndex
from shared.geo.zones import covering_cells_for_lookup, covers, distance_to_m, parse_geometry, prepare_zone
from shared.models.zone import Zone, ZoneGeometry
from tests.builders import a_zone
from tests.unit.geo.drawing import (
    Ring,
    a_box,
    a_circle,
    a_multipolygon,
    a_polygon,
    a_star,
    a_zone_of,
    at,
    the_refusal_of,
)

ONE_DEGREE_M = EARTH_RADIUS_M * math.pi / 180
RING_WITH_HOLE = a_polygon(a_box(10, 10, 20, 20), a_box(14, 14, 16, 16))
ACROSS_ANTIMERIDIAN = a_polygon([[178, -20], [-178, -20], [-178, -16], [178, -16], [178, -20]])
ROUND_NORTH_POLE = a_polygon([[0, 80], [90, 81], [180, 80], [-90, 82], [0, 80]])
ANTARCTICA = a_polygon(
    [[-180, -90], [180, -90], [180, -70], [90, -65], [0, -70], [-90, -65], [-180, -70], [-180, -90]],
)


def found_by_lookup(zone: Zone, lat: float, lng: float) -> bool:
    return bool(set(zone.cells) & set(covering_cells_for_lookup(at(lat, lng))))


@pytest.mark.parametrize(("lat", "lng"), [(10, 10), (20, 10), (10, 15), (12.25, 20), (14, 14), (14, 15), (15, 16)])
def test_outer_and_inner_borders_belong_to_the_zone(lat: float, lng: float) -> None:
    zone = a_zone_of(RING_WITH_HOLE)

    assert covers(zone, at(lat, lng))
    assert found_by_lookup(zone, lat, lng)


@pytest.mark.parametrize(("lat", "lng"), [(15, 15), (14.001, 14.001), (9.999, 15), (15, 20.001)])
def test_hole_and_outside_do_not(lat: float, lng: float) -> None:
    assert not covers(a_zone_of(RING_WITH_HOLE), at(lat, lng))


def test_the_next_number_past_the_border_is_outside() -> None:
    zone = a_zone_of(a_polygon(a_box(10, 10, 20, 20)))

    assert not covers(zone, at(15, math.nextafter(20, 21)))
    assert not covers(zone, at(math.nextafter(10, 9), 15))


def test_each_polygon_of_several_is_served() -> None:
    zone = a_zone_of(a_multipolygon([a_box(0, 0, 1, 1)], [a_box(5, 5, 6, 6)]))

    assert covers(zone, at(0.5, 0.5))
    assert covers(zone, at(6, 6))
    assert not covers(zone, at(3, 3))


def test_radius_of_a_circle_is_inclusive() -> None:
    centre, edge = at(52.5, 13.4), at(52.51, 13.42)
    radius_m = haversine_m(centre, edge)

    assert covers(a_zone_of(a_circle(52.5, 13.4, radius_m)), edge)
    assert not covers(a_zone_of(a_circle(52.5, 13.4, math.nextafter(radius_m, 0))), edge)


def test_ring_over_the_antimeridian_is_cut_in_two() -> None:
    stored = json.loads(parse_geometry(ACROSS_ANTIMERIDIAN).geojson or "")

    assert stored["type"] == "MultiPolygon"
    assert [sorted({lng for lng, _ in polygon[0]}) for polygon in stored["coordinates"]] == [[-180, -178], [178, 180]]


def test_ring_cut_by_its_author_means_the_same() -> None:
    cut = a_multipolygon([a_box(-20, 178, -16, 180)], [a_box(-20, -180, -16, -178)])
    zones = [a_zone_of(ACROSS_ANTIMERIDIAN), a_zone_of(cut)]

    for lat, lng in [(-18, 179), (-18, -179), (-18, 180), (-20, -180), (-18, 177), (-18, 0), (-15.9, 180)]:
        assert len({covers(zone, at(lat, lng)) for zone in zones}) == 1


@pytest.mark.parametrize("lng", [178, 179.5, 180, -180, -179.5, -178])
def test_zone_over_the_antimeridian_covers_both_sides(lng: float) -> None:
    zone = a_zone_of(ACROSS_ANTIMERIDIAN)

    assert covers(zone, at(-18, lng))
    assert found_by_lookup(zone, -18, lng)


@pytest.mark.parametrize("lng", [177.9, -177.9, 0])
def test_zone_over_the_antimeridian_ends_where_it_was_drawn(lng: float) -> None:
    assert not covers(a_zone_of(ACROSS_ANTIMERIDIAN), at(-18, lng))


@pytest.mark.parametrize("lng", [180, -180])
@pytest.mark.parametrize("box", [a_box(5, 170, 6, 180), a_box(5, -180, 6, -170)])
def test_zone_that_only_reaches_the_antimeridian_covers_it_by_both_names(box: Ring, lng: float) -> None:
    zone = a_zone_of(a_polygon(box))

    assert covers(zone, at(5.5, lng))
    assert found_by_lookup(zone, 5.5, lng)


def test_hole_over_the_antimeridian_is_kept() -> None:
    hole = [[179, -19], [-179, -19], [-179, -17], [179, -17], [179, -19]]

    zone = a_zone_of(a_polygon(ACROSS_ANTIMERIDIAN["coordinates"][0], hole))

    assert not covers(zone, at(-18, 180))
    assert covers(zone, at(-18, 178.5))
    assert covers(zone, at(-17, -180))


def test_label_of_a_cut_zone_lies_in_it() -> None:
    zone = a_zone_of(ACROSS_ANTIMERIDIAN)

    assert zone.centroid is not None
    assert covers(zone, zone.centroid)


@pytest.mark.parametrize("raw", [ROUND_NORTH_POLE, a_polygon(ROUND_NORTH_POLE["coordinates"][0][::-1])])
def test_ring_round_a_pole_holds_the_pole(raw: dict[str, object]) -> None:
    zone = a_zone_of(raw)

    for lat, lng in [(90, 0), (90, 77), (85, -180), (85, 180), (82.1, -90), (80, 0), (80.5, 30)]:
        assert covers(zone, at(lat, lng))
        assert found_by_lookup(zone, lat, lng)
    assert not covers(zone, at(79.9, 0))
    assert not covers(zone, at(-90, 0))


@pytest.mark.parametrize("lng", [5, 0, 77, 180, -180])
def test_wedge_that_reaches_a_pole_covers_it_at_any_longitude(lng: float) -> None:
    zone = a_zone_of(a_polygon(a_box(-90, 0, -80, 10)))

    assert covers(zone, at(-90, lng))
    assert found_by_lookup(zone, -90, lng)
    assert ZoneIndex([zone, a_zone_of(a_circle(52, 13, 9))]).locate(at(-90, lng)) == (zone,)


def test_cap_that_is_drawn_along_the_pole_is_read_as_drawn() -> None:
    zone = a_zone_of(ANTARCTICA)

    for lat, lng in [(-90, 12), (-75, 180), (-70, -180), (-65, 90)]:
        assert covers(zone, at(lat, lng))
        assert found_by_lookup(zone, lat, lng)
    assert not covers(zone, at(-64, 90))


def test_ring_round_the_globe_across_the_equator_is_refused() -> None:
    ring = [[0, -5], [90, 5], [180, -5], [-90, 5], [0, -5]]

    assert the_refusal_of(a_polygon(ring))["reason"] == "ambiguous_pole"


def test_ring_that_goes_round_twice_is_refused() -> None:
    ring = [[0, 80], [120, 81], [-120, 82], [1, 83], [121, 84], [-119, 85], [0, 80]]

    assert the_refusal_of(a_polygon(ring))["reason"] == "goes_round_twice"


def test_hole_round_a_pole_is_refused() -> None:
    hole = [[0, 88], [120, 88], [-120, 88], [0, 88]]

    assert the_refusal_of(a_polygon(ROUND_NORTH_POLE["coordinates"][0], hole))["reason"] == "hole_around_pole"


def test_circle_over_a_pole_covers_every_longitude() -> None:
    zone = a_zone_of(a_circle(89.5, 10, 100_000))

    for lat, lng in [(90, 0), (89.8, -170), (89.5, 10), (89.7, 180)]:
        assert covers(zone, at(lat, lng))
        assert found_by_lookup(zone, lat, lng)


def test_distance_is_nothing_inside_and_on_the_border() -> None:
    zone = a_zone_of(RING_WITH_HOLE)

    assert distance_to_m(zone, at(12, 12)) == 0
    assert distance_to_m(zone, at(10, 12)) == 0


def test_distance_out_of_a_hole_is_to_its_border() -> None:
    assert distance_to_m(a_zone_of(RING_WITH_HOLE), at(14.5, 15)) == pytest.approx(0.5 * ONE_DEGREE_M, rel=0.01)


def test_distance_is_measured_over_the_antimeridian() -> None:
    zone = a_zone_of(a_polygon(a_box(-1, 179.5, 1, 180)))

    assert distance_to_m(zone, at(0, -179.9)) == pytest.approx(0.1 * ONE_DEGREE_M, rel=0.01)
    assert distance_to_m(zone, at(0, 179.4)) == pytest.approx(0.1 * ONE_DEGREE_M, rel=0.01)


def test_distance_to_a_circle_is_to_its_rim() -> None:
    zone = a_zone_of(a_circle(0, 1, 10_000))

    assert distance_to_m(zone, at(0, 2)) == pytest.approx(ONE_DEGREE_M - 10_000)


@pytest.mark.parametrize("lat", [0, 35, 60, 70])
@pytest.mark.parametrize("bearing", range(0, 360, 30))
def test_distance_is_within_one_percent_at_50_km(lat: float, bearing: int) -> None:
    north, east = math.cos(math.radians(bearing)), math.sin(math.radians(bearing))
    ring = a_star(lat, 10, [0.02] * 12)
    point = at(lat + 0.47 * north, 10 + 0.47 * east / math.cos(math.radians(lat)))
    corners = [at(y, x) for x, y in _densified(ring, 200)]

    distance_m = distance_to_m(a_zone_of(a_polygon(ring)), point)

    assert distance_m == pytest.approx(min(haversine_m(point, corner) for corner in corners), rel=0.01)


def _densified(ring: Ring, steps: int) -> list[tuple[float, float]]:
    return [
        (x + (u - x) * step / steps, y + (v - y) * step / steps)
        for (x, y), (u, v) in pairwise(ring)
        for step in range(steps)
    ]


def test_prepared_zone_has_at_most_60_cells_that_a_lookup_reaches() -> None:
    for raw in (RING_WITH_HOLE, ANTARCTICA, a_circle(52.5, 13.4, 300), a_polygon(a_star(52, 13, [0.3, 0.1] * 9))):
        zone = a_zone_of(raw)

        assert 0 < len(zone.cells) <= 60
        assert {len(cell) for cell in zone.cells} <= set(range(1, 8))


def test_lookup_fits_one_query() -> None:
    assert len(covering_cells_for_lookup(at(52.5, 13.4))) == 7


def test_preparing_checks_a_geometry_that_nobody_read() -> None:
    bow_tie = json.dumps(a_polygon([[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]))

    with pytest.raises(Rejected) as refusal:
        prepare_zone(a_zone(geometry=ZoneGeometry(kind="polygon", geojson=bow_tie)))

    assert refusal.value.code is Code.BAD_GEOMETRY


@pytest.mark.parametrize("kind", ["circle", "polygon"])
def test_geometry_without_its_parts_is_refused(kind: str) -> None:
    zone = a_zone(geometry=ZoneGeometry.model_validate({"kind": kind}))

    with pytest.raises(Rejected):
        covers(zone, at(1, 1))
    with pytest.raises(Rejected):
        prepare_zone(zone)
