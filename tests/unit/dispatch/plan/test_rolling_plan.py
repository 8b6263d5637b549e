from dataclasses import replace

from shared.dispatch.plan.model import DROP, Collect, Command, Deliver, Move, PlanCourier, PlanOrder
from shared.dispatch.plan.rolling import RollingPlan
from tests.plans import QUIET, LineTravel, a_courier, an_order

# Two restaurants at 0 and 10, two doors beyond each, and a far end.
TRAVEL = LineTravel([0, 10, 3, 5, 13, 15, 40], pickups=2)
SOUTH, NORTH, DOOR_3, DOOR_5, DOOR_13, DOOR_15, FAR_END = range(7)


def decided(
    couriers: dict[int, PlanCourier],
    orders: dict[int, PlanOrder],
    *,
    now: int = 0,
    plan: RollingPlan | None = None,
    waiting: list[int] | None = None,
) -> tuple[Command, ...]:
    plan = plan or RollingPlan(TRAVEL, QUIET)
    return plan.decide(now, couriers, orders, orders.keys() if waiting is None else waiting)


def test_departure_is_held_to_the_last_useful_moment() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    couriers = {1: a_courier(SOUTH)}

    assert decided(couriers, orders, now=17) == ()
    assert decided(couriers, orders, now=18) == (Move(1, NORTH),)


def test_courier_who_is_to_leave_early_leaves_earlier() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    plan = RollingPlan(TRAVEL, replace(QUIET, leave_early=3))

    assert decided({1: a_courier(SOUTH)}, orders, now=15, plan=plan) == (Move(1, NORTH),)


def test_orders_are_taken_over_only_when_they_are_about_to_be_ready() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    couriers = {1: a_courier(NORTH)}

    assert decided(couriers, orders, now=27) == ()
    assert decided(couriers, orders, now=28) == (Collect(1, NORTH, (7,)),)


def test_courier_at_the_place_is_bound_earlier_when_ready_times_are_estimates() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    plan = RollingPlan(TRAVEL, replace(QUIET, leave_early=4, settle_early=4))

    assert decided({1: a_courier(NORTH)}, orders, now=24, plan=plan) == (Collect(1, NORTH, (7,)),)


def test_nobody_else_at_the_same_spot_is_needed_to_move_and_collect_at_once() -> None:
    travel = LineTravel([4, 9, 4], pickups=1)
    orders = {7: an_order(travel, pickup=0, door=1)}
    plan = RollingPlan(travel, QUIET)

    assert decided({1: a_courier(2)}, orders, plan=plan) == (Move(1, 0), Collect(1, 0, (7,)))


def test_what_is_on_board_is_delivered_at_once() -> None:
    orders = {7: an_order(TRAVEL, pickup=SOUTH, door=DOOR_5)}

    assert decided({1: a_courier(SOUTH, load=(7,))}, orders, waiting=[]) == (Deliver(1, 7),)


def test_busy_courier_who_comes_free_nearby_is_planned_before_a_far_idle_one() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=12)}
    plan = RollingPlan(TRAVEL, QUIET)

    commands = decided({1: a_courier(FAR_END), 2: a_courier(NORTH, free=8)}, orders, now=0, plan=plan)

    assert commands == ()
    assert list(plan.kept) == [2]


def test_more_orders_than_couriers_are_planned_one_trip_after_the_other() -> None:
    orders = {
        7: an_order(TRAVEL, pickup=SOUTH, door=DOOR_5, ready=10),
        8: an_order(TRAVEL, pickup=NORTH, door=DOOR_15, ready=60),
    }
    plan = RollingPlan(TRAVEL, QUIET)

    decided({1: a_courier(SOUTH)}, orders, plan=plan)

    assert plan.kept[1] == (
        (SOUTH, 10, (7,)),
        (DOOR_5, DROP, (7,)),
        (NORTH, 60, (8,)),
        (DOOR_15, DROP, (8,)),
    )


def test_orders_of_one_restaurant_share_a_pickup_when_that_is_sooner() -> None:
    orders = {number: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=20) for number in (7, 8)}
    plan = RollingPlan(TRAVEL, QUIET)

    decided({1: a_courier(SOUTH)}, orders, plan=plan)

    assert plan.kept[1][0][0] == NORTH
    assert sorted(plan.kept[1][0][2]) == [7, 8]


def test_without_bundling_no_pickup_is_shared() -> None:
    orders = {number: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=20) for number in (7, 8)}
    plan = RollingPlan(TRAVEL, replace(QUIET, max_group=1, max_on_board=1, between_drops=False))

    decided({1: a_courier(SOUTH)}, orders, plan=plan)

    assert [len(who) for _, _, who in plan.kept[1]] == [1, 1, 1, 1]


def test_trips_with_one_pickup_end_before_the_next_begins() -> None:
    orders = {
        7: an_order(TRAVEL, pickup=SOUTH, door=DOOR_15),
        8: an_order(TRAVEL, pickup=NORTH, door=DOOR_15),
    }
    mixed, plain = RollingPlan(TRAVEL, QUIET), RollingPlan(TRAVEL, replace(QUIET, between_drops=False))

    for plan in (mixed, plain):
        decided({1: a_courier(SOUTH, free=1)}, orders, plan=plan)

    assert [earliest == DROP for _, earliest, _ in mixed.kept[1]] == [False, False, True, True]
    assert [earliest == DROP for _, earliest, _ in plain.kept[1]] == [False, True, False, True]


def test_no_pickup_is_planned_after_the_shift() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    plan = RollingPlan(TRAVEL, QUIET)

    decided({1: a_courier(SOUTH, off=29)}, orders, now=25, plan=plan)

    assert plan.kept == {}


def test_cancelled_order_leaves_the_plan() -> None:
    orders = {number: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=50) for number in (7, 8)}
    plan = RollingPlan(TRAVEL, QUIET)
    decided({1: a_courier(SOUTH)}, orders, plan=plan)

    decided({1: a_courier(SOUTH)}, {8: orders[8]}, now=1, plan=plan)

    assert plan.kept == {1: ((NORTH, 50, (8,)), (DOOR_13, DROP, (8,)))}


def test_plan_moves_on_when_its_courier_is_gone() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=50)}
    plan = RollingPlan(TRAVEL, QUIET)
    decided({1: a_courier(NORTH), 2: a_courier(SOUTH)}, orders, plan=plan)

    decided({2: a_courier(SOUTH)}, orders, now=1, plan=plan)

    assert list(plan.kept) == [2]


def test_later_ready_time_moves_the_departure() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=30)}
    plan = RollingPlan(TRAVEL, QUIET)
    decided({1: a_courier(SOUTH)}, orders, now=10, plan=plan)

    later = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=40)}

    assert decided({1: a_courier(SOUTH)}, later, now=18, plan=plan) == ()
    assert decided({1: a_courier(SOUTH)}, later, now=28, plan=plan) == (Move(1, NORTH),)


def test_nobody_on_shift_is_no_error() -> None:
    orders = {7: an_order(TRAVEL, pickup=NORTH, door=DOOR_13)}

    assert decided({}, orders) == ()


def test_nothing_to_do_is_no_error() -> None:
    assert decided({1: a_courier(SOUTH)}, {}) == ()


def test_idle_courier_waits_where_orders_are_likely() -> None:
    travel = LineTravel([0, 5], pickups=2)
    plan = RollingPlan(travel, replace(QUIET, preposition=True))
    for _ in range(5):
        plan.observe(0, 1, 3)

    assert plan.decide(0, {1: a_courier(0)}, {}, []) == (Move(1, 1),)
    assert plan.decide(5, {1: a_courier(1, free=5)}, {}, []) == ()


def test_idle_courier_stays_when_the_shift_is_about_to_end() -> None:
    travel = LineTravel([0, 5], pickups=2)
    plan = RollingPlan(travel, replace(QUIET, preposition=True))
    plan.observe(0, 1, 3)

    assert plan.decide(0, {1: a_courier(0, off=9)}, {}, []) == ()


def test_scarce_courier_is_spared_when_another_is_as_good() -> None:
    travel = LineTravel([0, 5, 2, 0, -1], pickups=2)
    orders = {7: an_order(travel, pickup=0, door=2, ready=20)}
    plan = RollingPlan(travel, replace(QUIET, scarcity_weight=1))
    for _ in range(5):
        plan.observe(0, 1, 3)

    plan.decide(0, {1: a_courier(2), 2: a_courier(4)}, orders, [7])

    assert list(plan.kept) == [2]


def test_courier_who_comes_free_soon_counts_as_free_for_likely_orders() -> None:
    travel = LineTravel([0, 4], pickups=2)
    couriers = {1: a_courier(0), 2: a_courier(1, free=4)}
    far_sighted, short_sighted = (
        RollingPlan(travel, replace(QUIET, preposition=True, foresight=foresight)) for foresight in (4, 0)
    )

    for plan in (far_sighted, short_sighted):
        plan.observe(0, 1, 3)

    assert far_sighted.decide(0, couriers, {}, []) == ()
    assert short_sighted.decide(0, couriers, {}, []) == (Move(1, 1),)


def test_way_to_a_better_place_counts_against_it() -> None:
    travel = LineTravel([0, 5], pickups=2)
    ready, sluggish = (RollingPlan(travel, replace(QUIET, preposition=True, preposition_lag=lag)) for lag in (0.3, 1.0))

    for plan in (ready, sluggish):
        for _ in range(5):
            plan.observe(0, 1, 3)

    assert ready.decide(0, {1: a_courier(0)}, {}, []) == (Move(1, 1),)
    assert sluggish.decide(0, {1: a_courier(0)}, {}, []) == ()


def test_places_without_orders_of_their_own_are_thought_to_be_like_the_others() -> None:
    travel = LineTravel([0, 7, 8, 9, 10], pickups=5)
    trusting, literal = (RollingPlan(travel, replace(QUIET, preposition=True, prior_orders=prior)) for prior in (20, 0))

    for plan in (trusting, literal):
        plan.observe(0, 0, 3)

    assert trusting.decide(0, {1: a_courier(0)}, {}, []) == (Move(1, 2),)
    assert literal.decide(0, {1: a_courier(0)}, {}, []) == ()
