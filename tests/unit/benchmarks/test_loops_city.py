"""The made-up city of the loops' benchmark: the same for the same seed, and as troubled as it is said to be."""

from dataclasses import replace

import pytest

from benchmarks.loops.city import CALM, City, Size, Trouble, build
from benchmarks.loops.ground import SIDE_M, Place, zone_of

SIZE = Size(bookings=200, providers=40)


def test_the_same_seed_draws_the_same_city() -> None:
    assert build(3, SIZE) == build(3, SIZE)
    assert build(3, SIZE) != build(4, SIZE)


def test_trouble_comes_in_the_shares_that_are_asked_for() -> None:
    city = build(1, SIZE)

    orders = len(city.orders)
    assert sum(order.is_late for order in city.orders) == round(0.15 * orders)
    assert sum(order.cancels_after_s is not None for order in city.orders) == round(0.05 * orders)
    assert sum(rider.silent_from_s is not None for rider in city.riders) == 2
    assert sum(rider.back_after_s is not None for rider in city.riders) == 1


def test_one_zone_has_three_times_its_demand_and_the_rest_is_as_on_a_calm_day() -> None:
    troubled, calm = build(1, SIZE), build(1, SIZE, CALM)

    def placed(city: City, *, hot: bool) -> int:
        late = [order for order in city.orders if order.placed_s >= troubled.hot_from_s]
        return sum((zone_of(order.pickup) == troubled.hot) is hot for order in late)

    assert placed(troubled, hot=True) == 3 * placed(calm, hot=True)
    assert placed(troubled, hot=False) == placed(calm, hot=False)


def test_trouble_leaves_what_it_is_not_about_as_it_was() -> None:
    with_silence = build(1, SIZE)
    without = build(1, SIZE, replace(Trouble(), silent=0.0))

    assert with_silence.orders == without.orders
    assert [rider.home for rider in with_silence.riders] == [rider.home for rider in without.riders]


@pytest.mark.parametrize(("place", "at_share", "factor"), [((1, 1), 0.5, 1.6), ((-1, 1), 0.5, 1.0), ((1, 1), 0.9, 1.0)])
def test_the_roads_of_one_quarter_are_slow_for_a_stretch(
    place: tuple[float, float], at_share: float, factor: float
) -> None:
    troubled, calm = build(1, SIZE), build(1, SIZE, CALM)
    at_s, rider = at_share * SIZE.busy_s, troubled.riders[0]

    speeds = [city.speed_mps(rider, Place(*place), at_s) for city in (calm, troubled)]

    assert speeds[0] == pytest.approx(factor * speeds[1])


def test_every_place_of_the_city_has_a_zone() -> None:
    corner = SIDE_M / 2

    assert zone_of(Place(-corner, -corner)) == 0
    assert zone_of(Place(corner, corner)) == 15
    assert Place(0, 0).towards(Place(0, 10), 4) == Place(0, 4)
    assert Place(0, 0).towards(Place(0, 10), 40) == Place(0, 10)
