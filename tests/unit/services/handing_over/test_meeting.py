"""Two people who meet for goods on board, as stories: there, given, taken, and nobody else can."""

from datetime import timedelta

from shared import paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.booking import BookingState
from shared.models.offer import OfferPurpose
from shared.models.provider import LiveAssignment
from shared.models.stop import StopState, StopType
from tests.builders import OPERATOR, a_point
from tests.unit.services.handing_over.story import S, agreed, custody, meeting, met, ordered, seen, stands, under_way
from tests.world import World, refused


def test_goods_change_hands_when_both_have_said_so_and_the_receiver_does_the_rest(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    trouble = met(world, ada, bob, job)

    world.press(ada, "complete_stop", job, proofs=[{"kind": "photo", "reference": "photos/1"}])
    assert world.booking(job).provider_id == "ada"
    world.press(bob, "complete_stop", job)
    world.settle()

    booking = world.booking(job)
    assert (booking.state, booking.provider_id, booking.assignment_epoch) == (BookingState.IN_PROGRESS, "bob", 2)
    assert [(s.type, s.state) for s in booking.terms.stops] == [
        (StopType.PICKUP, StopState.DONE),
        (StopType.HAND_OVER, StopState.DONE),
        (StopType.DROPOFF, StopState.ENROUTE),
    ]
    assert booking.terms.stops[1].proofs[0].reference == "photos/1"
    assert (world.provider("ada").load, world.provider("bob").active_bookings) == (0, {job: 2})
    assert seen(world, trouble).state is S.RECOVERED
    assert custody(world, job) == ["ada", "bob"]
    world.finish(bob, job)
    assert world.booking(job).state is BookingState.COMPLETED
    assert (world.provider("bob").load, world.provider("bob").taking_over) == (0, {})
    world.assert_timelines_fold()


def test_who_is_asked_sees_what_for_and_may_say_no(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)

    offer = world.offers_to("bob")[0]

    assert offer.purpose is OfferPurpose.HAND_OVER
    assert offer.pickup_cell == under_way(world, job).meeting.cell  # type: ignore[union-attr]
    assert offer.trip_m < world.booking(job).terms.trip_m
    assert offer.eta_end is not None
    assert world.booking(job).provider_id == "ada"


def test_the_holder_keeps_goods_load_and_job_until_the_receiver_has_them(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)

    world.accept(bob)

    booking = world.booking(job)
    assert (booking.provider_id, booking.assignment_epoch, booking.next_stop) == ("ada", 1, meeting(world, job))
    assert (world.provider("ada").active_bookings, world.provider("ada").route) == ({job: 1}, ())
    assert (world.provider("bob").active_bookings, world.provider("bob").taking_over) == ({}, {job: 1})
    assert (world.provider("ada").load, world.provider("bob").load) == (1, 1)
    assert [entry.stop_id for entry in world.provider("bob").route] == ["h3", "s2"]
    assert world.store.value(paths.live(job, 1), LiveAssignment).provider_id == "ada"
    world.assert_timelines_fold()


def test_the_customer_sees_the_receiver_and_nobody_else_once_the_goods_are_theirs(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    met(world, ada, bob, job)
    assert world.booking(job).customer_view.state != "nearby"

    world.press(ada, "complete_stop", job)
    world.press(bob, "complete_stop", job)

    assert paths.live(job, 1) not in world.store
    assert world.store.value(paths.live(job, 2), LiveAssignment).provider_name == "Bob"


def test_the_receivers_plan_tells_the_customer_when(world: World, ada: Actor, job: str) -> None:
    world.clock.advance(600)
    far = world.a_provider_on_duty("far", north_m=4000)
    world.is_seen("ada", a_point(north_m=200))
    before = world.booking(job).assignment
    ordered(world, ada, job)

    world.accept(far)

    after = world.booking(job).assignment
    assert before is not None
    assert after is not None
    assert after.predicted_end_at > before.predicted_end_at + timedelta(minutes=5)
    assert "eta.revised" in world.events(job)


def test_the_receiver_can_not_take_what_was_not_given(world: World, ada: Actor, job: str, bob: Actor) -> None:
    met(world, ada, bob, job)

    with refused(Code.NOT_GIVEN_YET):
        world.press(bob, "complete_stop", job)

    assert world.booking(job).provider_id == "ada"


def test_whoever_comes_has_to_be_there_and_not_the_one_who_waits(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    agreed(world, ada, bob, job)
    world.press(bob, "start_stop", job)

    with refused(Code.NOT_NEAR_STOP):
        world.press(bob, "arrive_at_stop", job)

    world.is_seen("ada", a_point(north_m=3000))
    world.is_seen("bob", a_point(north_m=200))
    world.press(bob, "arrive_at_stop", job)
    assert meeting(world, job).state is StopState.ARRIVED


def test_a_track_of_the_receiver_shows_the_arrival_and_one_of_the_holder_does_not(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    agreed(world, ada, bob, job)
    world.press(bob, "start_stop", job)

    stands(world, ada)
    assert meeting(world, job).state is StopState.ENROUTE
    stands(world, bob)

    assert meeting(world, job).state is StopState.ARRIVED
    live = world.store.value(paths.live(job, 1), LiveAssignment)
    assert live.provider_id == "ada"


def test_nobody_gives_anything_to_somebody_who_is_not_there(world: World, ada: Actor, job: str, bob: Actor) -> None:
    agreed(world, ada, bob, job)

    with refused(Code.WRONG_STATE):
        world.press(ada, "complete_stop", job)


def test_strangers_and_the_wrong_one_of_the_two_move_nothing(world: World, ada: Actor, job: str, bob: Actor) -> None:
    carol = world.a_provider_on_duty("carol", north_m=9000)
    agreed(world, ada, bob, job)

    with refused(Code.NOT_YOURS):
        world.press(carol, "start_stop", job)
    with refused(Code.NOT_YOURS):
        world.press(ada, "start_stop", job)
    with refused(Code.NOT_YOURS):
        world.press(bob, "complete_stop", job, stop_id="s2")
    with refused(Code.STOP_OUT_OF_ORDER):
        world.press(ada, "start_stop", job, stop_id="s2")


def test_both_who_confirm_twice_change_nothing_more(world: World, ada: Actor, job: str, bob: Actor) -> None:
    met(world, ada, bob, job)
    stop_id = meeting(world, job).stop_id

    world.press(ada, "complete_stop", job, op_id="given-0001")
    world.press(ada, "complete_stop", job, op_id="given-0001")
    with refused(Code.WRONG_STATE):
        world.press(ada, "complete_stop", job)
    world.press(bob, "complete_stop", job, op_id="taken-0001", stop_id=stop_id, epoch=1)
    world.press(bob, "complete_stop", job, op_id="taken-0001", stop_id=stop_id, epoch=1)
    with refused(Code.STALE_EPOCH):
        world.press(bob, "complete_stop", job, stop_id=stop_id, epoch=1)

    assert world.events(job).count("hand_over.given") == world.events(job).count("hand_over.taken") == 1


def test_staff_stand_in_for_a_phone_that_is_dead_first_for_the_holder_then_for_the_receiver(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    agreed(world, ada, bob, job)
    world.press(OPERATOR, "start_stop", job)
    world.press(OPERATOR, "arrive_at_stop", job, override_reason="on the phone with both")

    world.press(OPERATOR, "complete_stop", job)
    assert under_way(world, job).given_at is not None
    world.press(OPERATOR, "complete_stop", job)

    assert world.booking(job).provider_id == "bob"
