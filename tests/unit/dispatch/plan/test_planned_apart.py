"""What a plan would be if nobody carried two orders at a time."""

from dataclasses import replace

import numpy as np

from shared.dispatch.plan.ahead import PlannedAhead
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.first_trip import FAR
from shared.dispatch.plan.model import PlanCourier, PlanOrder, Route
from shared.dispatch.plan.rolling import RollingPlan
from shared.dispatch.plan.route import planned_orders
from tests.plans import QUIET, LineTravel, a_courier, an_order

TRAVEL = LineTravel([0, 20, 30, 31, 50], pickups=2)
ALONE = replace(QUIET, max_group=1, max_on_board=1, between_drops=False)


def planned(
    couriers: dict[int, PlanCourier], orders: dict[int, PlanOrder], surcharges: np.ndarray | None = None
) -> PlannedAhead:
    charged = np.zeros((len(orders), len(couriers))) if surcharges is None else surcharges
    return RollingPlan(TRAVEL, QUIET).ahead(0, couriers, orders, list(orders), charged)


def apart(plan: PlannedAhead) -> dict[int, Route]:
    return plan.apart(ALONE, Chance(0))


def orders_by_courier(routes: dict[int, Route]) -> dict[int, tuple[int, ...]]:
    return {courier: planned_orders(route.nodes) for courier, route in routes.items()}


def test_orders_that_share_a_trip_go_to_whom_each_by_itself_costs_least() -> None:
    neighbours = {7: an_order(TRAVEL, pickup=0, door=2), 8: an_order(TRAVEL, pickup=0, door=3)}
    plan = planned({1: a_courier(0), 2: a_courier(1)}, neighbours)
    assert orders_by_courier(plan.routes) == {1: (7, 8)}

    alone = orders_by_courier(apart(plan))

    assert sorted(alone) == [1, 2]
    assert sorted(order for orders in alone.values() for order in orders) == [7, 8]


def test_who_is_the_only_one_carries_one_order_after_the_other() -> None:
    neighbours = {7: an_order(TRAVEL, pickup=0, door=2), 8: an_order(TRAVEL, pickup=0, door=3)}

    (route,) = apart(planned({1: a_courier(0)}, neighbours)).values()

    assert max(route.loads) == 1
    assert sorted(planned_orders(route.nodes)) == [7, 8]


def test_a_route_without_a_shared_trip_stays_the_very_same() -> None:
    couriers = {1: a_courier(0), 2: a_courier(1)}
    orders = {
        7: an_order(TRAVEL, pickup=0, door=2),
        8: an_order(TRAVEL, pickup=0, door=3),
        9: an_order(TRAVEL, pickup=1, door=4),
    }
    only_the_last_is_for_both = np.array([[0.0, FAR], [0.0, FAR], [0.0, 0.0]])
    plan = planned(couriers, orders, only_the_last_is_for_both)
    assert orders_by_courier(plan.routes) == {1: (7, 8), 2: (9,)}

    alone = apart(plan)

    assert alone[1] != plan.routes[1]
    assert alone[2] is plan.routes[2]


def test_the_plan_itself_is_what_it_was() -> None:
    plan = planned({1: a_courier(0)}, {7: an_order(TRAVEL, pickup=0, door=2), 8: an_order(TRAVEL, pickup=0, door=3)})
    before = dict(plan.routes)

    apart(plan)

    assert plan.routes == before


def test_nobody_there_is_a_plan_without_routes_either_way() -> None:
    plan = planned({}, {7: an_order(TRAVEL, pickup=0, door=2), 8: an_order(TRAVEL, pickup=0, door=3)})

    assert plan.routes == apart(plan) == {}
