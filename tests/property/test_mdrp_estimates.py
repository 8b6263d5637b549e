"""Whatever is placed and however long it takes: a plan that only estimates ready times keeps every rule of the true ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.mdrp.checker import violations
from benchmarks.mdrp.day import run
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import EstimatedKitchens
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.stops import StopKind
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from shared.dispatch.plan.settings import PlanSettings
from tests.days import a_day, a_shift, an_order_placed

ORDERS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 1), st.integers(0, 50)), min_size=1, max_size=10)
SHIFTS = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 60)), min_size=1, max_size=3)
SETTINGS = st.builds(
    PlanSettings,
    leave_share=st.sampled_from([0.0, 0.3, 1.0]),
    settle_share=st.sampled_from([0.0, 0.5, 1.0]),
    max_tries=st.just(10),
)


def drawn_day(orders: list[tuple[int, int, int]], shifts: list[tuple[int, int]]) -> Instance:
    placed = [an_order_placed(at, restaurant=where, ready=at + took) for at, where, took in sorted(orders)]
    return a_day(placed, [a_shift((100 * far, 0), on=on, off=400) for far, on in shifts])


@settings(max_examples=40, deadline=None)
@given(ORDERS, SHIFTS, SETTINGS)
def test_nothing_is_collected_before_it_is_ready_and_all_is_delivered(
    orders: list[tuple[int, int, int]], shifts: list[tuple[int, int]], chosen: PlanSettings
) -> None:
    day = drawn_day(orders, shifts)
    travel = MinuteTravel(day)
    world = World(day, travel, EstimatedKitchens(day))

    run(world, Muster(world, chosen))

    assert violations(day, world.log) == []
    assert sum(stop.kind is StopKind.DROPOFF for stop in world.log) == len(orders)


@given(ORDERS, st.integers(0, 110))
def test_estimate_is_ahead_until_the_food_is_ready_and_true_from_then_on(
    orders: list[tuple[int, int, int]], now: int
) -> None:
    day = drawn_day(orders, [(0, 0)])
    world = World(day, MinuteTravel(day), EstimatedKitchens(day))

    for minute in range(now + 1):
        world.tick(minute)

    for number in world.waiting:
        true, likely = day.orders[number].ready_min, world.likely_ready_min(number)
        assert likely == true if true <= now else likely > now
