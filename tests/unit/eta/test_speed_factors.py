import pytest

from shared.eta.speed_factors import LEAST, SpeedFactors

CELL = "u2edk"


def after(*took_s: float, hour: int = 8) -> SpeedFactors:
    speeds = SpeedFactors()
    for took in took_s:
        speeds.learn(CELL, hour, 600, took)
    return speeds


def test_where_nothing_is_known_the_assumed_speed_counts() -> None:
    assert SpeedFactors().factor(CELL, 8) == 1.0
    assert SpeedFactors().factors() == {}


def test_one_slow_trip_hardly_moves_a_factor_and_many_do() -> None:
    assert after(1200).factor(CELL, 8) > 0.9
    assert after(*[1200] * 60).factor(CELL, 8) == pytest.approx(0.57, abs=0.03)


def test_a_slow_hour_leaves_the_other_hours_alone() -> None:
    speeds = after(*[1200] * 20, hour=17)

    assert speeds.factor(CELL, 17) < 0.7
    assert speeds.factor(CELL, 3) == 1.0


def test_a_trip_with_a_stop_on_the_way_counts_as_no_slower_than_roads_can_be() -> None:
    assert after(*[10**6] * 500).factor(CELL, 8) >= LEAST


def test_a_road_that_is_free_again_is_fast_again() -> None:
    assert after(*[1200] * 60, *[600] * 120).factor(CELL, 8) > 0.95


def test_what_is_stored_says_the_same_when_it_is_read_back() -> None:
    speeds = after(*[800] * 7)

    assert SpeedFactors(speeds.cells()).factors() == speeds.factors()
