"""Who may have which order, what else a pair costs, and couriers who differ in room and pace."""

import numpy as np

from shared.dispatch.plan.first_trip import FAR
from shared.dispatch.plan.model import PlanCourier, PlanOrder
from shared.dispatch.plan.rolling import RollingPlan
from shared.dispatch.plan.route import planned_orders
from tests.plans import QUIET, LineTravel, a_courier, an_order

TRAVEL = LineTravel([0, 10, 20, 30], pickups=2)
FREE_FOR_ALL = np.zeros((1, 2))


def planned_for(
    couriers: dict[int, PlanCourier], orders: dict[int, PlanOrder], surcharges: np.ndarray
) -> dict[int, tuple[int, ...]]:
    routes = RollingPlan(TRAVEL, QUIET).ahead(0, couriers, orders, list(orders), surcharges).routes
    return {courier: planned_orders(route.nodes) for courier, route in routes.items()}


def test_the_nearest_courier_is_planned_when_pairs_cost_the_same() -> None:
    orders = {7: an_order(TRAVEL, pickup=0, door=2)}

    planned = planned_for({1: a_courier(0), 2: a_courier(1)}, orders, FREE_FOR_ALL)

    assert planned == {1: (7,)}


def test_a_dear_pair_goes_to_somebody_farther_away() -> None:
    orders = {7: an_order(TRAVEL, pickup=0, door=2)}

    planned = planned_for({1: a_courier(0), 2: a_courier(1)}, orders, np.array([[11.0, 0.0]]))

    assert planned == {2: (7,)}


def test_an_order_that_nobody_may_have_stays_without_a_courier() -> None:
    orders = {7: an_order(TRAVEL, pickup=0, door=2)}

    planned = planned_for({1: a_courier(0), 2: a_courier(1)}, orders, np.array([[FAR, FAR]]))

    assert planned == {}


def test_a_courier_who_may_not_have_an_order_any_more_loses_it_from_the_plan() -> None:
    orders = {7: an_order(TRAVEL, pickup=0, door=2, ready=50)}
    couriers = {1: a_courier(0), 2: a_courier(1)}
    plan = RollingPlan(TRAVEL, QUIET)
    before = plan.ahead(0, couriers, orders, [7], FREE_FOR_ALL).routes

    after = plan.ahead(1, couriers, orders, [7], np.array([[FAR, 0.0]])).routes

    assert (list(before), list(after)) == ([1], [2])


def test_what_pairs_cost_is_part_of_what_a_repair_compares() -> None:
    orders = {number: an_order(TRAVEL, pickup=0, door=2) for number in (7, 8)}
    couriers = {1: a_courier(0, off=1_000), 2: a_courier(0, off=1_000)}

    planned = planned_for(couriers, orders, np.array([[0.0, 100.0], [0.0, 100.0]]))

    assert planned == {1: (7, 8)}


def test_nobody_carries_more_than_there_is_room_for() -> None:
    orders = {number: an_order(TRAVEL, pickup=0, door=2) for number in (7, 8)}
    narrow = a_courier(0)._replace(room=1)

    routes = RollingPlan(TRAVEL, QUIET).ahead(0, {1: narrow}, orders, [7, 8], np.zeros((2, 1))).routes

    assert max(routes[1].loads) == 1
    assert sorted(planned_orders(routes[1].nodes)) == [7, 8]


def test_a_slow_vehicle_loses_to_a_fast_one_that_is_as_soon_at_the_pickup() -> None:
    orders = {7: an_order(TRAVEL, pickup=1, door=2)}
    slow = a_courier(0)._replace(pace=1)
    fast = a_courier(3)

    routes = RollingPlan(TRAVEL, QUIET).ahead(0, {1: slow, 2: fast}, orders, [7], FREE_FOR_ALL).routes

    assert {courier: route.lateness for courier, route in routes.items()} == {2: 22}


def test_a_slow_vehicle_is_planned_at_its_own_pace() -> None:
    orders = {7: an_order(TRAVEL, pickup=1, door=2)}
    slow = a_courier(0)._replace(pace=1)

    routes = RollingPlan(TRAVEL, QUIET).ahead(0, {1: slow}, orders, [7], np.zeros((1, 1))).routes

    assert routes[1].leaves == (2 * 10 + 4, 2 * 10 + 4 + 2 * 10 + 4)


def test_a_plan_for_more_room_than_there_is_now_is_not_kept() -> None:
    orders = {number: an_order(TRAVEL, pickup=0, door=2) for number in (7, 8)}
    plan = RollingPlan(TRAVEL, QUIET)
    before = plan.ahead(0, {1: a_courier(0)}, orders, [7, 8], np.zeros((2, 1))).routes

    after = plan.ahead(0, {1: a_courier(0)._replace(room=1)}, orders, [7, 8], np.zeros((2, 1))).routes

    assert (max(before[1].loads), max(after[1].loads)) == (2, 1)
