"""What is refused as a zone's geometry, and that nothing is built or mended on the way."""

import json
import math
import random
from typing import Any

import pytest

from shared.geo import zones
from shared.geo.geojson import MAX_RINGS, MAX_VERTICES
from shared.geo.zones import parse_geometry
from tests.unit.geo.drawing import a_box, a_circle, a_multipolygon, a_polygon, a_star, the_refusal_of

SQUARE = a_box(0, 0, 10, 10)


def test_polygon_is_stored_as_text_wound_counterclockwise() -> None:
    geometry = parse_geometry(a_polygon(SQUARE[::-1]))

    assert json.loads(geometry.geojson or "")["coordinates"][0][:3] == [[0, 0], [10, 0], [10, 10]]


def test_either_winding_gives_the_same_geometry() -> None:
    hole = a_box(2, 2, 4, 4)

    assert parse_geometry(a_polygon(SQUARE, hole)) == parse_geometry(a_polygon(SQUARE[::-1], hole[::-1]))


def test_reading_a_stored_geometry_again_gives_it_again() -> None:
    geometry = parse_geometry(a_multipolygon([SQUARE, a_box(2, 2, 4, 4)], [a_box(20, 20, 21, 21)]))

    assert parse_geometry(geometry.geojson) == geometry


def test_coordinates_are_kept_to_the_last_bit() -> None:
    ring = a_star(52.1, 13.7, [0.1 + 1 / (7 + index) for index in range(40)])

    geometry = parse_geometry(a_polygon(ring))

    assert {tuple(p) for p in json.loads(geometry.geojson or "")["coordinates"][0]} == {tuple(p) for p in ring}


def test_altitude_is_dropped() -> None:
    raised = [[*position, 34.0] for position in SQUARE]

    assert parse_geometry(a_polygon(raised)) == parse_geometry(a_polygon(SQUARE))


def test_circle_is_read_from_text() -> None:
    geometry = parse_geometry(json.dumps(a_circle(52.5, 13.4, 1500)))

    assert geometry.kind == "circle"
    assert geometry.radius_m == 1500


FAULTY_RINGS: list[tuple[str, Any, str]] = [
    ("unclosed", SQUARE[:-1], "unclosed"),
    ("closed by a hair's breadth only", [*SQUARE[:-1], [0.0, 1e-13]], "unclosed"),
    ("three positions", [[0, 0], [1, 1], [0, 0]], "too_short"),
    ("no position", [], "too_short"),
    ("bow tie", [[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]], "self_crossing"),
    ("spike", [[0, 0], [1, 0], [2, 0], [1.5, 0], [1, 1], [0, 0]], "self_crossing"),
    ("all on a line", [[0, 0], [1, 1], [2, 2], [0, 0]], "zero_area"),
    ("all in one point", [[3, 3], [3, 3], [3, 3], [3, 3]], "duplicate_point"),
    ("a point twice in a row", [*SQUARE[:2], *SQUARE[1:]], "duplicate_point"),
    ("a point touched twice", [[0, 0], [2, 0], [1, 1], [2, 2], [0, 2], [1, 1], [0, 0]], "duplicate_point"),
    ("NaN", [[0, 0], [math.nan, 0], [1, 1], [0, 0]], "not_finite"),
    ("infinity", [[0, 0], [math.inf, 0], [1, 1], [0, 0]], "not_finite"),
    ("longitude past 180", [[0, 0], [181, 0], [1, 1], [0, 0]], "out_of_range"),
    ("latitude past 90", [[0, 0], [1, 91], [1, 1], [0, 0]], "out_of_range"),
    ("a huge integer", [[0, 0], [10**400, 0], [1, 1], [0, 0]], "out_of_range"),
    ("text for a number", [[0, 0], ["1", 0], [1, 1], [0, 0]], "not_a_number"),
    ("a boolean for a number", [[0, 0], [True, 0], [1, 1], [0, 0]], "not_a_number"),
    ("null for a number", [[0, 0], [None, 0], [1, 1], [0, 0]], "not_a_number"),
    ("one coordinate", [[0, 0], [1], [1, 1], [0, 0]], "not_a_position"),
    ("an object for a position", [[0, 0], {"lng": 1, "lat": 0}, [1, 1], [0, 0]], "not_a_position"),
]


@pytest.mark.parametrize(
    ("ring", "reason"), [case[1:] for case in FAULTY_RINGS], ids=[case[0] for case in FAULTY_RINGS]
)
def test_faulty_ring_is_named_with_its_reason(ring: Any, reason: str) -> None:
    details = the_refusal_of(a_multipolygon([a_box(50, 50, 60, 60), a_box(52, 52, 53, 53)], [ring]))

    assert (details["ring"], details["reason"]) == (2, reason)


FAULTY_SETS: list[tuple[str, dict[str, Any], int, str]] = [
    ("hole outside", a_polygon(SQUARE, a_box(20, 20, 21, 21)), 1, "hole_outside_shell"),
    ("hole across the shell", a_polygon(SQUARE, a_box(1, 1, 2, 2), a_box(5, 5, 6, 11)), 2, "hole_outside_shell"),
    ("hole that is the shell", a_polygon(SQUARE, SQUARE), 0, "disconnected_interior"),
    ("nested holes", a_polygon(SQUARE, a_box(1, 1, 8, 8), a_box(2, 2, 3, 3)), 2, "holes_overlap"),
    ("crossing holes", a_polygon(SQUARE, a_box(1, 1, 4, 4), a_box(2, 2, 5, 5)), 2, "holes_overlap"),
    (
        "a hole that cuts the inside in two",
        a_polygon(SQUARE, [[5, 0], [6, 5], [5, 10], [4, 5], [5, 0]]),
        0,
        "disconnected_interior",
    ),
    ("overlapping polygons", a_multipolygon([SQUARE], [a_box(5, 5, 15, 15)]), 1, "polygons_overlap"),
    ("polygons that share an edge", a_multipolygon([SQUARE], [a_box(0, 10, 10, 20)]), 1, "polygons_overlap"),
    ("a polygon in a polygon", a_multipolygon([SQUARE], [a_box(1, 1, 2, 2)]), 1, "polygons_overlap"),
]


@pytest.mark.parametrize(
    ("raw", "ring", "reason"), [case[1:] for case in FAULTY_SETS], ids=[case[0] for case in FAULTY_SETS]
)
def test_rings_that_do_not_fit_together_are_refused(raw: dict[str, Any], ring: int, reason: str) -> None:
    details = the_refusal_of(raw)

    assert (details["ring"], details["reason"]) == (ring, reason)


FAULTY_DOCUMENTS: list[tuple[str, object, str]] = [
    ("nothing", None, "not_an_object"),
    ("a number", 7, "not_an_object"),
    ("a list", [SQUARE], "not_an_object"),
    ("empty text", "", "not_json"),
    ("text that is no JSON", "{", "not_json"),
    ("NaN in text", '{"type":"Circle","centre":{"lat":NaN,"lng":0},"radius_m":1}', "not_json"),
    (
        "a number past the range of floats",
        '{"type":"Circle","centre":{"lat":1e999,"lng":0},"radius_m":1}',
        "not_finite",
    ),
    ("deep nesting", "[" * 100_000, "not_json"),
    ("a number of 5,000 digits", '{"type":"Circle","radius_m":' + "9" * 5_000 + "}", "not_json"),
    ("a lone surrogate", '"\ud800"', "not_an_object"),
    ("no type", {"coordinates": [SQUARE]}, "unknown_type"),
    ("a type that is a list", {"type": ["Polygon"]}, "unknown_type"),
    ("a point", {"type": "Point", "coordinates": [0, 0]}, "unknown_type"),
    ("a feature", {"type": "Feature", "geometry": a_polygon(SQUARE)}, "unknown_type"),
    ("another coordinate system", {**a_polygon(SQUARE), "crs": {"type": "name"}}, "unknown_member"),
    ("no coordinates", {"type": "Polygon"}, "not_a_list"),
    ("no coordinates of several", {"type": "MultiPolygon"}, "not_a_list"),
    ("text for rings", {"type": "Polygon", "coordinates": ["abcd"]}, "not_a_list"),
    ("no ring", a_polygon(), "empty"),
    ("no polygon", a_multipolygon(), "empty"),
    ("a polygon of no ring", a_multipolygon([SQUARE], []), "empty"),
    ("circle without centre", {"type": "Circle", "radius_m": 5}, "no_centre"),
    ("circle with a list for a centre", {"type": "Circle", "centre": [1, 2], "radius_m": 5}, "no_centre"),
    ("circle without latitude", {"type": "Circle", "centre": {"lng": 2}, "radius_m": 5}, "not_a_number"),
    ("circle of no radius", a_circle(1, 1, 0), "radius_not_positive"),
    ("circle of negative radius", a_circle(1, 1, -5), "radius_not_positive"),
    ("circle past the largest radius", a_circle(1, 1, 200_001), "out_of_range"),
    ("circle of NaN", a_circle(1, 1, math.nan), "not_finite"),
]


@pytest.mark.parametrize(
    ("raw", "reason"), [case[1:] for case in FAULTY_DOCUMENTS], ids=[case[0] for case in FAULTY_DOCUMENTS]
)
def test_document_of_another_shape_is_refused(raw: object, reason: str) -> None:
    assert the_refusal_of(raw)["reason"] == reason


@pytest.fixture
def geometry_is_built(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every call to what builds geometry out of rings that were read."""
    calls: list[object] = []
    monkeypatch.setattr(zones, "valid_polygons", calls.append)
    return calls


OVERSIZED: list[tuple[str, object, str]] = [
    ("100,000 vertices", a_polygon([[0.0, 0.0]] * 100_000), "too_many_vertices"),
    ("one vertex too many", a_polygon(a_star(0, 0, [1.0] * MAX_VERTICES)), "too_many_vertices"),
    ("many polygons of many vertices", a_multipolygon(*[[[[0, 0]] * 60]] * 40), "too_many_vertices"),
    ("one ring too many", a_polygon(*[SQUARE] * (MAX_RINGS + 1)), "too_many_rings"),
    ("100,000 polygons", a_multipolygon(*[[]] * 100_000), "too_many_rings"),
    ("rings spread over polygons", a_multipolygon(*[[SQUARE] * 6] * 10), "too_many_rings"),
    ("too long a text", json.dumps(a_polygon([[0.0, 0.0]] * 100_000)), "too_large"),
    ("too many bytes in fewer characters", '"' + "é" * 150_000 + '"', "too_large"),
]


@pytest.mark.parametrize(("raw", "reason"), [case[1:] for case in OVERSIZED], ids=[case[0] for case in OVERSIZED])
def test_caps_are_checked_before_geometry_is_built(raw: object, reason: str, geometry_is_built: list[object]) -> None:
    assert the_refusal_of(raw)["reason"] == reason

    assert geometry_is_built == []


def test_geometry_at_the_vertex_cap_is_accepted() -> None:
    ring = a_star(52, 13, [1.0 + (index % 2) / 10 for index in range(MAX_VERTICES - 1)])

    assert parse_geometry(a_polygon(ring)).kind == "polygon"


@pytest.mark.parametrize("seed", range(20))
def test_hostile_ring_of_500_random_vertices_is_refused(seed: int) -> None:
    chance = random.Random(seed)
    ring = [[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(500)]

    assert the_refusal_of(a_polygon([*ring, ring[0]]))["reason"] == "self_crossing"
