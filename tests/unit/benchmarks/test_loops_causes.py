"""Why bookings are late in the loops' benchmark, and which of them nobody could have helped."""

from benchmarks.loops.causes import KITCHEN, NOBODY, OTHERS, earliest_end_s, main_cause
from benchmarks.loops.city import CALM, Size, build

SMALL = Size(bookings=6, providers=5, busy_s=600.0)


def test_a_late_booking_is_late_by_what_it_lost_most_on() -> None:
    assert main_cause({KITCHEN: 300.0, OTHERS: 315.0}) == OTHERS
    assert main_cause({}) == NOBODY


def test_nothing_is_at_the_door_before_it_is_ready_and_carried() -> None:
    city = build(1, SMALL, CALM)
    order = city.orders[0]

    assert earliest_end_s(city, order) > order.ready_s + order.pickup_stay_s + order.dropoff_stay_s
