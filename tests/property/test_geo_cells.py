"""Cells never lose a point: whatever lies within what they claim to cover is in one of them."""

import math

from hypothesis import given
from hypothesis import strategies as st

from shared.geo.boxes import Bbox, distance_to_box_m
from shared.geo.cells import (
    ALPHABET,
    covering,
    decode_bbox,
    encode,
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


@given(points, cells, st.floats(0, 1), st.floats(0, 1))
def test_no_point_of_a_box_is_nearer_than_its_distance(point: LatLng, cell: str, up: float, aside: float) -> None:
    box = decode_bbox(cell)

    assert distance_to_box_m(point, box) <= haversine_m(point, within(box, up, aside)) + 1e-3


@given(points, st.floats(0, 5), st.floats(0, 5), st.floats(0, 1), st.floats(0, 1))
def test_cover_of_a_box_holds_each_of_its_points(
    corner: LatLng, height: float, width: float, up: float, aside: float
) -> None:
    box = Bbox(corner.lat, corner.lng, min(90.0, corner.lat + height), min(180.0, corner.lng + width))

    cover = covering([box], max_cells=40)

    assert encode(within(box, up, aside), len(cover[0])) in cover
    assert len(cover) <= 40
