"""Geohash cells: ranges, rings and covers, with their edges at the antimeridian and the poles."""

import math

import pytest

from shared.geo.boxes import Bbox, distance_to_box_m
from shared.geo.cells import (
    cell_range,
    clearance_m,
    coarse,
    covering,
    decode_bbox,
    disc_cells,
    encode,
    merge_ranges,
    neighbours,
    ring,
)
from tests.unit.geo.drawing import at

BERLIN = at(52.52, 13.405)


def test_encode_agrees_with_the_published_example() -> None:
    assert encode(at(57.64911, 10.40744), 11) == "u4pruydqqvj"


def test_coarse_cell_has_six_characters() -> None:
    assert coarse(BERLIN) == encode(BERLIN, 9)[:6]


@pytest.mark.parametrize("precision", [0, 13, -1])
def test_encode_refuses_an_impossible_precision(precision: int) -> None:
    with pytest.raises(ValueError, match="1 to 12"):
        encode(BERLIN, precision)


@pytest.mark.parametrize("cell", ["", "u33a", "U33D", "u33dc1r0u33dc"])
def test_decode_refuses_what_is_no_geohash(cell: str) -> None:
    with pytest.raises(ValueError, match="not a geohash"):
        decode_bbox(cell)


def test_decode_gives_south_west_north_east() -> None:
    assert decode_bbox("s") == (0.0, 0.0, 45.0, 45.0)


def test_neighbours_run_clockwise_from_north() -> None:
    assert neighbours("s00") == ("s02", "s03", "s01", "kpc", "kpb", "7zz", "ebp", "ebr")


def test_neighbours_wrap_at_the_antimeridian() -> None:
    easternmost = encode(at(10, 179.99), 4)

    assert encode(at(10, -179.99), 4) in neighbours(easternmost)


def test_nothing_lies_beyond_a_pole() -> None:
    assert len(neighbours(encode(at(89.999, 40), 5))) == 5


def test_ring_is_the_own_cell_and_three_at_the_nearest_corner() -> None:
    box = decode_bbox("u33dc1")
    near_north_east = at(box.north - 0.0001, box.east - 0.0001)

    cells = ring(near_north_east, 6)

    assert cells[0] == "u33dc1"
    assert set(cells[1:]) == set(neighbours("u33dc1")[:3])


def test_ring_wraps_at_the_antimeridian() -> None:
    assert encode(at(10.02, -179.999), 5) in ring(at(10.02, 179.999), 5)


def test_ring_is_smaller_at_a_pole() -> None:
    assert len(ring(at(90, 12), 5)) == 2


def test_cell_range_holds_every_longer_hash_and_nothing_else() -> None:
    start, end = cell_range("u33dz")

    assert [start <= stored < end for stored in ("u33dz", "u33dzzzzzzzz", "u33e0", "u33dyzzzzzzz")] == [
        True,
        True,
        False,
        False,
    ]


def test_range_of_the_last_cell_has_an_end() -> None:
    start, end = cell_range("zz")

    assert start <= "zzzzzzzzz" < end


def test_adjacent_cells_become_one_range() -> None:
    assert merge_ranges(["u33d", "u33f", "u33e", "u33h"]) == (("u33d", "u33g"), ("u33h", "u33j"))


def test_ranges_merge_across_a_carry() -> None:
    assert merge_ranges(["u340", "u33z"]) == (("u33z", "u341"),)


def test_cell_within_another_adds_no_range() -> None:
    assert merge_ranges(["u33d", "u33dc1"]) == (("u33d", "u33e"),)


def test_disc_over_the_antimeridian_takes_cells_of_both_sides() -> None:
    cells = disc_cells(at(10, 179.999), 1_000, 5)

    assert {cell[0] for cell in cells} == {"x", "8"}


def test_disc_over_the_pole_takes_every_longitude() -> None:
    cells = disc_cells(at(89.99, 0), 5_000, 2)

    assert {encode(at(89.99, lng), 2) for lng in range(-179, 180, 5)} <= set(cells)


def test_disc_of_too_many_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="too many cells of precision 8"):
        disc_cells(BERLIN, 8_000, 8)


def test_clearance_is_nothing_outside_the_cells() -> None:
    assert clearance_m(BERLIN, ["ezs42"]) == 0
    assert clearance_m(BERLIN, []) == 0


def test_clearance_in_the_middle_of_a_cell_is_half_its_height() -> None:
    box = decode_bbox("u33dc1")
    middle = at((box.south + box.north) / 2, (box.west + box.east) / 2)

    assert clearance_m(middle, ["u33dc1"]) == pytest.approx(305, rel=0.01)


@pytest.mark.parametrize(("up", "aside"), [(0.9, 0.5), (0.1, 0.5), (0.5, 0.9), (0.5, 0.1), (0.9, 0.9), (0.1, 0.1)])
def test_clearance_ends_at_the_nearest_edge(up: float, aside: float) -> None:
    box = decode_bbox("u33dc1")
    height, width = box.north - box.south, box.east - box.west
    point = at(box.south + up * height, box.west + aside * width)
    gaps = [min(up, 1 - up) * height, min(aside, 1 - aside) * width * math.cos(math.radians(point.lat))]

    assert clearance_m(point, ["u33dc1"]) == pytest.approx(min(gaps) * 111_195, rel=0.001)


@pytest.mark.parametrize("missing", neighbours("u33dc1"))
def test_clearance_ends_at_the_one_cell_that_is_missing(missing: str) -> None:
    box, away = decode_bbox("u33dc1"), decode_bbox(missing)
    middle = at((box.south + box.north) / 2, (box.west + box.east) / 2)
    block = {"u33dc1", *neighbours("u33dc1")}

    assert clearance_m(middle, block - {missing}) == pytest.approx(distance_to_box_m(middle, away), abs=0.001)


def test_ring_is_clear_at_least_half_a_cell_around() -> None:
    box = decode_bbox(encode(BERLIN, 6))
    half_height_m = (box.north - box.south) / 2 * 111_195

    assert clearance_m(BERLIN, ring(BERLIN, 6)) >= half_height_m * 0.999


def test_clearance_claims_nothing_across_a_pole() -> None:
    point = at(89.999, 10)

    assert 0 < clearance_m(point, disc_cells(point, 1_000, 3)) <= 111.2


def test_cover_is_finest_within_the_limit() -> None:
    cells = covering([Bbox(52.45, 13.30, 52.60, 13.50)], max_cells=60)

    assert 10 < len(cells) <= 60
    assert len({len(cell) for cell in cells}) == 1


def test_cover_of_the_world_is_the_coarsest_cells() -> None:
    assert len(covering([Bbox(-90, -180, 90, 180)])) == 32


def test_cover_of_a_point_on_a_cell_corner_holds_its_own_cell() -> None:
    corner = decode_bbox("u33dc1")

    cells = covering([Bbox(corner.south, corner.west, corner.south, corner.west)])

    assert encode(at(corner.south, corner.west), 7) in cells
