"""The circle around a stop: one visit is one entry and one exit, whatever the position's noise."""

import pytest

from shared.telemetry.geofence import Crossing, Fence, crossed
from tests.unit.telemetry.reports import at

RADIUS_M = 150.0


def visits(*fixes: tuple[float, float, float]) -> list[Crossing | None]:
    """Each fix is seconds, distance and accuracy."""
    fence, found = Fence(), list[Crossing | None]()
    for second, distance_m, accuracy_m in fixes:
        fence, crossing = crossed(fence, distance_m, accuracy_m, RADIUS_M, at(second))
        found.append(crossing)
    return found


@pytest.mark.parametrize(
    ("distance_m", "accuracy_m", "enters"),
    [(149, 10, True), (151, 10, False), (149, 60, False), (149, 50, True), (260, 199, False)],
)
def test_a_sure_point_inside_enters_at_once(distance_m: float, accuracy_m: float, *, enters: bool) -> None:
    assert visits((0, distance_m, accuracy_m)) == [Crossing.ENTERED if enters else None]


def test_vague_points_enter_when_they_last() -> None:
    assert visits((0, 200, 80), (10, 190, 80), (20, 200, 80)) == [None, None, Crossing.ENTERED]


def test_a_vague_point_alone_is_forgotten_once_the_next_one_is_elsewhere() -> None:
    assert visits((0, 200, 80), (10, 400, 10), (25, 200, 80)) == [None, None, None]


def test_noise_around_the_radius_is_one_visit() -> None:
    assert visits((0, 140, 8), (5, 170, 8), (10, 130, 8), (15, 220, 8), (20, 149, 8)) == [
        Crossing.ENTERED,
        None,
        None,
        None,
        None,
    ]


def test_leaving_takes_a_point_that_is_surely_outside() -> None:
    assert visits((0, 10, 8), (5, 300, 100), (10, 300, 8), (15, 310, 8)) == [
        Crossing.ENTERED,
        None,
        Crossing.LEFT,
        None,
    ]
