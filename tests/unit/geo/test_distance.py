"""Distances, bearings and implied speeds."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.geo.distance import EARTH_RADIUS_M, bearing_deg, haversine_m, is_teleport
from tests.unit.geo.drawing import at

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ONE_DEGREE_M = EARTH_RADIUS_M * 3.141592653589793 / 180


def test_distance_agrees_with_a_published_city_pair() -> None:
    berlin, paris = at(52.5200, 13.4050), at(48.8566, 2.3522)

    distance_m = haversine_m(berlin, paris)

    assert distance_m == pytest.approx(877_460, rel=0.001)


def test_distance_across_the_antimeridian_is_the_short_way() -> None:
    assert haversine_m(at(0, 179.5), at(0, -179.5)) == pytest.approx(ONE_DEGREE_M)


def test_both_names_of_the_antimeridian_are_one_place() -> None:
    assert haversine_m(at(10, 180), at(10, -180)) == pytest.approx(0, abs=1e-6)


def test_longitude_has_no_meaning_at_a_pole() -> None:
    assert haversine_m(at(90, 0), at(90, 120)) == pytest.approx(0, abs=1e-6)


def test_antipodes_are_half_the_globe_apart() -> None:
    assert haversine_m(at(0, 0), at(0, 180)) == pytest.approx(180 * ONE_DEGREE_M)


@pytest.mark.parametrize(("lat", "lng", "expected_deg"), [(1, 0, 0), (0, 1, 90), (-1, 0, 180), (0, -1, 270), (0, 0, 0)])
def test_bearing_is_clockwise_from_north(lat: float, lng: float, expected_deg: float) -> None:
    assert bearing_deg(at(0, 0), at(lat, lng)) == pytest.approx(expected_deg)


def test_bearing_crosses_the_antimeridian_the_short_way() -> None:
    assert bearing_deg(at(0, 179.9), at(0, -179.9)) == pytest.approx(90)


def test_a_kilometre_in_ten_seconds_is_a_teleport() -> None:
    assert is_teleport(at(52.52, 13.40), NOON, at(52.529, 13.40), NOON + timedelta(seconds=10))


def test_a_kilometre_in_a_minute_is_no_teleport() -> None:
    assert not is_teleport(at(52.52, 13.40), NOON, at(52.529, 13.40), NOON + timedelta(minutes=1))


def test_points_that_came_in_the_wrong_order_are_judged_alike() -> None:
    assert is_teleport(at(52.52, 13.40), NOON + timedelta(seconds=10), at(52.529, 13.40), NOON)


def test_points_a_minute_apart_in_the_wrong_order_are_no_teleport() -> None:
    assert not is_teleport(at(52.52, 13.40), NOON + timedelta(minutes=1), at(52.529, 13.40), NOON)


def test_receiver_noise_within_one_instant_is_no_teleport() -> None:
    assert not is_teleport(at(52.52, 13.40), NOON, at(52.5203, 13.40), NOON)
