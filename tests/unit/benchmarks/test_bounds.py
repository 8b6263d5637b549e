"""What more knowledge would be worth: whoever is said to know more knows just that."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.bounds import notice
from benchmarks.bounds.clicks import LEVELS, in_hindsight, outcomes, quantiles
from benchmarks.bounds.days import chosen
from benchmarks.bounds.foretold import Foretold, noticed
from benchmarks.bounds.variants import muster
from benchmarks.mdrp.day import Dispatcher, run
from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.kitchens import EstimatedKitchens, Kitchens
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from tests.days import a_day, a_shift, an_order_placed, write_day


def a_morning_elsewhere() -> Instance:
    """The only courier begins at one restaurant; all orders are of the other, 5 minutes off, and ready at once."""
    orders = [an_order_placed(at, restaurant=1, ready=at + 2, door=(500, 10)) for at in (30, 90)]
    return a_day(orders, [a_shift()], restaurants=((0, 0), (500, 0)))


def first_move(day: Instance, dispatcher: type[Foretold] | None = None) -> Stop:
    world = World(day, MinuteTravel(day), Kitchens(day))
    made: Dispatcher = dispatcher(world, before_min=0, after_min=30) if dispatcher else muster(world)
    run(world, made)
    return next(stop for stop in world.log if stop.kind is StopKind.MOVE)


def test_who_is_told_the_demand_waits_where_it_will_be() -> None:
    day = a_morning_elsewhere()

    assert first_move(day).decided_min == 30
    assert 0 <= first_move(day, Foretold).decided_min < 30


def test_orders_known_ahead_are_ready_when_they_were() -> None:
    day = a_morning_elsewhere()

    earlier = noticed(day, 10)

    assert [order.placed_min for order in earlier.orders] == [20, 80]
    assert [order.ready_min for order in earlier.orders] == [order.ready_min for order in day.orders]


@pytest.mark.parametrize("notice_min", [0, 5])
def test_a_kitchens_word_comes_as_long_before_as_is_said(notice_min: int) -> None:
    kitchens = EstimatedKitchens(a_day([an_order_placed(0, ready=40)], [a_shift()]), notice_min)
    kitchens.tick(0)
    kitchens.placed(0)

    kitchens.tick(39 - notice_min)
    before = kitchens.likely_min(0), kitchens.believed_min(0)
    kitchens.tick(40 - notice_min)

    assert min(before) >= 40
    assert before[0] != 40
    assert (kitchens.likely_min(0), kitchens.believed_min(0)) == (40, 40)


def a_day_of_two_kitchens() -> Instance:
    """One kitchen always takes 10 minutes, the other 30; each order is delivered before the next is placed."""
    orders = [an_order_placed(100 * n, restaurant=n % 2, ready=100 * n + (30 if n % 2 else 10)) for n in range(12)]
    return a_day(orders, [a_shift(off=2000)])


@pytest.mark.parametrize("level", LEVELS)
def test_no_level_knows_an_order_but_the_one_that_says_so(level: str) -> None:
    day = outcomes(a_day_of_two_kitchens())

    known = LEVELS[level](day)

    assert known.diagonal().any() == ("itself" in level)
    assert known[:, 0].sum() >= 11


def test_who_knows_what_was_delivered_knows_nothing_of_what_is_on_the_way() -> None:
    orders = [an_order_placed(at, ready=at + 20) for at in (0, 10, 60)]
    day = outcomes(a_day(orders, [a_shift()]))

    known = LEVELS["all orders that can be delivered before"](day)

    assert known.tolist() == [[False] * 3, [False] * 3, [True, True, False]]


def test_a_kitchen_that_is_always_the_same_is_guessed_by_its_own_orders() -> None:
    day = outcomes(a_day_of_two_kitchens())
    others = LEVELS["all other orders of the day, later ones too"](day)

    own, all_alike = (in_hindsight(day.took, quantiles(day, others, strength)) for strength in (0.01, 1000))

    assert own.error_min < 0.5
    assert all_alike.error_min > 5
    assert own.width_min < all_alike.width_min


def test_ends_in_hindsight_hold_what_is_wanted() -> None:
    took = np.arange(100.0)
    shares = np.array([0.5, *np.arange(0.02, 0.2, 0.01), *(1 - np.arange(0.02, 0.2, 0.01))])

    reached = in_hindsight(took, np.tile(100 * shares, (100, 1)))

    assert reached.held >= 0.8
    assert reached.width_min == pytest.approx(80, abs=2)


def test_the_same_days_are_drawn_each_time(tmp_path: Path) -> None:
    for name in "abcdef":
        write_day(tmp_path / name, a_morning_elsewhere())

    assert chosen(tmp_path, size=3) == chosen(tmp_path, size=3)
    assert len(chosen(tmp_path)) == 6


def test_without_days_it_is_said_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match="MDRP=<folder>"):
        chosen(None)


def test_what_estimates_cost_is_told_against_the_same_dispatcher() -> None:
    late_min = {name: float(2 * number) for number, name in enumerate(notice.VARIANTS)}
    day = {
        name: {"over_floor_min": late, "ready_to_pickup_min": 0.0, "undelivered_pct": 0.0}
        for name, late in late_min.items()
    }

    lost = {row[0]: row[-1] for row in notice.table_of({"day": day}).rows}

    assert lost["Muster, estimated"] == "2.000"
    assert lost["Muster, estimated, known 10 min before"] == "8.000"
    assert lost["Muster, twice the couriers, estimated"] == lost["linear assignment, estimated"] == "2.000"
    assert lost["Muster, known"] == ""
