"""Why an order was not delivered, on days of a few orders that paper and pencil can follow."""

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.options import parse_options
from benchmarks.mdrp.runs import run_instance
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.undelivered import Undelivered, Why, undelivered
from tests.days import a_day, a_shift, an_order_placed

FAR = 1


def the_reason(day: Instance, *log: Stop) -> Undelivered:
    (found,) = undelivered(day, MinuteTravel(day), log)
    return found


def sent_away(at_min: int) -> Stop:
    """The courier is sent to the far restaurant, ten minutes off."""
    arrived = at_min + 10
    return Stop(
        courier=0,
        kind=StopKind.MOVE,
        place=FAR,
        decided_min=at_min,
        arrived_min=arrived,
        served_min=arrived,
        left_min=arrived,
    )


def test_food_that_is_ready_after_every_shift_is_impossible() -> None:
    day = a_day([an_order_placed(0, ready=50)], [a_shift(off=40)])

    found = run_instance(day, parse_options("")).undelivered

    assert [(one.why, one.short_min) for one in found] == [(Why.IMPOSSIBLE, 10)]


def test_a_courier_who_comes_on_too_far_off_makes_it_no_more_possible() -> None:
    day = a_day([an_order_placed(0, restaurant=FAR, ready=50)], [a_shift(on=45, off=56)])

    assert the_reason(day) == Undelivered("o0-50", Why.IMPOSSIBLE, 1, 0)


def test_who_was_sent_away_before_the_order_was_placed_puts_it_out_of_reach() -> None:
    day = a_day([an_order_placed(12, ready=20)], [a_shift(off=22)])

    assert the_reason(day, sent_away(11)).why is Why.OUT_OF_REACH


def test_who_was_sent_away_when_the_order_was_known_left_it() -> None:
    day = a_day([an_order_placed(12, ready=20)], [a_shift(off=22)])

    assert the_reason(day, sent_away(12)) == Undelivered("o12-20", Why.LEFT, 0, 1)


def test_a_delivered_order_needs_no_reason() -> None:
    day = a_day([an_order_placed(0)], [a_shift()])

    assert run_instance(day, parse_options("")).undelivered == ()
