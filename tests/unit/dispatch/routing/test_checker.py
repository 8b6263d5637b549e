"""The checker finds every fault that is planted in a sound plan."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.dispatch.routing.checker import Fault, violations
from shared.dispatch.routing.model import Reason, RoutePlan, RouteProblem
from tests.routes import a_delivery, a_driver, on_a_line, planned, ref, refs

PROBLEM = on_a_line(
    a_delivery("a", 10, 40, pickup_service_s=5, door_latest_s=100, max_on_board_s=60),
    a_delivery("b", 20, 30),
    drivers=[a_driver(locked=refs("a.pickup")), a_driver("bob", place=90)],
)
PLAN = planned(PROBLEM)


def order(text: str) -> Callable[[RoutePlan], RoutePlan]:
    """Give the first provider other stops, with times kept from wherever they were."""

    def changed(plan: RoutePlan) -> RoutePlan:
        first, *rest = plan.routes
        known = {stop.ref: stop for stop in first.stops}
        stops = tuple(known.get(one, first.stops[0]._replace(ref=one)) for one in refs(text))
        return replace(plan, routes=(replace(first, stops=stops), *rest))

    return changed


def test_a_sound_plan_has_no_faults() -> None:
    assert violations(PROBLEM, PLAN) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (order("a.pickup b.pickup b.door"), Fault.NOT_SERVED),
        (order("a.pickup b.pickup b.door a.door a.door"), Fault.SERVED_TWICE),
        (order("a.pickup b.pickup b.door a.door x.door"), Fault.UNKNOWN_STOP),
        (order("a.pickup b.door b.pickup a.door"), Fault.OUT_OF_ORDER),
        (order("b.pickup a.pickup b.door a.door"), Fault.LOCK_BROKEN),
        (order("a.pickup a.door b.pickup b.door"), Fault.WRONG_TIME),
        (lambda plan: replace(plan, drive_s=plan.drive_s + 1), Fault.WRONG_SUM),
        (lambda plan: replace(plan, routes=plan.routes[::-1]), Fault.ROUTES_MISSING),
        (lambda plan: replace(plan, routes=plan.routes[:1]), Fault.ROUTES_MISSING),
    ],
)
def test_a_planted_fault_is_found(change: Callable[[RoutePlan], RoutePlan], fault: Fault) -> None:
    assert fault in {found.fault for found in violations(PROBLEM, change(PLAN))}


@pytest.mark.parametrize(
    ("stricter", "reason"),
    [
        (a_delivery("a", 10, 40, pickup_service_s=5, door_latest_s=44), Reason.TOO_LATE),
        (a_delivery("a", 10, 40, pickup_service_s=5, max_on_board_s=29), Reason.TOO_LONG_ON_BOARD),
        (a_delivery("a", 10, 40, pickup_service_s=5, demand=5), Reason.CAPACITY),
        (a_delivery("a", 10, 40, pickup_service_s=5, provider_id="bob"), Fault.WRONG_PROVIDER),
    ],
)
def test_a_rule_that_the_plan_does_not_know_is_found_broken(stricter: object, reason: Reason) -> None:
    problem = replace(PROBLEM, jobs=(stricter, PROBLEM.jobs[1]))

    assert reason in {found.fault for found in violations(problem, PLAN)}


def test_a_pickup_after_the_shift_is_found() -> None:
    drivers = (replace(PROBLEM.providers[0], shift_end_s=12), PROBLEM.providers[1])

    found = violations(replace(PROBLEM, providers=drivers), PLAN)

    assert [(one.fault, one.ref) for one in found] == [(Reason.AFTER_SHIFT, ref("b.pickup"))]


def test_a_leg_that_nobody_can_drive_is_found() -> None:
    travel_s = [list(row) for row in PROBLEM.travel_s]
    travel_s[10][20] = float("inf")

    found = violations(RouteProblem(providers=PROBLEM.providers, jobs=PROBLEM.jobs, travel_s=travel_s), PLAN)

    assert Reason.UNKNOWN_TRAVEL in {one.fault for one in found}
