"""Moving through the simulated city."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.geo.distance import haversine_m
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from simulator.travel import Roads, Trip, between, moved

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROSSIO = LatLng(lat=38.7139, lng=-9.1394)
ROADS = Roads(
    speed_mps={VehicleType.BICYCLE: 5.0, VehicleType.CAR: 10.0},
    detour=1.3,
    traffic=(1.0,) * 8 + (1.5,) + (1.0,) * 15,
)


def a_trip(travel_s: float = 100) -> Trip:
    return Trip(ROSSIO, moved(ROSSIO, east_m=1000, north_m=0), NOON, travel_s)


def test_moving_by_metres_lands_at_that_distance() -> None:
    there = moved(ROSSIO, east_m=300, north_m=-400)

    assert haversine_m(ROSSIO, there) == pytest.approx(500, rel=1e-3)
    assert there.lng > ROSSIO.lng
    assert there.lat < ROSSIO.lat


def test_a_trip_takes_the_detour_at_the_vehicles_speed() -> None:
    there = moved(ROSSIO, east_m=1000, north_m=0)

    assert ROADS.travel_s(ROSSIO, there, VehicleType.BICYCLE, hour=12) == pytest.approx(260, rel=1e-3)
    assert ROADS.travel_s(ROSSIO, there, VehicleType.CAR, hour=12) == pytest.approx(130, rel=1e-3)


def test_traffic_slows_a_car_wholly_and_a_bicycle_little() -> None:
    there = moved(ROSSIO, east_m=1000, north_m=0)

    assert ROADS.travel_s(ROSSIO, there, VehicleType.CAR, hour=8) == pytest.approx(195, rel=1e-3)
    assert ROADS.travel_s(ROSSIO, there, VehicleType.BICYCLE, hour=8) == pytest.approx(286, rel=1e-3)


def test_half_way_through_the_time_the_traveller_is_half_way() -> None:
    trip = a_trip(travel_s=100)
    half_way = NOON + timedelta(seconds=50)

    assert trip.point_at(half_way) == between(trip.start, trip.end, 0.5)
    assert trip.remaining_s(half_way) == 50


def test_a_traveller_waits_at_the_end() -> None:
    trip = a_trip(travel_s=100)

    assert trip.point_at(NOON + timedelta(seconds=500)) == trip.end
    assert trip.remaining_s(NOON + timedelta(seconds=500)) == 0


def test_a_trip_to_where_one_is_is_over_at_once() -> None:
    trip = Trip(ROSSIO, ROSSIO, NOON, 0)

    assert trip.share_done(NOON) == 1
    assert trip.speed_mps == 0


def test_a_trip_knows_heading_and_speed() -> None:
    trip = a_trip(travel_s=100)

    assert trip.heading_deg == pytest.approx(90, abs=1)
    assert trip.speed_mps == pytest.approx(10, rel=1e-3)
