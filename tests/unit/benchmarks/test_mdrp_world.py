import pytest

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import EstimatedKitchens, Kitchens
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import RuleBrokenError, World
from tests.days import a_day, a_shift, an_order_placed


def world_of(day: Instance, *, now: int = 0) -> World:
    world = World(day, MinuteTravel(day), Kitchens(day))
    world.tick(now)
    return world


def test_travel_is_rounded_up_for_each_leg() -> None:
    day = a_day([], [a_shift((101, 0))])

    travel = MinuteTravel(day)

    assert travel.leg(travel.start(0), 0) == 2
    assert travel.leg(0, 1) == 10
    assert travel.leg(0, 0) == 0


def test_order_is_unknown_before_it_is_placed() -> None:
    world = world_of(a_day([an_order_placed(5)], [a_shift()]), now=4)

    assert not world.waiting

    world.tick(5)
    assert list(world.waiting) == [0]


def test_pickup_takes_place_two_minutes_after_it_was_decided_at_the_earliest() -> None:
    world = world_of(a_day([an_order_placed(0, ready=0)], [a_shift()]), now=7)
    world.move(0, 0)

    assert world.collect(0, (0,))

    assert world.log[-1].served_min == 9
    assert world.couriers[0].free_min == 11


def test_pickup_waits_for_the_last_order_to_be_ready() -> None:
    day = a_day([an_order_placed(0, ready=5), an_order_placed(0, ready=20)], [a_shift()])
    world = world_of(day)
    world.move(0, 0)

    world.collect(0, (0, 1))

    assert world.log[-1].served_min == 20


def test_courier_under_way_takes_no_command() -> None:
    world = world_of(a_day([an_order_placed(0)], [a_shift()]))
    world.move(0, 1)

    with pytest.raises(RuleBrokenError):
        world.move(0, 0)


def test_courier_before_the_shift_takes_no_command() -> None:
    world = world_of(a_day([an_order_placed(0)], [a_shift(on=5)]), now=4)

    with pytest.raises(RuleBrokenError):
        world.move(0, 1)


def test_order_of_another_restaurant_is_refused() -> None:
    world = world_of(a_day([an_order_placed(0, restaurant=1)], [a_shift()]))
    world.move(0, 0)

    with pytest.raises(RuleBrokenError):
        world.collect(0, (0,))


def test_food_that_is_ready_after_the_shift_is_not_picked_up() -> None:
    world = world_of(a_day([an_order_placed(0, ready=50)], [a_shift(off=49)]))
    world.move(0, 0)

    assert not world.collect(0, (0,))
    assert list(world.waiting) == [0]


def test_estimate_is_the_mean_of_what_the_restaurant_took_before() -> None:
    orders = [an_order_placed(0, ready=10), an_order_placed(1, ready=21), an_order_placed(30, ready=99)]
    kitchens = EstimatedKitchens(a_day(orders, []))

    for number, order in enumerate(orders):
        kitchens.tick(order.placed_min)
        kitchens.placed(number)

    assert kitchens.believed_min(2) == 30 + 15


def test_estimate_learns_nothing_from_food_that_is_not_ready_yet() -> None:
    orders = [an_order_placed(0, ready=8), an_order_placed(1, ready=50), an_order_placed(10, ready=99)]
    kitchens = EstimatedKitchens(a_day(orders, []))

    for number, order in enumerate(orders):
        kitchens.tick(order.placed_min)
        kitchens.placed(number)

    assert kitchens.believed_min(2) == 10 + 8


def test_food_that_is_ready_is_known_to_be_and_overdue_food_is_expected_in_a_minute() -> None:
    kitchens = EstimatedKitchens(a_day([an_order_placed(0, ready=30)], []))
    kitchens.placed(0)
    believed = {}

    for now in (0, 14, 20, 30, 31):
        kitchens.tick(now)
        believed[now] = kitchens.believed_min(0)

    assert believed == {0: 15, 14: 15, 20: 21, 30: 30, 31: 30}
