import copy
from dataclasses import replace
from statistics import fmean

import pytest

from shared.dispatch.plan.model import DROP, Collect, Move, PlanOrder
from shared.dispatch.plan.readiness import Preparations, UnsureTime, quantile, served, together
from shared.dispatch.plan.rolling import RollingPlan
from tests.plans import QUIET, LineTravel, a_courier

# A restaurant at 0, another at 10, a door beyond each.
TRAVEL = LineTravel([0, 10, 3, 13], pickups=2)
SOUTH, NORTH, DOOR_3, DOOR_13 = range(4)


def unsure_order(*times: float) -> PlanOrder:
    ready = UnsureTime(times)
    return PlanOrder(NORTH, DOOR_13, ready, ready + 3 + 4)


def test_unsure_time_is_its_mean_as_a_number() -> None:
    assert float(UnsureTime([30, 10, 20])) == 20
    assert UnsureTime([30, 10, 20]).points == (10, 20, 30)


@pytest.mark.parametrize(("reached", "expected"), [(0, 20), (10, 20), (15, 65 / 3), (25, 80 / 3), (30, 30), (44, 44)])
def test_food_is_had_when_both_are_there_on_average(reached: float, expected: float) -> None:
    assert served(reached, UnsureTime([10, 20, 30])) == pytest.approx(expected)


def test_what_is_sure_is_had_at_the_later_of_the_two() -> None:
    assert [served(5, 8), served(9, 8), quantile(8, 0.1)] == [8, 9, 8]


def test_quantiles_run_from_the_first_time_to_the_last() -> None:
    ready = UnsureTime([10, 20, 30, 40])

    assert [quantile(ready, share) for share in (0, 0.3, 0.6, 1)] == [10, 20, 30, 40]


def test_last_of_several_unsure_times_is_later_than_each_on_average() -> None:
    last = together([UnsureTime([10, 30]), UnsureTime([10, 30])])

    assert last == pytest.approx(25)
    assert type(last) is UnsureTime


def test_last_of_many_keeps_its_mean_with_few_points() -> None:
    times = [float(point) for point in range(8)]

    last = together([UnsureTime(times), UnsureTime(times)])

    assert type(last) is UnsureTime
    assert len(last.points) == len(times)
    assert last == pytest.approx(fmean(max(a, b) for a in times for b in times))


def test_what_is_sure_stays_a_plain_number() -> None:
    assert type(together([5, 9])) is int
    assert together([UnsureTime([5, 15]), 10]) == UnsureTime([10, 15])


def test_unsure_time_is_copied_whole() -> None:
    assert copy.deepcopy(UnsureTime([1, 3])).points == (1, 3)


def test_guess_is_wide_before_anything_was_seen() -> None:
    ready = Preparations(15).expected(SOUTH, placed=100, now=100)

    assert 110 < ready < 120
    assert ready.points[-1] - ready.points[0] > 15


def test_place_seen_often_is_known_better_than_one_never_seen() -> None:
    kitchens = Preparations(15)
    for took in (29, 30, 30, 30, 31) * 4:
        kitchens.observe(NORTH, took)
    for took in (4, 5, 5, 6) * 5:
        kitchens.observe(SOUTH, took)

    known, unknown = (kitchens.expected(place, placed=0, now=0) for place in (NORTH, 7))

    assert known > unknown
    assert known.points[-1] - known.points[2] < unknown.points[-1] - unknown.points[2]


def test_what_is_not_ready_yet_is_not_expected_in_the_past() -> None:
    kitchens = Preparations(15)
    for took in (5, 10, 15, 40):
        kitchens.observe(NORTH, took)

    early, late, overdue = (kitchens.expected(NORTH, placed=0, now=now) for now in (0, 12, 60))

    assert early < late < overdue
    assert late.points[0] > 12
    assert overdue.points[0] > 60


def test_courier_leaves_when_the_food_may_be_ready_not_when_it_is_on_average() -> None:
    couriers, orders = {1: a_courier(SOUTH)}, {7: unsure_order(20, 40, 60)}

    before = RollingPlan(TRAVEL, QUIET).decide(7, couriers, orders, orders.keys())
    then = RollingPlan(TRAVEL, QUIET).decide(8, couriers, orders, orders.keys())

    assert (before, then) == ((), (Move(1, NORTH),))


def test_courier_leaves_later_when_more_chance_is_asked_for() -> None:
    couriers, orders = {1: a_courier(SOUTH)}, {7: unsure_order(20, 40, 60)}
    patient = replace(QUIET, leave_share=0.5)

    assert RollingPlan(TRAVEL, patient).decide(8, couriers, orders, orders.keys()) == ()
    assert RollingPlan(TRAVEL, patient).decide(28, couriers, orders, orders.keys()) == (Move(1, NORTH),)


def test_courier_at_the_place_is_bound_when_the_food_may_be_ready() -> None:
    couriers, orders = {1: a_courier(NORTH)}, {7: unsure_order(20, 40, 60)}

    assert RollingPlan(TRAVEL, QUIET).decide(17, couriers, orders, orders.keys()) == ()
    assert RollingPlan(TRAVEL, QUIET).decide(18, couriers, orders, orders.keys()) == (Collect(1, NORTH, (7,)),)


def test_plan_prefers_who_is_there_early_over_who_is_there_by_the_mean() -> None:
    travel = LineTravel([0, 10, 12, 35], pickups=1)
    ready = UnsureTime([10, 30, 50])
    orders = {7: PlanOrder(0, 1, ready, ready + 14)}
    couriers = {1: a_courier(3), 2: a_courier(2)}
    plan = RollingPlan(travel, replace(QUIET, leave_share=1))

    plan.decide(0, couriers, orders, orders.keys())

    assert plan.kept == {2: ((0, ready, (7,)), (1, DROP, (7,)))}
