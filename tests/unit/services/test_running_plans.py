"""A provider with room for two takes a second job into a plan that has begun."""

from typing import Any

from shared.errors import Code
from shared.messages.events import Actor
from shared.models.booking import BookingState
from shared.models.stop import StopState
from shared.units import BookingId
from tests.builders import CUSTOMER, OPERATOR, a_point
from tests.simulation.invariants import loose_ends, violations
from tests.world import World, refused


def a_trip(pickup_m: float, door_m: float) -> dict[str, Any]:
    places = (("pickup", pickup_m), ("dropoff", door_m))
    return {"stops": [{"type": kind, "point": a_point(north_m=metres).model_dump()} for kind, metres in places]}


def two_on_one_way() -> tuple[World, Actor, str, str]:
    """Ada is on her way to the first job's pickup when the second, between its stops, joins."""
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2, vehicle="car")
    first = world.won_by(ada, **a_trip(200, 4000))
    world.press(ada, "start_stop", first)
    second = world.won_by(ada, **a_trip(1000, 3000))
    return world, ada, first, second


def plan_of(world: World) -> list[tuple[str, str]]:
    return [(entry.booking_id, entry.stop_id) for entry in world.provider("ada").route]


def serve(world: World, actor: Actor, booking_id: str) -> None:
    stop = world.booking(booking_id).next_stop
    assert stop is not None
    assert stop.point is not None
    world.is_seen(actor.id, stop.point)
    if stop.state is StopState.PENDING:
        world.press(actor, "start_stop", booking_id)
    world.press(actor, "arrive_at_stop", booking_id)
    world.press(actor, "complete_stop", booking_id)
    world.settle()


def test_an_accepted_booking_joins_the_plan_where_it_fits() -> None:
    world, _, first, second = two_on_one_way()

    assert plan_of(world) == [(first, "s1"), (second, "s1"), (second, "s2"), (first, "s2")]
    assert world.provider("ada").free_place == a_point(north_m=4000)
    assert violations(world) == []


def test_a_booking_given_by_hand_joins_the_plan_too() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", capacity=2, vehicle="car")
    first = world.won_by(ada, **a_trip(200, 4000))
    second = world.a_booking(**a_trip(1000, 3000))

    world.do(OPERATOR, "assign_booking", booking_id=second, provider_id="ada", reason="on her way")

    assert plan_of(world) == [(first, "s1"), (second, "s1"), (second, "s2"), (first, "s2")]


def test_a_stop_done_does_not_send_the_provider_past_the_next_one_of_the_plan() -> None:
    world, ada, first, second = two_on_one_way()

    serve(world, ada, first)

    assert [stop.state for stop in world.booking(first).terms.stops] == [StopState.DONE, StopState.PENDING]
    assert plan_of(world) == [(second, "s1"), (second, "s2"), (first, "s2")]


def test_a_plan_of_two_is_worked_to_its_end_in_its_order() -> None:
    world, ada, first, second = two_on_one_way()

    for booking_id in (first, second, second, first):
        assert plan_of(world)[0][0] == booking_id
        serve(world, ada, booking_id)

    assert world.booking(first).state is world.booking(second).state is BookingState.COMPLETED
    assert (plan_of(world), world.provider("ada").load) == ([], 0)
    world.assert_timelines_fold()
    assert violations(world) + loose_ends(world) == []


def test_a_booking_that_leaves_the_plan_leaves_the_order_of_the_others() -> None:
    world, ada, first, second = two_on_one_way()
    serve(world, ada, first)

    world.release(ada, second)

    assert plan_of(world) == [(first, "s2")]
    serve(world, ada, first)
    assert world.booking(first).state is BookingState.COMPLETED


def test_a_provider_whose_last_booking_is_called_off_is_free_where_and_when_the_others_end() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", capacity=2, vehicle="car")
    first = world.won_by(ada, **a_trip(200, 2000))
    world.press(ada, "start_stop", first)
    second = world.won_by(ada, **a_trip(1000, 7000))
    assert world.provider("ada").free_place == a_point(north_m=7000)

    world.do(CUSTOMER, "cancel_booking", booking_id=second, reason="never mind")
    world.settle()

    assert plan_of(world) == [(first, "s1"), (first, "s2")]
    left = world.provider("ada")
    assert left.free_place == a_point(north_m=2000)
    assert left.free_at == left.promises[BookingId(first)].predicted_at


def test_a_provider_whose_last_booking_fails_is_free_where_the_others_end() -> None:
    world, ada, first, second = two_on_one_way()
    world.is_seen("ada", a_point(north_m=200))
    world.press(ada, "arrive_at_stop", first)

    world.press(ada, "fail_stop", first, reason="shut")
    world.settle()

    assert {booking_id for booking_id, _ in plan_of(world)} == {second}
    assert world.provider("ada").free_place == a_point(north_m=3000)


def test_goods_on_their_way_back_come_first() -> None:
    world, ada, first, second = two_on_one_way()
    serve(world, ada, first)
    world.press(ada, "start_stop", second)
    world.is_seen("ada", a_point(north_m=1000))
    world.press(ada, "arrive_at_stop", second)
    world.press(ada, "complete_stop", second)
    world.is_seen("ada", a_point(north_m=3000))
    world.press(ada, "arrive_at_stop", second)

    world.press(ada, "fail_stop", second, reason="nobody home")

    assert plan_of(world) == [(second, "r3"), (first, "s2")]
    assert violations(world) == []


def test_a_plan_read_before_a_stop_was_done_is_not_stored_after() -> None:
    world = World(dispatch={"planning": "window"})
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2, vehicle="car")
    first = world.won_by(ada, **a_trip(200, 4000))
    world.press(ada, "start_stop", first)
    second = world.a_booking(**a_trip(1000, 3000))
    world.settle()
    world.store.before_next_commit(lambda: serve(world, ada, first))

    world.accept(ada)

    assert plan_of(world)[0] == (first, "s2")
    assert {booking_id for booking_id, _ in plan_of(world)} == {first, second}
    assert violations(world) == []


def test_stops_of_one_booking_keep_their_order_whatever_the_plan() -> None:
    world, ada, first, _ = two_on_one_way()

    with refused(Code.STOP_OUT_OF_ORDER):
        world.press(ada, "start_stop", first, stop_id="s2")
