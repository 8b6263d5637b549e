from dataclasses import replace

import pytest

from shared.dispatch.plan.checker import Fault, Plan, violations
from shared.dispatch.plan.model import DROP
from tests.plans import QUIET, LineTravel, a_courier, an_order

TRAVEL = LineTravel([0, 10, 3, 13], pickups=2)
SOUTH, NORTH, DOOR_3, DOOR_13 = range(4)
ORDERS = {
    7: an_order(TRAVEL, pickup=SOUTH, door=DOOR_3, ready=5),
    8: an_order(TRAVEL, pickup=NORTH, door=DOOR_13, ready=5),
    9: an_order(TRAVEL, pickup=SOUTH, door=DOOR_13),
}
COURIERS = {1: a_courier(SOUTH, off=30), 2: a_courier(NORTH, load=(9,))}
CARRIED = (DOOR_13, DROP, (9,))
SOUND: Plan = {
    1: ((SOUTH, 5, (7,)), (DOOR_3, DROP, (7,))),
    2: ((NORTH, 5, (8,)), (DOOR_13, DROP, (8,)), CARRIED),
}


def faults(plan: Plan, **settings: object) -> set[Fault]:
    chosen = replace(QUIET, **settings)  # type: ignore[arg-type]
    return {one.fault for one in violations(plan, COURIERS, ORDERS, [7, 8], TRAVEL, chosen)}


def test_sound_plan_has_no_faults() -> None:
    assert faults(SOUND) == set()


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        (((SOUTH, 5, (7,)),), Fault.LEFT_ON_BOARD),
        (((DOOR_3, DROP, (7,)), (SOUTH, 5, (7,)), (DOOR_3, DROP, (7,))), Fault.NOT_ON_BOARD),
        (((SOUTH, 4, (7,)), (DOOR_3, DROP, (7,))), Fault.WRONG_EARLIEST),
        (((SOUTH, 31, (7,)), (DOOR_3, DROP, (7,))), Fault.AFTER_SHIFT),
        (((NORTH, 5, (7,)), (DOOR_3, DROP, (7,))), Fault.WRONG_PLACE),
        (((SOUTH, 5, (7,)), (DOOR_13, DROP, (7,))), Fault.WRONG_PLACE),
        (((SOUTH, 5, (9,)), CARRIED), Fault.NOT_WAITING),
        (((NORTH, 5, (8,)), (DOOR_13, DROP, (8,))), Fault.PLANNED_TWICE),
    ],
)
def test_planted_fault_is_found(route: tuple[tuple[int, int, tuple[int, ...]], ...], fault: Fault) -> None:
    assert fault in faults({**SOUND, 1: route})


def test_route_of_nobody_is_found() -> None:
    assert faults({3: SOUND[1]}) == {Fault.UNKNOWN_COURIER}


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"between_drops": False}, Fault.SECOND_PICKUP),
        ({"max_on_board": 1}, Fault.TOO_MANY_ON_BOARD),
        ({"max_group": 0}, Fault.GROUP_TOO_LARGE),
    ],
)
def test_limits_of_the_settings_are_checked(settings: dict[str, object], fault: Fault) -> None:
    assert fault in faults(SOUND, **settings)
