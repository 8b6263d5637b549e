"""Cells never lose a point: whatever lies within what they claim to cover is in one of them."""

import math
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.geo.boxes import Bbox, distance_to_box_m
from shared.geo.cells import (
    ALPHABET,
    clearance_m,
    covering,
    decode_bbox,
    disc_cells,
    encode,
    merge_ranges,
    neighbours,
    ring,
)
from shared.geo.distance import haversine_m
from shared.models.place import LatLng

latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -45.0, 0.0, 45.0, 90.0]))
longitudes = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, -90.0, 0.0, 135.0, 180.0]))
points = st.builds(LatLng, lat=latitudes, lng=longitudes)
precisions = st.integers(1, 8)
cells = st.text(ALPHABET, min_size=1, max_size=7)


def moved(point: LatLng, north: float, east: float) -> LatLng:
    """A point that many degrees on, over the antimeridian, not over a pole."""
    lng = point.lng + east
    return LatLng(lat=max(-90.0, min(90.0, point.lat + north)), lng=math.remainder(lng, 360))


def within(box: Bbox, up: float, aside: float) -> LatLng:
    return LatLng(
        lat=min(box.north, box.south + up * (box.north - box.south)),
        lng=min(box.east, box.west + aside * (box.east - box.west)),
    )


@given(points, precisions)
def test_every_point_lies_in_the_box_of_its_cell(point: LatLng, precision: int) -> None:
    box = decode_bbox(encode(point, precision))

    assert box.south <= point.lat <= box.north
    assert box.west <= point.lng <= box.east


@given(cells)
def test_neighbours_are_mutual(cell: str) -> None:
    assert all(cell in neighbours(other) for other in neighbours(cell))


@given(points, cells, st.floats(0, 1), st.floats(0, 1))
def test_no_point_of_a_box_is_nearer_than_its_distance(point: LatLng, cell: str, up: float, aside: float) -> None:
    box = decode_bbox(cell)

    assert distance_to_box_m(point, box) <= haversine_m(point, within(box, up, aside)) + 1e-3


@given(points, st.integers(2, 7), st.floats(-2, 2), st.floats(-2, 2))
def test_ring_holds_all_within_its_clearance(point: LatLng, precision: int, north: float, east: float) -> None:
    box = decode_bbox(encode(point, precision))
    other = moved(point, north * (box.north - box.south), east * (box.east - box.west))
    around = ring(point, precision)

    assume(haversine_m(point, other) <= clearance_m(point, around))

    assert encode(other, precision) in around


@given(points, st.sets(cells, max_size=20), st.floats(-30, 30), st.floats(-30, 30))
def test_clearance_of_any_cells_is_never_too_wide(point: LatLng, some: set[str], north: float, east: float) -> None:
    other = moved(point, north, east)
    some |= {encode(point, 2), *neighbours(encode(point, 2))}

    assume(haversine_m(point, other) <= clearance_m(point, some))

    assert any(encode(other, len(cell)) == cell for cell in some)


@given(points, st.integers(1, 6), st.floats(0, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_disc_holds_all_within_its_radius(
    point: LatLng, precision: int, share: float, north: float, east: float
) -> None:
    box = decode_bbox(encode(point, precision))
    radius_m = share * 3 * (box.north - box.south) * 111_195
    other = moved(point, 3 * north * (box.north - box.south), 3 * east * (box.north - box.south))
    assume(haversine_m(point, other) <= radius_m)

    found = cells_or_none(point, radius_m, precision)

    assert found is None or encode(other, precision) in found


def cells_or_none(point: LatLng, radius_m: float, precision: int) -> tuple[str, ...] | None:
    """None where the disc takes too many cells, as it does close to a pole."""
    try:
        return disc_cells(point, radius_m, precision)
    except ValueError:
        return None


@given(st.sets(cells, min_size=1, max_size=12), st.text(ALPHABET, min_size=7, max_size=9))
def test_merged_ranges_hold_what_the_cells_hold(some: set[str], stored: str) -> None:
    ranges = merge_ranges(some)

    in_ranges = any(start <= stored < end for start, end in ranges)

    assert in_ranges == any(stored.startswith(cell) for cell in some)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


@given(points, st.floats(0, 5), st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_cover_of_a_box_holds_each_of_its_points(
    corner: LatLng, height: float, width: float, up: float, aside: float
) -> None:
    box = Bbox(corner.lat, corner.lng, min(90.0, corner.lat + height), min(180.0, corner.lng + width))

    cover = covering([box], max_cells=40)

    assert encode(within(box, up, aside), len(cover[0])) in cover
    assert len(cover) <= 40
