"""Blocks of cells: nothing within their clearance is outside their ranges, whatever their size."""

from hypothesis import assume, given
from hypothesis import strategies as st

from shared.geo.blocks import COARSEST, FINEST, block
from shared.geo.cells import encode
from shared.geo.distance import haversine_m
from shared.models.place import LatLng

latitudes = st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, -45.0, 0.0, 45.0, 90.0]))
longitudes = st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, -90.0, 0.0, 135.0, 180.0]))
points = st.builds(LatLng, lat=latitudes, lng=longitudes)
sizes = st.integers(COARSEST, FINEST)


@given(points, sizes, st.floats(-2, 2), st.floats(-2, 2))
def test_a_block_holds_all_within_its_clearance(point: LatLng, bits: int, north: float, east: float) -> None:
    near = block(point, bits)
    height, width = 180 / 2 ** (bits // 2), 360 / 2 ** (bits - bits // 2)
    lng = (point.lng + east * width + 180) % 360 - 180
    other = LatLng(lat=min(90.0, max(-90.0, point.lat + north * height)), lng=lng)

    assume(haversine_m(point, other) <= near.clear_m)

    assert any(start <= encode(other, 12) < end for start, end in near.ranges)


@given(points, sizes)
def test_a_block_is_at_most_four_ranges_and_holds_its_point(point: LatLng, bits: int) -> None:
    near = block(point, bits)

    assert 1 <= len(near.ranges) <= 4
    assert any(start <= encode(point, 9) < end for start, end in near.ranges)
