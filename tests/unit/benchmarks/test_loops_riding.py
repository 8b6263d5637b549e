"""What a rider of the loops' benchmark is like about an offer does not depend on how the day went before."""

from types import SimpleNamespace
from typing import Any, cast

from benchmarks.loops.city import Size, build
from benchmarks.loops.riding import Course, course_of
from benchmarks.loops.town import Town

CITY = build(1, Size(bookings=3, providers=1))
STORIES = {f"bkg_{order.number}": order for order in CITY.orders}


def a_course() -> Course:
    """Offer "off_N" asks for booking "bkg_N"."""
    town: Any = SimpleNamespace(now_s=100.0, offer=lambda one: SimpleNamespace(booking_id=one.replace("off", "bkg")))
    return course_of(CITY, CITY.riders[0], cast("Town", town), STORIES)


def answers(*offers: str) -> dict[str, list[tuple[float, float]]]:
    """When each is answered, and in which mood, in the order in which they came."""
    course = a_course()
    for offer_id in offers:
        course.hears_of(offer_id)
    found: dict[str, list[tuple[float, float]]] = {}
    for at_s, offer_id, mood in course.answers:
        found.setdefault(offer_id, []).append((at_s, mood))
    return found


def test_who_is_asked_for_the_same_order_is_in_the_same_mood_whatever_came_before() -> None:
    assert answers("off_1", "off_2")["off_2"] == answers("off_2")["off_2"]
    assert answers("off_1", "off_2")["off_1"] != answers("off_2")["off_2"]


def test_who_is_asked_for_the_same_order_again_may_have_changed_their_mind() -> None:
    first, again = answers("off_1", "off_0", "off_1")["off_1"]

    assert first != again
    assert answers("off_1", "off_1")["off_1"] == [first, again]
