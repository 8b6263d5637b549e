"""Offers: one winner, typed losers, deadlines that decide, memory of who declined, and caps."""

from dataclasses import replace
from typing import Any

import pytest

from muster.adapters.random_ids import RandomIds
from muster.services.expire_offers import expire_offers
from shared import collection_names, paths
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.offer import Offer, OfferState
from shared.models.provider import Duty, LiveAssignment
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR
from tests.simulation.invariants import loose_ends, violations
from tests.world import AREA, World, refused


def accept(world: World, actor: Any, offer_id: str, **fields: Any) -> dict[str, Any]:
    return world.do(actor, "accept_offer", offer_id=offer_id, **fields)


def state_of(world: World, offer_id: str) -> OfferState:
    return world.store.value(paths.offer(offer_id), Offer).state


def two_asked(**dispatch: Any) -> tuple[World, Any, Any, str]:
    world = World(dispatch={"strategy": "broadcast", **dispatch})
    ada, bob = world.a_provider_on_duty("ada"), world.a_provider_on_duty("bob", north_m=200)
    booking_id = world.a_booking()
    world.settle()
    return world, ada, bob, booking_id


def test_an_accepted_offer_gives_the_job_and_all_that_the_provider_needs() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking(contact_phone="+49 30 98765", contact_name="Grace")
    world.settle()

    told = world.accept(ada)

    live = world.store.value(paths.live(booking_id, 1), LiveAssignment)
    assert (told["state"], told["epoch"], told["provider_id"]) == ("assigned", 1, "ada")
    assert (live.customer_phone, live.provider_name, live.customer_name) == ("+49 30 98765", "Ada", "Grace")
    provider = world.provider("ada")
    assert (provider.load, provider.open_offers, provider.active_bookings) == (1, 0, {booking_id: 1})
    assert [stop.stop_id for stop in provider.route] == ["s1", "s2"]


def test_no_live_document_is_there_before_somebody_is_assigned() -> None:
    world, _, _, _ = two_asked()

    assert world.store.documents(collection_names.LIVE, LiveAssignment) == {}


def test_the_second_to_accept_is_told_that_it_is_taken() -> None:
    world, ada, bob, booking_id = two_asked()
    (first,), (second,) = world.offers_to("ada"), world.offers_to("bob")

    accept(world, ada, first.offer_id)
    with refused(Code.ALREADY_TAKEN):
        accept(world, bob, second.offer_id)
    with refused(Code.ALREADY_TAKEN):
        world.do(bob, "decline_offer", offer_id=second.offer_id)
    world.settle()

    assert world.booking(booking_id).provider_id == "ada"
    assert state_of(world, second.offer_id) is OfferState.WITHDRAWN
    assert world.provider("bob").open_offers == 0


def test_of_two_who_accept_at_once_one_wins_and_the_other_is_told_why() -> None:
    world, ada, bob, booking_id = two_asked()
    (first,), (second,) = world.offers_to("ada"), world.offers_to("bob")
    world.store.before_next_commit(lambda: accept(world, bob, second.offer_id))

    with refused(Code.ALREADY_TAKEN):
        accept(world, ada, first.offer_id)
    world.settle()

    assert world.booking(booking_id).provider_id == "bob"
    assert violations(world) + loose_ends(world) == []


def test_a_provider_with_room_for_one_wins_one_of_two_jobs() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", max_open_offers=2)
    world.a_booking()
    world.settle()
    world.a_booking()
    world.settle()
    first, second = world.offers_to("ada")

    accept(world, ada, first.offer_id)
    with refused(Code.NO_CAPACITY):
        accept(world, ada, second.offer_id)

    assert violations(world) == []


def test_an_accept_whose_answer_was_lost_is_answered_with_its_win() -> None:
    for seen_as_lost in (False, True):
        world, ada, _, booking_id = two_asked()
        (offer,) = world.offers_to("ada")
        world.store.lose_ack(seen_as_lost=seen_as_lost)

        told = accept(world, ada, offer.offer_id)

        assert (told["booking_id"], told["provider_id"]) == (booking_id, "ada")
        assert world.events(booking_id).count("booking.assigned") == 1


def test_a_deadline_that_has_passed_refuses_though_no_timer_ran() -> None:
    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")

    world.clock.advance(45)
    accept(world, ada, offer.offer_id, op_id="op-just-in-time")

    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")
    world.clock.advance(45.001)
    with refused(Code.OFFER_EXPIRED):
        accept(world, ada, offer.offer_id)


def test_an_offer_lasts_ten_real_seconds_however_fast_business_time_runs() -> None:
    world = World(rate=60)
    world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()

    (offer,) = world.offers_to("ada")

    assert (offer.deadline_at - offer.made_at).total_seconds() == 600
    assert (offer.answer_by - world.clock.real_now()).total_seconds() == pytest.approx(10)


def test_an_early_timer_expires_nothing() -> None:
    world, _, _, booking_id = two_asked()
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]

    world.run(timer)

    assert "offers.expired" not in world.events(booking_id)


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_a_timer_that_runs_late_or_twice_expires_once(runs: int) -> None:
    world, ada, _, booking_id = two_asked()
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]
    world.clock.advance(300)

    for _ in range(runs):
        world.run(timer)

    assert world.events(booking_id).count("offers.expired") == 1
    assert world.provider(ada.id).open_offers == 0


def test_a_timer_that_never_runs_is_made_up_for_by_the_sweep() -> None:
    world, _, _, booking_id = two_asked()
    world.tasks.pending.clear()
    world.clock.advance(48)

    world.sweep()

    assert "offers.expired" in world.events(booking_id)
    assert violations(world) + loose_ends(world) == []


def test_a_sweep_before_a_late_timer_leaves_the_timer_nothing_to_do() -> None:
    world, _, _, booking_id = two_asked()
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]
    world.clock.advance(48)
    world.sweep()

    world.run(timer)

    assert "".join(world.events(booking_id)).count("offers.expired") == 2, "the sweep takes one offer at a time"
    assert loose_ends(world) == []


def test_an_offer_that_was_void_before_its_timer_ran_is_not_held_against_its_provider() -> None:
    world, ada, bob, _ = two_asked()
    (first,), (second,) = world.offers_to("ada"), world.offers_to("bob")
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]
    accept(world, ada, first.offer_id)
    world.clock.advance(45)
    world.is_seen("bob", CENTRE)

    world.run(timer)
    world.settle()

    assert state_of(world, second.offer_id) is OfferState.WITHDRAWN
    assert (world.provider(bob.id).open_offers, world.provider(bob.id).offers_made) == (0, 0)


def test_an_accept_that_lands_before_the_expiry_stands() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]
    world.clock.advance(45)
    world.store.before_next_commit(lambda: accept(world, ada, offer.offer_id))

    world.run(timer)
    world.settle()

    assert world.booking(booking_id).provider_id == "ada"
    assert violations(world) + loose_ends(world) == []


def test_an_expiry_that_lands_before_the_accept_stands() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    (timer,) = [task for task in world.tasks.pending if task.queue == "expireoffer"]
    world.clock.advance(45)
    world.store.before_next_commit(lambda: world.run(timer))

    with refused(Code.OFFER_EXPIRED):
        accept(world, ada, offer.offer_id)

    assert world.booking(booking_id).provider_id is None


def test_an_offer_is_answered_once() -> None:
    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(ada, "decline_offer", offer_id=offer.offer_id, reason="too far")

    with refused(Code.OFFER_ANSWERED):
        accept(world, ada, offer.offer_id)
    with refused(Code.OFFER_ANSWERED):
        world.do(ada, "decline_offer", offer_id=offer.offer_id)


def test_somebody_elses_offer_can_not_be_answered() -> None:
    world, _, bob, _ = two_asked()
    (offer,) = world.offers_to("ada")

    for verb in ("accept_offer", "decline_offer", "ack_offer"):
        for actor in (bob, CUSTOMER, OPERATOR):
            with refused(Code.NOT_YOURS):
                world.do(actor, verb, offer_id=offer.offer_id)
        with refused(Code.NOT_FOUND):
            world.do(bob, verb, offer_id="no-such-offer")


def test_going_offline_with_an_offer_open_gives_up_the_right_to_it() -> None:
    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(ada, "set_duty", duty=Duty.OFFLINE.value)

    with refused(Code.NOT_ON_DUTY):
        accept(world, ada, offer.offer_id)


def test_a_lost_provider_can_not_accept_until_seen_again() -> None:
    world, ada, _, _ = two_asked(offer_ttl_s=600)
    (offer,) = world.offers_to("ada")
    world.clock.advance(181)

    with refused(Code.LINK_LOST):
        accept(world, ada, offer.offer_id)

    world.is_seen("ada", CENTRE)
    assert accept(world, ada, offer.offer_id)["state"] == "assigned"


def test_a_provider_who_lost_a_skill_meanwhile_can_not_accept() -> None:
    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(ADMIN, "put_provider", provider_id="ada", area_id=AREA, name="Ada", services=["repair"])

    with refused(Code.NOT_ELIGIBLE):
        accept(world, ada, offer.offer_id)


def test_acks_move_an_offer_forward_and_nothing_else() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    before = world.booking(booking_id)

    told = [world.do(ada, "ack_offer", offer_id=offer.offer_id, seen=seen)["state"] for seen in (False, True, False)]

    assert told == ["delivered", "seen", "seen"]
    assert world.booking(booking_id) == before
    accept(world, ada, offer.offer_id)
    assert world.do(ada, "ack_offer", offer_id=offer.offer_id)["state"] == "accepted"


# What follows


def test_a_declined_offer_goes_to_the_next_provider() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    world.a_booking()
    world.settle()

    world.do(ada, "decline_offer", offer_id=world.offers_to("ada")[0].offer_id)
    world.settle()

    assert world.offers_to("ada") == []
    assert world.offers_to("bob")


def test_an_expired_offer_goes_to_the_next_provider() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    world.a_booking()
    world.settle()

    world.let_pass(46)

    assert world.offers_to("ada") == []
    assert world.offers_to("bob")


@pytest.mark.parametrize("duty", [Duty.OFFLINE, Duty.PAUSED])
def test_the_offer_of_who_goes_off_duty_goes_to_the_next_provider_at_once(duty: Duty) -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    booking_id = world.a_booking()
    world.settle()
    (offer,) = world.offers_to("ada")

    world.do(ada, "set_duty", duty=duty.value)
    world.settle()

    assert state_of(world, offer.offer_id) is OfferState.WITHDRAWN
    assert world.offers_to("bob")
    assert (world.provider("ada").open_offers, world.provider("ada").offers_made) == (0, 0)
    assert "offers.withdrawn" in world.events(booking_id)
    assert violations(world) + loose_ends(world) == []


def test_a_wave_goes_on_without_who_goes_off_duty() -> None:
    world, ada, bob, booking_id = two_asked()
    (second,) = world.offers_to("bob")

    world.do(ada, "set_duty", duty="offline")
    world.settle()

    assert world.booking(booking_id).search.open_offers == {second.offer_id: "bob"}
    assert accept(world, bob, second.offer_id)["provider_id"] == "bob"


def test_every_offer_of_who_goes_off_duty_is_taken_back() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada", max_open_offers=3, capacity=3)
    world.two_offered_together(ada)
    assert len(world.offers_to("ada")) == 2

    world.do(ada, "set_duty", duty="offline")
    world.settle()

    assert world.offers_to("ada") == []
    assert world.provider("ada").open_offers == 0


def test_who_comes_back_before_their_offers_are_taken_back_keeps_them() -> None:
    world, ada, _, _ = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(ada, "set_duty", duty="paused")
    world.do(ada, "set_duty", duty="online")

    world.settle()

    assert accept(world, ada, offer.offer_id)["provider_id"] == "ada"


def test_of_going_off_duty_and_accepting_at_once_the_first_stands() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    world.store.before_next_commit(lambda: accept(world, ada, offer.offer_id))

    world.do(ada, "set_duty", duty="offline")
    world.settle()

    assert world.booking(booking_id).provider_id == "ada"
    assert state_of(world, offer.offer_id) is OfferState.ACCEPTED
    assert violations(world) + loose_ends(world) == []


def test_who_comes_back_and_accepts_while_their_offer_is_taken_back_has_the_job() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(ada, "set_duty", duty="paused")

    def comes_back() -> None:
        world.do(ada, "set_duty", duty="online")
        accept(world, ada, offer.offer_id)

    world.store.before_next_commit(comes_back)
    world.settle()

    assert world.booking(booking_id).provider_id == "ada"
    assert violations(world) + loose_ends(world) == []


def test_offers_are_taken_back_once_however_often_that_is_asked_for() -> None:
    world, ada, _, booking_id = two_asked()
    world.do(ada, "set_duty", duty="offline")
    messages = world.bus.drain()

    world.deliver(messages)
    world.deliver(messages)

    assert world.events(booking_id).count("offers.withdrawn") == 1
    assert world.provider("ada").open_offers == 0


def test_an_offer_that_was_void_when_its_provider_went_off_duty_is_only_closed() -> None:
    world, ada, _, booking_id = two_asked()
    (offer,) = world.offers_to("ada")
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="found another")
    world.do(ada, "set_duty", duty="offline")

    world.deliver(world.bus.drain()[::-1])

    assert state_of(world, offer.offer_id) is OfferState.WITHDRAWN
    assert world.events(booking_id)[-1] == "booking.cancelled"
    assert violations(world) + loose_ends(world) == []


def test_going_off_duty_without_an_open_offer_asks_for_nothing_further() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.settle()

    world.do(ada, "set_duty", duty="offline")

    assert world.bus.published == []


def test_who_declined_is_not_asked_again_until_the_cool_down_is_over() -> None:
    world = World(dispatch={"decline_cooldown_s": 60, "search_timeout_s": 3600})
    ada = world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()
    world.do(ada, "decline_offer", offer_id=world.offers_to("ada")[0].offer_id)

    world.let_pass(50)
    assert world.offers_to("ada") == []

    world.let_pass(30)
    assert world.offers_to("ada")


def test_a_wave_waits_for_its_last_answer_before_the_next_goes_out() -> None:
    world = World(dispatch={"strategy": "waves", "wave_size": 2})
    people = [world.a_provider_on_duty(f"p{n}", north_m=100 * n) for n in range(5)]
    booking_id = world.a_booking()
    world.settle()
    asked = [one for one in people if world.offers_to(one.id)]
    assert len(asked) == 2

    world.do(asked[0], "decline_offer", offer_id=world.offers_to(asked[0].id)[0].offer_id)
    world.settle()
    assert len([one for one in people if world.offers_to(one.id)]) == 1
    world.do(asked[1], "decline_offer", offer_id=world.offers_to(asked[1].id)[0].offer_id)
    world.settle()

    search = world.booking(booking_id).search
    assert search is not None
    assert search.wave == 2
    assert set(search.open_offers.values()) == {one.id for one in people} - {one.id for one in asked}


def test_a_broadcast_asks_everybody_up_to_its_size() -> None:
    world = World(dispatch={"strategy": "broadcast", "broadcast_size": 3})
    people = [world.a_provider_on_duty(f"p{n}", north_m=100 * n) for n in range(5)]
    world.a_booking()
    world.settle()

    assert len([one for one in people if world.offers_to(one.id)]) == 3


def test_the_largest_broadcast_expires_by_its_timer() -> None:
    world = World(dispatch={"strategy": "broadcast", "broadcast_size": 50, "candidates_enough": 50, "max_attempts": 50})
    world.backend = replace(world.backend, ids=RandomIds())
    people = [world.a_provider_on_duty(f"p{n}", north_m=n) for n in range(50)]
    booking_id = world.a_booking()
    world.settle()
    asked = [offer.offer_id for one in people for offer in world.offers_to(one.id)]

    world.clock.advance(3600)
    expire_offers(world.backend, booking_id, asked)

    assert len(asked) == 50
    assert {state_of(world, offer_id) for offer_id in asked} == {OfferState.EXPIRED}


def test_nobody_is_asked_for_more_jobs_at_once_than_they_allow() -> None:
    world = World()
    world.a_provider_on_duty("ada", max_open_offers=2, capacity=5)
    for _ in range(4):
        world.a_booking()
        world.settle()

    assert len(world.offers_to("ada")) == 2
    assert violations(world) == []


def test_a_full_provider_is_not_asked_even_if_they_filled_up_after_the_window_was_read() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    first = world.a_booking()
    world.clock.advance(1)
    second = world.a_booking(OPERATOR)

    def operator_is_faster() -> None:
        world.do(OPERATOR, "assign_booking", booking_id=second, provider_id=ada.id, reason="regular customer")

    world.store.before_next_commit(operator_is_faster)
    world.settle()

    assert world.offers_to("ada") == []
    assert world.booking(first).state is BookingState.SEARCHING
    assert violations(world) == []
