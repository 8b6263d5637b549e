"""The index over many zones answers as each zone would."""

import pytest

from shared.geo.zone_index import ZoneIndex
from shared.geo.zones import covers
from shared.models.zone import Zone
from tests.unit.geo.drawing import a_box, a_circle, a_polygon, a_zone_of, at


def found(index: ZoneIndex, lat: float, lng: float) -> list[str]:
    return [zone.zone_id for zone in index.locate(at(lat, lng))]


@pytest.fixture(scope="module")
def tiles() -> list[Zone]:
    """Nine squares that share their edges, one circle over their middle."""
    squares = [
        a_zone_of(a_polygon(a_box(52 + row, 13 + column, 53 + row, 14 + column)), zone_id=f"{row}{column}")
        for row in range(3)
        for column in range(3)
    ]
    return [*squares, a_zone_of(a_circle(53.5, 14.5, 30_000), zone_id="circle", priority=3)]


def test_shared_corner_belongs_to_four_zones_in_order(tiles: list[Zone]) -> None:
    assert found(ZoneIndex(tiles), 53, 14) == ["00", "01", "10", "11"]


def test_order_is_priority_then_id_whatever_the_order_given(tiles: list[Zone]) -> None:
    assert found(ZoneIndex(tiles[::-1]), 53.5, 14.5) == ["circle", "11"]


def test_rim_of_a_circle_is_found_exactly() -> None:
    zone = a_zone_of(a_circle(53.5, 14.5, 3_000))
    index = ZoneIndex([zone])
    offsets = [step / 500 for step in range(-25, 26)]

    for point in (at(53.5 + north, 14.5 + 2 * east) for north in offsets for east in offsets):
        assert (index.locate(point) == (zone,)) == covers(zone, point)


def test_place_outside_has_no_zones(tiles: list[Zone]) -> None:
    assert found(ZoneIndex(tiles), 40, 14) == []
    assert found(ZoneIndex(tiles), 51.999999, 14) == []


def test_index_of_nothing_finds_nothing() -> None:
    assert found(ZoneIndex([]), 52, 13) == []


@pytest.mark.parametrize("lng", [180, -180])
def test_antimeridian_is_found_by_both_names(lng: float) -> None:
    index = ZoneIndex([a_zone_of(a_polygon(a_box(5, 170, 6, 180)))])

    assert found(index, 5.5, lng) == ["mitte"]


@pytest.mark.parametrize("lng", [0, 45, 180, -180])
def test_pole_is_found_at_any_longitude(lng: float) -> None:
    index = ZoneIndex([a_zone_of(a_polygon([[0, 80], [120, 80], [-120, 80], [0, 80]])), a_zone_of(a_circle(52, 13, 9))])

    assert found(index, 90, lng) == ["mitte"]
