"""What changes while goods are to change hands, as stories: the holder, the customer, the receiver, and messages that come late."""

import pytest

from shared import paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.booking import BookingState
from shared.models.offer import Offer, OfferState
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point
from tests.unit.services.handing_over.story import (
    agreed,
    breaks_down,
    comes,
    custody,
    given,
    meeting,
    ordered,
    taken,
    under_way,
)
from tests.world import World, refused


def test_a_holder_whose_bicycle_is_mended_goes_on_while_somebody_is_asked(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)
    offer_id = world.offers_to("bob")[0].offer_id

    world.is_seen("ada", a_point(north_m=1000))
    world.press(ada, "arrive_at_stop", job)
    world.settle()

    assert world.booking(job).hand_over is None
    assert world.store.value(paths.offer(offer_id), Offer).state is OfferState.WITHDRAWN
    world.press(ada, "complete_stop", job)
    assert world.booking(job).state is BookingState.COMPLETED
    world.assert_timelines_fold()


def test_a_holder_who_goes_on_after_all_calls_the_receiver_off(world: World, ada: Actor, job: str, bob: Actor) -> None:
    agreed(world, ada, bob, job)

    world.press(ada, "fail_stop", job, reason="it rolls again")
    world.settle()

    assert world.booking(job).hand_over is None
    assert (world.provider("bob").load, world.provider("bob").idle_since) == (0, world.clock.now())
    world.finish(ada, job)
    assert world.booking(job).state is BookingState.COMPLETED
    world.assert_timelines_fold()


def test_a_holder_who_has_given_the_goods_can_not_call_it_off(world: World, ada: Actor, job: str, bob: Actor) -> None:
    given(world, ada, bob, job)

    with refused(Code.WRONG_STATE):
        world.press(ada, "fail_stop", job, reason="changed my mind")

    world.press(bob, "fail_stop", job, reason="she kept them")
    assert world.booking(job).provider_id == "ada"


def test_a_receiver_who_accepts_while_the_holder_goes_on_loses_or_wins_whole(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)
    world.is_seen("ada", a_point(north_m=1000))
    world.store.before_next_commit(lambda: world.press(ada, "arrive_at_stop", job))

    with refused(Code.OFFER_WITHDRAWN):
        world.accept(bob)

    world.settle()
    assert (world.booking(job).hand_over, world.provider("bob").load, world.provider("bob").open_offers) == (None, 0, 0)
    assert world.provider("ada").active_bookings == {job: 1}


def test_a_holder_who_goes_on_just_after_the_receiver_accepted_has_to_call_them_off_first(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)
    world.is_seen("ada", a_point(north_m=1000))
    offer_id = world.offers_to("bob")[0].offer_id
    world.store.before_next_commit(lambda: world.do(bob, "accept_offer", offer_id=offer_id))

    with refused(Code.WRONG_STATE):
        world.press(ada, "arrive_at_stop", job)

    assert under_way(world, job).receiver_id == "bob"


def test_goods_that_change_hands_can_not_be_cancelled_and_nothing_of_it_changes(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    agreed(world, ada, bob, job)
    before = world.booking(job)

    for actor in (OPERATOR, ADMIN):
        with refused(Code.TOO_LATE_TO_CANCEL):
            world.do(actor, "cancel_booking", booking_id=job, reason="too late")

    assert world.booking(job) == before


def test_an_amendment_moves_the_door_and_not_the_meeting(world: World, ada: Actor, job: str, bob: Actor) -> None:
    agreed(world, ada, bob, job)
    trip_m, place = world.booking(job).terms.trip_m, meeting(world, job).point

    with refused(Code.TOO_LATE_TO_AMEND):
        world.do(CUSTOMER, "amend_booking", booking_id=job, stops=[moved("h3", 300)])
    world.do(CUSTOMER, "amend_booking", booking_id=job, stops=[moved("s2", 1200)])

    assert world.booking(job).terms.trip_m == pytest.approx(1.2 * trip_m, rel=0.01)
    assert meeting(world, job).point == place
    world.assert_timelines_fold()


def moved(stop_id: str, north_m: float) -> dict[str, object]:
    return {"stop_id": stop_id, "point": a_point(north_m).model_dump()}


def test_an_amendment_while_somebody_is_asked_asks_anew(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    first = world.offers_to("bob")[0].offer_id

    world.do(CUSTOMER, "amend_booking", booking_id=job, notes="second floor")
    world.settle()

    assert [offer.offer_id for offer in world.offers_to("bob")] != [first]
    assert len(world.offers_to("bob")) == 1


def test_an_offer_that_is_answered_late_or_by_another_changes_nothing(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    carol = world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)
    stale = world.offers_to("bob")[0].offer_id
    world.let_pass(50)
    world.accept(carol)

    with refused(Code.OFFER_EXPIRED):
        world.do(bob, "accept_offer", offer_id=stale)

    assert under_way(world, job).receiver_id == "carol"


def test_who_is_full_or_off_duty_by_then_can_not_agree_to_come(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.do(bob, "set_duty", duty="paused")

    with refused(Code.NOT_ON_DUTY):
        world.accept(bob)


def test_goods_on_the_way_back_can_be_handed_over_too(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.press(ada, "fail_stop", job, reason="nobody home")
    world.settle()

    taken(world, ada, bob, job)
    world.finish(bob, job)

    assert world.booking(job).state is BookingState.RETURNED
    assert custody(world, job) == ["ada", "bob"]
    world.assert_timelines_fold()


def test_who_took_goods_over_can_bring_them_back(world: World, ada: Actor, job: str, bob: Actor) -> None:
    taken(world, ada, bob, job)

    world.press(bob, "fail_stop", job, reason="nobody home")
    world.finish(bob, job)

    assert world.booking(job).state is BookingState.RETURNED


def test_a_receiver_who_breaks_down_as_well_hands_on(world: World, ada: Actor, job: str, bob: Actor) -> None:
    taken(world, ada, bob, job)
    world.settle()
    carol = world.a_provider_on_duty("carol", north_m=900)
    world.do(ada, "set_duty", duty="offline")

    breaks_down(world, bob, job)
    world.accept(carol)
    comes(world, carol, job)
    world.press(bob, "complete_stop", job)
    world.press(carol, "complete_stop", job)

    assert custody(world, job) == ["ada", "bob", "carol"]
    assert world.booking(job).assignment_epoch == 3


def test_messages_that_come_twice_and_late_ask_nobody_twice(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)
    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    messages = world.bus.drain()

    for _ in range(3):
        world.deliver(messages)
        world.settle()

    assert len(world.offers_to("carol")) == 1
    assert world.events(job).count("hand_over.sought") == 2
