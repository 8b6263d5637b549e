from typing import Any

import numpy as np
import pytest

from shared.eta.speeds import speed_book
from shared.eta.travel import (
    UNKNOWN,
    TravelFallback,
    Traveller,
    TravelTable,
    completed,
    distance_m,
    estimate_table,
    travel_table,
)
from shared.models.provider import VehicleType
from shared.units import Geohash
from tests.windows import CENTRE, north_of_centre

CELL = Geohash("u33db")


def estimate(vehicle: VehicleType = VehicleType.CAR, *, hour: int = 12, cell: str = "") -> TravelTable:
    rush = {CELL: tuple(0.5 if hour_of_day == 8 else 1.0 for hour_of_day in range(24))}
    traveller = Traveller(place=north_of_centre(1100), vehicle=vehicle, cell=Geohash(cell))
    return estimate_table([traveller], [(CENTRE, north_of_centre(-2200))], speed_book(5.5, rush), hour=hour)


def test_an_estimate_is_distance_over_the_fleets_speed() -> None:
    table = estimate()

    assert abs(int(table.to_pickup_s[0, 0]) - 200) <= 1
    assert abs(int(table.trip_s[0]) - 400) <= 1
    assert table.fallback_reason == TravelFallback.NO_PROVIDER


def test_walking_takes_longer_than_driving() -> None:
    assert estimate(VehicleType.FOOT).to_pickup_s[0, 0] > 3 * estimate(VehicleType.CAR).to_pickup_s[0, 0]


@pytest.mark.parametrize(("cell", "hour", "slower"), [(CELL, 8, 2.0), (CELL, 9, 1.0), ("u33dc", 8, 1.0)])
def test_a_slow_cell_slows_its_hour(cell: str, hour: int, slower: float) -> None:
    plain = int(estimate().to_pickup_s[0, 0])

    assert abs(int(estimate(hour=hour, cell=cell).to_pickup_s[0, 0]) - slower * plain) <= 1


def test_a_single_stop_has_no_trip() -> None:
    table = estimate_table([], [(CENTRE, None)], speed_book(5.5), hour=0)

    assert table.trip_s.tolist() == [0]
    assert table.to_pickup_s.shape == (1, 0)


def test_distances_agree_with_a_degree_of_the_meridian() -> None:
    metres = distance_m(np.array([[10.0, 20.0]]), np.array([[11.0, 20.0]]))

    assert abs(float(metres[0]) - 111_195) < 1


def test_distances_are_short_across_the_antimeridian_and_at_the_poles() -> None:
    metres = distance_m(np.array([[0.0, 179.99], [90.0, 0.0]]), np.array([[0.0, -179.99], [90.0, 120.0]]))

    assert abs(float(metres[0]) - 2224) < 1
    assert float(metres[1]) < 1e-6


def test_fractions_of_a_second_are_rounded_up() -> None:
    table = travel_table([[60.2]], [0.0], shape=(1, 1), basis="osrm")

    assert table.to_pickup_s.tolist() == [[61]]
    assert table.basis == "osrm"


@pytest.mark.parametrize(
    ("answer", "grid"),
    [
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ([[1], [3, 4, 5], [6, 7]], [[1, UNKNOWN], [3, 4]]),
        ([[1, True]], [[1, UNKNOWN], [UNKNOWN, UNKNOWN]]),
        ("timeout", [[UNKNOWN, UNKNOWN], [UNKNOWN, UNKNOWN]]),
        (None, [[UNKNOWN, UNKNOWN], [UNKNOWN, UNKNOWN]]),
        ([None, [9, "x"]], [[UNKNOWN, UNKNOWN], [9, UNKNOWN]]),
        (np.array([[1.0, np.nan], [-1.0, 4.0]]), [[1, UNKNOWN], [UNKNOWN, 4]]),
        ([[10**400, 1]], [[UNKNOWN, 1], [UNKNOWN, UNKNOWN]]),
    ],
)
def test_whatever_a_travel_provider_answers_becomes_a_table(answer: Any, grid: list[list[int]]) -> None:
    assert travel_table(answer, [], shape=(2, 2), basis="test").to_pickup_s.tolist() == grid


def test_holes_are_filled_from_the_estimate_and_said_so() -> None:
    partial = travel_table([[77], [None]], [5, 6], shape=(2, 1), basis="osrm")
    plain = travel_table([[1], [2]], [3, 4], shape=(2, 1), basis="straight_line")

    filled = completed(partial, plain)

    assert filled.to_pickup_s.tolist() == [[77], [2]]
    assert filled.trip_s.tolist() == [5, 6]
    assert filled.fallback_reason == TravelFallback.PARTIAL_ANSWER


def test_a_complete_answer_is_left_as_it_is() -> None:
    whole = travel_table([[77]], [5], shape=(1, 1), basis="osrm")

    assert completed(whole, estimate()) is whole


def test_a_table_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        estimate().to_pickup_s[0, 0] = 1
