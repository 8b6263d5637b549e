"""Goods on board that go to another provider, as stories: asked, agreed, given, taken, and all that comes in between."""

from datetime import timedelta

import pytest

from shared import paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.booking import BookingState, HandOver, Stop, StopState, StopType
from shared.models.disruption import Disruption, DisruptionState, RecoveryAction
from shared.models.offer import Offer, OfferPurpose, OfferState
from shared.models.provider import LiveAssignment
from shared.models.triage import Triage, TriageState
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point
from tests.world import AREA, World, refused

S = DisruptionState
BY_ITSELF = [
    {"kind": "provider_trouble", "automatic": ["hand_over"], "least_gain_s": 0, "most_risk": 1, "decide_within_s": 300}
]


@pytest.fixture
def job(world: World, ada: Actor, job: str) -> str:
    """On board of ada, who is two hundred metres on her way."""
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, job)
    world.is_seen("ada", a_point(north_m=200))
    world.settle()
    return job


@pytest.fixture
def bob(world: World, job: str) -> Actor:
    return world.a_provider_on_duty("bob", north_m=600)


def breaks_down(world: World, ada: Actor, job: str) -> str:
    """Let ada report that she can not go on, and give the id of her trouble."""
    told = world.do(ada, "report_problem", booking_id=job, kind="provider_trouble", note="chain broke")
    world.settle()
    return str(told["disruption_id"])


def seen(world: World, disruption_id: str) -> Disruption:
    return world.store.value(paths.disruption(disruption_id), Disruption)


def decided(world: World, disruption_id: str, action: str) -> None:
    item = seen(world, disruption_id).triage_id
    world.do(OPERATOR, "decide_triage", triage_id=item, approve=True, action=action, reason="chain broke")
    world.settle()


def ordered(world: World, ada: Actor, job: str) -> str:
    """Let ada break down, and whoever can come be asked for the goods."""
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=BY_ITSELF)
    return breaks_down(world, ada, job)


def under_way(world: World, job: str) -> HandOver:
    hand_over = world.booking(job).hand_over
    assert hand_over is not None
    return hand_over


def meeting(world: World, job: str) -> Stop:
    stop = world.booking(job).meeting
    assert stop is not None
    return stop


def comes(world: World, actor: Actor, job: str) -> None:
    """Let the receiver go to the meeting."""
    world.press(actor, "start_stop", job)
    world.is_seen(actor.id, a_point(north_m=200))
    world.press(actor, "arrive_at_stop", job)


def custody(world: World, job: str) -> list[str]:
    """Who had the goods, one after the other, as the timeline tells."""
    types = {"booking.assigned", "hand_over.taken"}
    return [event.data.provider_id for event in world.store.timeline(job) if event.type in types]


def test_goods_change_hands_when_both_have_said_so_and_the_receiver_does_the_rest(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    trouble = ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)

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
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
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
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)

    with refused(Code.NOT_GIVEN_YET):
        world.press(bob, "complete_stop", job)

    assert world.booking(job).provider_id == "ada"


def test_whoever_comes_has_to_be_there_and_not_the_one_who_waits(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)
    world.accept(bob)
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
    ordered(world, ada, job)
    world.accept(bob)
    world.press(bob, "start_stop", job)

    stands(world, ada)
    assert meeting(world, job).state is StopState.ENROUTE
    stands(world, bob)

    assert meeting(world, job).state is StopState.ARRIVED
    live = world.store.value(paths.live(job, 1), LiveAssignment)
    assert live.provider_id == "ada"


def stands(world: World, actor: Actor) -> None:
    """Let a phone report from the meeting for a minute."""
    for _ in range(4):
        world.clock.advance(20)
        now = world.clock.real_now()
        here = {"point": a_point(north_m=200).model_dump(), "accuracy_m": 8, "device_time": now.isoformat()}
        world.do(actor, "report_track", points=[here])


def test_nobody_gives_anything_to_somebody_who_is_not_there(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)

    with refused(Code.WRONG_STATE):
        world.press(ada, "complete_stop", job)


def test_strangers_and_the_wrong_one_of_the_two_move_nothing(world: World, ada: Actor, job: str, bob: Actor) -> None:
    carol = world.a_provider_on_duty("carol", north_m=9000)
    ordered(world, ada, job)
    world.accept(bob)

    with refused(Code.NOT_YOURS):
        world.press(carol, "start_stop", job)
    with refused(Code.NOT_YOURS):
        world.press(ada, "start_stop", job)
    with refused(Code.NOT_YOURS):
        world.press(bob, "complete_stop", job, stop_id="s2")
    with refused(Code.STOP_OUT_OF_ORDER):
        world.press(ada, "start_stop", job, stop_id="s2")


def test_both_who_confirm_twice_change_nothing_more(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
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
    ordered(world, ada, job)
    world.accept(bob)
    world.press(OPERATOR, "start_stop", job)
    world.press(OPERATOR, "arrive_at_stop", job, override_reason="on the phone with both")

    world.press(OPERATOR, "complete_stop", job)
    assert under_way(world, job).given_at is not None
    world.press(OPERATOR, "complete_stop", job)

    assert world.booking(job).provider_id == "bob"


def test_who_declines_passes_it_on_to_the_next_without_another_order(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    carol = world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)

    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    world.settle()

    assert [offer.purpose for offer in world.offers_to("carol")] == [OfferPurpose.HAND_OVER]
    world.accept(carol)
    assert under_way(world, job).receiver_id == "carol"


def test_an_offer_that_runs_out_goes_to_the_next_too(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.a_provider_on_duty("carol", north_m=1500)
    ordered(world, ada, job)

    world.let_pass(50)

    assert world.offers_to("bob") == []
    assert len(world.offers_to("carol")) == 1


def test_where_nobody_comes_it_goes_to_an_operator_and_the_goods_stay(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    trouble = ordered(world, ada, job)

    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    world.settle()

    after = seen(world, trouble)
    item = world.store.value(paths.triage(str(after.triage_id)), Triage)
    assert (after.state, item.state) == (S.ESCALATED, TriageState.OPEN)
    assert RecoveryAction.HAND_OVER not in {one.action for one in item.options}
    assert (world.booking(job).hand_over, world.booking(job).provider_id) == (None, "ada")
    assert world.events(job)[-2:] == ["hand_over.ended", "recovery.escalated"]


def test_an_operator_orders_what_no_playbook_does_by_itself(world: World, ada: Actor, job: str, bob: Actor) -> None:
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[{"kind": "provider_trouble"}])
    trouble = breaks_down(world, ada, job)
    assert world.offers_to("bob") == []

    decided(world, trouble, "hand_over")

    assert len(world.offers_to("bob")) == 1
    assert world.booking(job).provider_id == "ada"


def test_no_playbook_hands_over_what_is_with_somebody_who_is_only_silent(world: World) -> None:
    with refused(Code.BAD_PLAYBOOK):
        plays = [{"kind": "signal_lost", "automatic": ["hand_over"]}]
        world.do(ADMIN, "put_playbook", area_id=AREA, plays=plays)


def test_a_receiver_who_can_not_come_after_all_is_let_go_and_the_next_is_asked(
    world: World, ada: Actor, job: str, bob: Actor
) -> None:
    ordered(world, ada, job)
    world.accept(bob)
    world.a_provider_on_duty("carol", north_m=1500)

    world.press(bob, "fail_stop", job, reason="flat tyre, too")
    world.settle()

    assert (world.provider("bob").load, world.provider("bob").taking_over, world.provider("bob").route) == (0, {}, ())
    assert [offer.purpose for offer in world.offers_to("carol")] == [OfferPurpose.HAND_OVER]
    assert [entry.stop_id for entry in world.provider("ada").route] == ["s2"]
    world.assert_timelines_fold()


def test_those_who_do_not_meet_in_time_are_parted(world: World, ada: Actor, job: str, bob: Actor) -> None:
    trouble = ordered(world, ada, job)
    world.accept(bob)

    world.clock.advance(3600)
    world.sweep()
    world.settle()

    assert "hand_over.failed" in world.events(job)
    assert world.provider("bob").load == 0
    assert world.booking(job).provider_id == "ada"
    assert seen(world, trouble).state is S.ESCALATED


def test_goods_that_were_given_and_never_taken_are_an_operators(world: World, ada: Actor, job: str, bob: Actor) -> None:
    trouble = ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
    world.press(ada, "complete_stop", job)

    world.let_pass(3600)
    world.sweep()

    assert seen(world, trouble).state is S.ESCALATED
    assert under_way(world, job).receiver_id == "bob"
    world.press(OPERATOR, "complete_stop", job)
    assert (world.booking(job).provider_id, seen(world, trouble).state) == ("bob", S.RECOVERED)


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
    ordered(world, ada, job)
    world.accept(bob)

    world.press(ada, "fail_stop", job, reason="it rolls again")
    world.settle()

    assert world.booking(job).hand_over is None
    assert (world.provider("bob").load, world.provider("bob").idle_since) == (0, world.clock.now())
    world.finish(ada, job)
    assert world.booking(job).state is BookingState.COMPLETED
    world.assert_timelines_fold()


def test_a_holder_who_has_given_the_goods_can_not_call_it_off(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
    world.press(ada, "complete_stop", job)

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
    ordered(world, ada, job)
    world.accept(bob)
    before = world.booking(job)

    for actor in (OPERATOR, ADMIN):
        with refused(Code.TOO_LATE_TO_CANCEL):
            world.do(actor, "cancel_booking", booking_id=job, reason="too late")

    assert world.booking(job) == before


def test_an_amendment_moves_the_door_and_not_the_meeting(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)
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

    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
    world.press(ada, "complete_stop", job)
    world.press(bob, "complete_stop", job)
    world.finish(bob, job)

    assert world.booking(job).state is BookingState.RETURNED
    assert custody(world, job) == ["ada", "bob"]
    world.assert_timelines_fold()


def test_who_took_goods_over_can_bring_them_back(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
    world.press(ada, "complete_stop", job)
    world.press(bob, "complete_stop", job)

    world.press(bob, "fail_stop", job, reason="nobody home")
    world.finish(bob, job)

    assert world.booking(job).state is BookingState.RETURNED


def test_a_receiver_who_breaks_down_as_well_hands_on(world: World, ada: Actor, job: str, bob: Actor) -> None:
    ordered(world, ada, job)
    world.accept(bob)
    comes(world, bob, job)
    world.press(ada, "complete_stop", job)
    world.press(bob, "complete_stop", job)
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
