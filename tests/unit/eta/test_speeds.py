"""Riding times along the road."""

import pytest

from shared.eta.speeds import DETOUR_FACTOR, road_s
from shared.models.provider import VehicleType


def test_a_way_takes_as_long_along_the_road_as_over_the_straight_line_at_the_fleets_speed() -> None:
    straight_m, fleet_speed_mps = 1000.0, 5.0

    assert road_s(straight_m * DETOUR_FACTOR, fleet_speed_mps, VehicleType.CAR) == pytest.approx(200)


def test_a_slower_vehicle_takes_longer() -> None:
    bicycle_s, car_s = (road_s(1300, 5.0, vehicle) for vehicle in (VehicleType.BICYCLE, VehicleType.CAR))

    assert bicycle_s == pytest.approx(car_s / 0.8)
