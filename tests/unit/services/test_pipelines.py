"""Pipelines, sweeps and schedules: done once however often they are asked, and made up for when nobody asks."""

import json
from random import Random
from typing import Any

import pytest

from muster.services.bury_message import bury_message
from muster.services.notify_people import notify_people
from muster.services.progress_workflow import progress_workflow
from shared import collection_names, paths
from shared.errors import Code, Unavailable
from shared.messages.events import ActorKind
from shared.models.booking import BookingState
from shared.models.change import CommitRecord
from shared.models.push import Delivery
from shared.models.triage import DeadLetter
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, an_offer, later
from tests.fakes.messaging import Published
from tests.simulation.invariants import loose_ends, violations
from tests.world import AREA, World, refused


def a_phone(world: World, actor: Any) -> None:
    app = {ActorKind.CUSTOMER: "customer", ActorKind.PROVIDER: "provider"}.get(actor.kind, "operator")
    phone = {"installation_id": f"phone-{actor.id}", "target_kind": "token", "target": f"token-{actor.id}"}
    world.do(actor, "register_device", app=app, **phone)


def everybody_has_a_phone() -> tuple[World, Any]:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.do(ADMIN, "put_operator", uid=OPERATOR.id, role="operator", areas=[AREA])
    for actor in (CUSTOMER, ada, OPERATOR):
        a_phone(world, actor)
    return world, ada


def told(world: World) -> list[tuple[str, str]]:
    return [(push.device.installation_id.removeprefix("phone-"), push.message.kind) for push in world.push.sent]


# Notifications


def test_people_hear_of_what_concerns_them_and_of_nothing_else() -> None:
    world, ada = everybody_has_a_phone()
    booking_id = world.won_by(ada)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)
    world.settle()
    world.finish(ada, booking_id)
    world.settle()

    customer = CUSTOMER.id
    assert told(world) == [
        ("ada", "offer"),
        (customer, "assigned"),
        (customer, "picked_up"),
        (customer, "delivered"),
    ]


def test_a_push_holds_no_personal_data() -> None:
    world, ada = everybody_has_a_phone()
    secrets = {"contact_phone": "+49 30 98765", "contact_name": "Grace", "notes": "back door"}
    booking_id = world.won_by(ada, **secrets)
    world.finish(ada, booking_id)
    world.settle()

    sent = json.dumps([push.message.model_dump(mode="json") for push in world.push.sent])
    messages = json.dumps([record.model_dump(mode="json") for record in commits(world)])
    for secret in (*secrets.values(), str(CENTRE.lat), "token-"):
        assert secret not in sent
        assert secret not in messages.replace('"token-', "")


def commits(world: World) -> list[CommitRecord]:
    return list(world.store.documents(collection_names.COMMITS, CommitRecord).values())


def test_an_offers_push_is_urgent_lasts_as_long_as_the_offer_and_is_not_collapsed() -> None:
    world, _ = everybody_has_a_phone()
    world.a_booking()
    world.run_tasks()
    world.clock.advance(20)

    world.deliver()

    (push,) = world.push.sent
    assert (push.message.high_priority, push.message.ttl_s, push.message.collapse_key) == (True, 25, None)


def test_nobody_hears_of_an_offer_that_is_over() -> None:
    world, _ = everybody_has_a_phone()
    booking_id = world.a_booking()
    world.run_tasks()
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="never mind")

    world.deliver()

    assert told(world) == []


def test_a_provider_hears_when_the_customer_calls_off_and_the_customer_when_an_operator_does() -> None:
    world, ada = everybody_has_a_phone()
    first = world.won_by(ada)
    world.do(CUSTOMER, "cancel_booking", booking_id=first, reason="never mind")
    world.settle()
    second = world.won_by(ada)
    world.push.sent.clear()
    world.do(OPERATOR, "cancel_booking", booking_id=second, reason="flood")
    world.settle()

    assert sorted(told(world)) == [("ada", "job_cancelled"), (CUSTOMER.id, "cancelled")]


def test_a_provider_hears_of_a_job_given_and_taken_by_an_operators_hand() -> None:
    world, ada = everybody_has_a_phone()
    bob = world.a_provider_on_duty("bob", north_m=500)
    a_phone(world, bob)
    booking_id = world.won_by(ada)
    world.push.sent.clear()

    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="bob", reason="regular customer")
    world.settle()

    assert sorted(told(world)) == [("ada", "job_released"), ("bob", "job_given"), (CUSTOMER.id, "assigned_again")]


def test_operators_hear_of_what_waits_for_them() -> None:
    world, _ = everybody_has_a_phone()
    world.configure(mode="manual")
    world.a_booking()
    world.settle()

    assert told(world) == [(OPERATOR.id, "approval")]


def test_a_message_delivered_again_pushes_nothing_again() -> None:
    world, ada = everybody_has_a_phone()
    world.a_booking()
    world.run_tasks()
    messages = world.bus.drain()

    for _ in range(3):
        world.deliver(messages)

    assert told(world) == [("ada", "offer")]
    assert len(world.store.documents(collection_names.DELIVERIES, Delivery)) == 1
    assert ada.id == "ada"


def test_a_crash_between_push_and_record_repeats_the_push_with_the_same_id() -> None:
    world, _ = everybody_has_a_phone()
    world.a_booking()
    world.run_tasks()
    (message,) = [m for m in world.bus.drain() if m.topic == "notifications"]
    world.store.fail_next_commit("before")

    with pytest.raises(Unavailable):
        world.handle(message)
    world.handle(message)

    assert len({push.message.nid for push in world.push.sent}) == 1
    assert len(world.push.sent) == 2


def test_phones_that_have_been_silent_for_a_month_and_people_without_one_are_left_alone() -> None:
    world, ada = everybody_has_a_phone()
    world.clock.advance(31 * 86_400)
    world.is_seen("ada", CENTRE)
    booking_id = world.won_by(ada)

    assert world.push.sent == []
    assert world.booking(booking_id).state is BookingState.ASSIGNED
    assert notify_people(world.backend, []) == 0


# Any order, any number of times


def test_messages_three_times_and_shuffled_come_to_the_same_as_once_in_order() -> None:
    def lived(shuffle: Random | None) -> dict[str, Any]:
        world, ada = everybody_has_a_phone()
        world.configure(strategy="broadcast")
        world.a_provider_on_duty("bob", north_m=300)
        booking_id = world.a_booking()
        world.run_tasks()
        world.do(ada, "accept_offer", offer_id=world.offers_to("ada")[0].offer_id)
        world.finish(ada, booking_id)
        messages = world.bus.drain() * (3 if shuffle else 1)
        if shuffle:
            shuffle.shuffle(messages)
        world.deliver(messages)
        assert violations(world) + loose_ends(world) == []
        return {path: world.store._row(path).document for path in world.store}  # type: ignore[union-attr]

    once = lived(None)

    for seed in range(10):
        assert lived(Random(seed)) == once


def test_an_unknown_follow_up_is_refused_as_poison() -> None:
    with refused(Code.INVALID_ARGUMENT):
        progress_workflow(World().backend, "key", {"step": "dance"})


def test_a_dead_letter_is_kept_once() -> None:
    world = World()

    for _ in range(2):
        bury_message(world.backend, "workflow", "key-1", ValueError("no such step"))

    (letter,) = world.store.documents(collection_names.DEAD_LETTERS, DeadLetter).values()
    assert (letter.code, letter.cause) == ("X999 INTERNAL", "ValueError: no such step")


# Sweeps


def test_messages_that_could_not_be_sent_are_sent_by_the_sweep() -> None:
    world = World()
    booking_id = world.a_booking()
    world.bus.fail_next()
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="rain")
    assert [record.pending for record in commits(world)].count(True) == 1

    world.clock.advance(11)
    world.sweep()
    world.settle()

    assert told(world) == []
    assert loose_ends(world) == []


def test_a_timer_that_could_not_be_set_is_made_good_by_the_sweep() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.tasks.fail_next()
    world.a_booking()
    assert not any(record.pending for record in commits(world))

    world.sweep()
    world.settle()

    assert world.offers_to("ada")
    assert loose_ends(world) == []


def test_a_sweep_leaves_alone_what_another_may_be_sending() -> None:
    world = World()
    booking_id = world.a_booking()
    world.bus.fail_next()
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="rain")
    world.clock.advance(5)

    assert world.sweep()["messages"] == 0


def test_trouble_with_one_step_of_a_sweep_leaves_the_others_alone() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    world.a_booking()
    world.tasks.pending.clear()
    world.clock.advance(11)

    def broken_queries(name: str) -> None:
        if name in {"commits_pending", "quotes_expired", "triage_due"}:
            raise Unavailable(Code.UNAVAILABLE)

    world.store.on_call = broken_queries
    world.sweep()
    world.store.on_call = lambda _name: None

    assert world.offers_to("ada")


def test_an_offer_whose_provider_is_gone_does_not_keep_the_sweep_from_the_others() -> None:
    world = World()
    world.store.seed({paths.offer("orphan"): an_offer(offer_id="orphan", provider_id="nobody", deadline_at=later(-1))})
    ada = world.a_provider_on_duty("ada")
    world.a_booking()
    world.tasks.pending.clear()
    world.clock.advance(10)

    world.sweep()

    assert world.offers_to(ada.id)


def test_two_sweeps_at_once_do_nothing_twice() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    window = {"start_at": later(7200).isoformat(), "end_at": later(9000).isoformat()}
    booking_id = world.a_booking(pickup_window=window)
    world.clock.advance(6950)
    world.is_seen("ada", CENTRE)
    world.store.before_next_commit(world.sweep)

    world.sweep()
    world.settle()

    assert world.events(booking_id) == ["booking.created", "search.opened", "offers.made"]
    assert violations(world) + loose_ends(world) == []


def test_two_windows_at_once_ask_one_provider_once() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    (wake,) = [task for task in world.tasks.take_due() if task.queue == "dispatchwindow"]
    world.store.before_next_commit(lambda: None)  # the decision's record
    world.store.before_next_commit(lambda: world.run(wake))

    world.run(wake)

    assert world.events(booking_id).count("offers.made") == 1
    assert violations(world) == []


def test_a_message_of_a_booking_that_is_gone_is_poison() -> None:
    world, _ = everybody_has_a_phone()
    world.a_booking()
    world.run_tasks()
    (message,) = [m for m in world.bus.drain() if m.topic == "notifications"]
    world.store._tables[collection_names.BOOKINGS].clear()

    with refused(Code.NOT_FOUND):
        world.handle(Published(message.topic, message.key, message.payload))
