"""Geohash cells: names, boxes and covers."""

import pytest

from shared.geo.boxes import Bbox
from shared.geo.cells import (
    coarse,
    covering,
    decode_bbox,
    encode,
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
