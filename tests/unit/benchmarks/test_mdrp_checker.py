from dataclasses import replace
from typing import Any

import pytest

from benchmarks.mdrp.checker import Fault, violations
from benchmarks.mdrp.day import run
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.peers import Greedy
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from tests.days import a_day, a_shift, an_order_placed

MOVE, PICKUP, DROPOFF, *_ = range(6)


def sound_day() -> tuple[Instance, list[Stop]]:
    """One courier goes ten minutes to restaurant 1, picks up at minute 20, and drops off at minute 29."""
    day = a_day([an_order_placed(3, restaurant=1, ready=20, door=(1500, 0))], [a_shift(on=2, off=100)])
    world = World(day, MinuteTravel(day), Kitchens(day))
    run(world, Greedy(world))
    return day, world.log


def test_log_of_the_simulation_is_sound() -> None:
    day, log = sound_day()

    assert [stop.kind for stop in log] == [StopKind.MOVE, StopKind.PICKUP, StopKind.DROPOFF]
    assert violations(day, log) == []


@pytest.mark.parametrize(
    ("stop", "change", "fault"),
    [
        (MOVE, {"decided_min": 1}, Fault.TOO_EARLY_ON_SHIFT),
        (MOVE, {"arrived_min": 12, "served_min": 12, "left_min": 12}, Fault.WRONG_TRAVEL),
        (MOVE, {"left_min": 15}, Fault.WRONG_SERVICE),
        (PICKUP, {"decided_min": 12}, Fault.REDIRECTED),
        (PICKUP, {"decided_min": 19, "arrived_min": 19}, Fault.PICKUP_TOO_SOON),
        (PICKUP, {"served_min": 19}, Fault.PICKUP_BEFORE_READY),
        (PICKUP, {"served_min": 101}, Fault.PICKUP_AFTER_SHIFT),
        (PICKUP, {"place": 0}, Fault.WRONG_RESTAURANT),
        (PICKUP, {"decided_min": 2}, Fault.KNOWN_TOO_EARLY),
        (PICKUP, {"left_min": 20}, Fault.WRONG_SERVICE),
        (PICKUP, {"orders": ()}, Fault.NOT_ON_BOARD),
        (DROPOFF, {"served_min": 28}, Fault.WRONG_SERVICE),
        (DROPOFF, {"decided_min": 21}, Fault.REDIRECTED),
        (DROPOFF, {"orders": ()}, Fault.NEVER_DELIVERED),
    ],
)
def test_planted_fault_is_caught(stop: int, change: dict[str, Any], fault: Fault) -> None:
    day, log = sound_day()

    log[stop] = replace(log[stop], **change)

    assert fault in {found.fault for found in violations(day, log)}


def test_move_after_the_shift_is_caught() -> None:
    day, log = sound_day()
    late = replace(log[MOVE], decided_min=101, arrived_min=106, served_min=106, left_min=106, place=1)

    found = violations(day, [*log, late])

    assert Fault.MOVE_AFTER_SHIFT in {one.fault for one in found}


def test_order_picked_up_twice_is_caught() -> None:
    day, log = sound_day()

    found = violations(day, [*log, log[PICKUP]])

    assert Fault.PICKED_UP_TWICE in {one.fault for one in found}


def test_dropped_stop_is_caught() -> None:
    day, log = sound_day()

    assert violations(day, log[:-1])
    assert violations(day, log[1:])
