"""A provider's plan when a booking joins it; all places lie on a line to the north of where the provider is."""

from dataclasses import replace
from typing import Any

from shared.dispatch.begun_plan import Running
from shared.dispatch.replanning import Replanned, replanned
from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import Provider, RouteStop, VehicleType
from shared.models.stop import Stop, StopState, StopType
from shared.models.terms import Promise, PromiseType
from tests.builders import CENTRE, NOW, a_booking, a_point, a_provider, a_stop, a_window, later, some_terms

P, D = StopType.PICKUP, StopType.DROPOFF


def a_job(name: str, pickup_m: float, door_m: float, *, done: int = 0, now: str = "", **terms: Any) -> Booking:
    """``done`` stops are done, the next one is in the state ``now``."""
    promised = Promise(type=PromiseType.ASAP, window=a_window(0, terms.pop("promise_s", 7200)))
    places = ((P, pickup_m), (D, door_m))
    stops = tuple(_stop(index, kind, metres, done, now) for index, (kind, metres) in enumerate(places))
    straight_m = 1.3 * abs(door_m - pickup_m)
    return a_booking(booking_id=name, terms=some_terms(stops=stops, promise=promised, trip_m=straight_m, **terms))


def _stop(index: int, kind: StopType, metres: float, done: int, now: str) -> Stop:
    state = StopState.DONE if index < done else StopState(now or "pending") if index == done else StopState.PENDING
    return a_stop(stop_id=f"s{index + 1}", sequence=index + 1, type=kind, point=a_point(north_m=metres), state=state)


def a_plan(text: str, *held: Booking, **settings: Any) -> tuple[Provider, Running]:
    route = tuple(RouteStop(booking_id=word.split(".")[0], stop_id=word.split(".")[1]) for word in text.split())
    active = {booking.booking_id: 1 for booking in held}
    provider = a_provider(capacity=5, load=len(held), route=route, active_bookings=active, vehicle=VehicleType.CAR)
    return provider, Running(held, CENTRE, DispatchSettings(**settings))


def joined(plan: tuple[Provider, Running], new: Booking) -> Replanned:
    found = replanned(*plan, new, NOW)
    assert found is not None
    return found


def in_words(found: Replanned) -> str:
    return " ".join(f"{entry.booking_id}.{entry.stop_id}" for entry in found.course.route)


def test_a_booking_on_the_way_is_served_on_the_way() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 500, 4000, now="enroute"))

    found = joined(plan, a_job("b", 1000, 3000))

    assert in_words(found) == "a.s1 b.s1 b.s2 a.s2"
    assert NOW < found.pickup_at < found.end_at < found.course.end_at
    assert found.course.end_place == a_point(north_m=4000)


def test_the_stop_under_way_stays_first_though_another_is_nearer() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 4000, 5000, now="enroute"))

    found = joined(plan, a_job("b", 500, 600))

    assert in_words(found).startswith("a.s1")


def test_all_up_to_the_last_stop_under_way_stays_as_it_is() -> None:
    first, second = a_job("a", 3000, 5000), a_job("b", 1000, 4000, now="arrived")

    found = joined(a_plan("a.s1 b.s1 b.s2 a.s2", first, second), a_job("c", 100, 200))

    assert in_words(found).startswith("a.s1 b.s1")


def test_what_is_on_board_is_not_put_off_past_its_promise_and_what_was_planned() -> None:
    held = a_job("a", 0, 4000, done=1, now="enroute", promise_s=60)
    next_to_it = a_job("z", 4100, 4200, promise_s=7200)
    plan = a_plan("a.s2 z.s1 z.s2", held, next_to_it, plan_change_price_s=0)
    alone = joined(plan, a_job("far", 9000, 9100))

    found = joined(plan, a_job("b", 500, 600))

    assert in_words(alone) == "a.s2 z.s1 z.s2 far.s1 far.s2"
    assert in_words(found).startswith("a.s2")


def test_a_booking_held_may_be_put_off_as_far_as_its_area_allows() -> None:
    first = a_job("a", 0, 100, done=1, now="enroute")
    second = a_job("z", 0, 8000, done=1, promise_s=60)
    new = with_service(a_job("b", 4000, 4010), 30)

    strict = joined(a_plan("a.s2 z.s2", first, second, promise_give_s=0), new)
    giving = joined(a_plan("a.s2 z.s2", first, second, promise_give_s=120), new)

    assert in_words(strict) == "a.s2 z.s2 b.s1 b.s2"
    assert in_words(giving) == "a.s2 b.s1 b.s2 z.s2"


def with_service(booking: Booking, service_s: int) -> Booking:
    stops = tuple(stop.model_copy(update={"service_s": service_s}) for stop in booking.terms.stops)
    return booking.model_copy(update={"terms": booking.terms.model_copy(update={"stops": stops})})


def test_an_order_that_saves_too_little_is_left_as_it_is() -> None:
    jobs = a_job("a", 0, 100, done=1, now="enroute"), a_job("y", 0, 1100, done=1), a_job("z", 0, 1000, done=1)
    plan = "a.s2 y.s2 z.s2"
    new = a_job("b", 1200, 1300)

    steady = joined(a_plan(plan, *jobs, plan_change_price_s=600), new)
    restless = joined(a_plan(plan, *jobs, plan_change_price_s=0), new)

    assert [word for word in in_words(steady).split() if word[0] != "b"] == plan.split()
    assert in_words(restless) == "a.s2 z.s2 y.s2 b.s1 b.s2"


def test_what_is_not_ready_yet_is_not_waited_for_with_goods_on_board() -> None:
    held = a_job("a", 0, 3000, done=1, now="pending")
    plan = a_plan("x.s2 a.s2", a_job("x", 0, 100, done=1, now="enroute"), held)

    found = joined(plan, a_job("b", 1000, 2000, ready_at=later(3600)))

    assert in_words(found) == "x.s2 a.s2 b.s1 b.s2"
    assert found.pickup_at == later(3600)


def test_what_is_on_board_waits_for_another_booking_no_longer_than_its_area_allows() -> None:
    held = a_job("a", 100, 4000, now="enroute")
    new = a_job("b", 500, 600, ready_at=later(1200))

    fresh = joined(a_plan("a.s1 a.s2", held, max_extra_on_board_s=600), new)
    patient = joined(a_plan("a.s1 a.s2", held, max_extra_on_board_s=3600), new)

    assert in_words(fresh) == "a.s1 a.s2 b.s1 b.s2"
    assert in_words(patient) == "a.s1 b.s1 b.s2 a.s2"


def test_time_on_board_counts_from_when_it_was_picked_up() -> None:
    held = a_job("a", 0, 4000, done=1)
    first = held.terms.stops[0].model_copy(update={"finished_at": later(-1500)})
    terms = held.terms.model_copy(update={"stops": (first, held.terms.stops[1])})
    long_on_board = held.model_copy(update={"terms": terms})
    head, new = a_job("x", 0, 100, done=1, now="enroute"), a_job("b", 500, 600, ready_at=later(400))

    now_fresh = joined(a_plan("x.s2 a.s2", head, held), new)
    hot_for_long = joined(a_plan("x.s2 a.s2", head, long_on_board), new)

    assert in_words(now_fresh) == "x.s2 b.s1 b.s2 a.s2"
    assert in_words(hot_for_long) == "x.s2 a.s2 b.s1 b.s2"


def test_where_trips_have_one_pickup_a_booking_on_the_way_comes_last() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 500, 4000, now="enroute"), between_drops=False)

    found = joined(plan, a_job("b", 1000, 3000))

    assert in_words(found) == "a.s1 a.s2 b.s1 b.s2"


def test_where_trips_have_one_pickup_what_stands_at_the_same_place_goes_along() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 500, 4000, now="enroute"), between_drops=False)

    found = joined(plan, a_job("b", 500, 3000))

    assert in_words(found) == "a.s1 b.s1 b.s2 a.s2"


def test_no_more_bookings_are_on_board_together_than_the_area_allows() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 500, 4000, now="enroute"), most_on_board=1)

    found = joined(plan, a_job("b", 1000, 3000))

    assert in_words(found) == "a.s1 a.s2 b.s1 b.s2"


def test_who_carries_more_than_the_area_allows_by_now_hands_over_first() -> None:
    held = [a_job(name, 0, metres, done=1) for name, metres in (("a", 3000), ("b", 4000))]
    plan = a_plan("a.s2 b.s2", *held, most_on_board=1)

    found = joined(plan, a_job("c", 1000, 5000))

    assert in_words(found) == "a.s2 c.s1 b.s2 c.s2"


def test_a_plan_too_large_for_the_exact_method_keeps_its_order_and_takes_the_new_stops_in() -> None:
    held = [a_job(f"h{n:02d}", 0, 500 * n, done=1, now="enroute" if n == 1 else "pending") for n in range(1, 15)]
    order = " ".join(f"{one.booking_id}.s2" for one in held)
    provider, running = a_plan(order, *held)

    found = joined((provider.model_copy(update={"capacity": 20}), running), a_job("new", 1600, 1700))

    words = in_words(found).split()
    assert [word for word in words if not word.startswith("new")] == order.split()
    assert words.index("new.s2") < len(words) - 2


def test_a_plan_that_is_not_known_in_full_is_not_touched() -> None:
    held = a_job("a", 500, 4000)
    provider, running = a_plan("a.s1 a.s2", held)
    nowhere = held.terms.stops[1].model_copy(update={"point": None})
    terms = held.terms.model_copy(update={"stops": (held.terms.stops[0], nowhere)})

    assert replanned(provider, replace(running, held=()), a_job("b", 1, 2), NOW) is None
    blurred = replace(running, held=(held.model_copy(update={"terms": terms}),))
    assert replanned(provider, blurred, a_job("b", 1, 2), NOW) is None


def test_same_input_same_plan() -> None:
    plan = a_plan("a.s1 a.s2", a_job("a", 500, 4000, now="enroute"))

    assert joined(plan, a_job("b", 1000, 3000)) == joined(plan, a_job("b", 1000, 3000))
