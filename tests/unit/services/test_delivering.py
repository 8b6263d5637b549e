"""Delivering: the right device hears the right thing once, whatever the push service answers."""

from datetime import timedelta
from typing import Any

import pytest

from muster.services.retry_push import retry_push
from muster.services.tidy_devices import tidy_devices
from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.device import Device
from shared.models.push import Delivery, PushAnswer, TargetState
from tests.builders import CUSTOMER
from tests.world import AREA, World, refused

UNREGISTERED = PushAnswer(status=404, error_code="UNREGISTERED")
WRONG_PROJECT = PushAnswer(status=404)
MISMATCH = PushAnswer(status=403, error_code="SENDER_ID_MISMATCH")
BUSY = PushAnswer(status=503)
NO_ANSWER = PushAnswer(status=None)
GRACE = Actor(kind=ActorKind.CUSTOMER, id="grace")


def a_phone(world: World, actor: Actor, name: str = "", **fields: Any) -> str:
    app = {ActorKind.CUSTOMER: "customer", ActorKind.PROVIDER: "provider"}.get(actor.kind, "operator")
    installation = name or f"phone-{actor.id}"
    token = {"target_kind": "token", "target": f"token-of-{installation}"}
    world.do(actor, "register_device", installation_id=installation, app=app, **token | fields)
    return installation


def a_win(world: World) -> str:
    """A booking that was won, so that its customer is told."""
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.settle()
    return booking_id


def heard(world: World, installation: str) -> list[str]:
    return [push.message.kind for push in world.push.sent if push.device.installation_id == installation]


def the_delivery(world: World, kind: str = "assigned") -> Delivery:
    (found,) = [
        each for each in world.store.documents(collection_names.DELIVERIES, Delivery).values() if each.kind == kind
    ]
    return found


def test_each_device_of_a_person_hears_it_under_an_id_of_its_own() -> None:
    world = World()
    a_phone(world, CUSTOMER, "phone-1")
    a_phone(world, CUSTOMER, "tablet-1")

    a_win(world)

    assert heard(world, "phone-1") == heard(world, "tablet-1") == ["assigned"]
    assert len({push.message.nid for push in world.push.sent}) == 2
    assert {target.state for target in the_delivery(world).targets} == {TargetState.SENT}


def test_a_dead_registration_goes_and_the_others_stay() -> None:
    world = World()
    for name in ("dead-phone", "good-phone"):
        a_phone(world, CUSTOMER, name)
    world.push.answers["dead-phone"] = [UNREGISTERED]

    a_win(world)

    assert set(world.store.documents(collection_names.DEVICES, Device)) == {paths.device("good-phone")}


def test_a_registration_refreshed_while_a_message_was_on_its_way_is_not_deleted() -> None:
    world = World()
    a_phone(world, CUSTOMER)
    world.push.answers[f"phone-{CUSTOMER.id}"] = [UNREGISTERED]

    def refresh(_call: str) -> None:
        a_phone(world, CUSTOMER, target="token-that-is-new")

    world.push.on_call = refresh

    a_win(world)

    assert world.store.value(paths.device(f"phone-{CUSTOMER.id}"), Device).target == "token-that-is-new"


@pytest.mark.parametrize("answer", [WRONG_PROJECT, PushAnswer(status=400, fields=("message.android.ttl",))])
def test_what_may_be_our_own_fault_deletes_nothing_and_is_told_to_the_team(answer: PushAnswer) -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [answer]

    a_win(world)

    assert paths.device(phone) in world.store
    assert [line.outcome for line in world.log.of("push")] == ["alert_team"]
    assert the_delivery(world).targets[0].state is TargetState.REFUSED


def test_a_registration_of_another_sender_is_shut_until_the_app_refreshes_it() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [MISMATCH]
    booking_id = a_win(world)

    assert world.store.value(paths.device(phone), Device).quarantined_at is not None
    world.finish(Actor(kind=ActorKind.PROVIDER, id="ada", areas=(AREA,)), booking_id)
    world.settle()
    assert heard(world, phone) == ["assigned"]

    a_phone(world, CUSTOMER)
    assert world.store.value(paths.device(phone), Device).quarantined_at is None


def test_what_did_not_get_through_is_sent_again_later_under_the_same_id() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY, NO_ANSWER]
    a_win(world)
    held = the_delivery(world)
    assert held.state == "retrying"

    for _ in range(2):
        world.clock.advance_real(60)
        world.run_tasks()

    assert heard(world, phone) == ["assigned"] * 3
    assert len({push.message.nid for push in world.push.sent}) == 1
    assert the_delivery(world).state == "done"


def test_a_timer_that_comes_early_or_twice_sends_nothing_more() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY]
    a_win(world)
    name = the_delivery(world).delivery_id

    retry_push(world.backend, name)
    assert heard(world, phone) == ["assigned"]

    world.clock.advance_real(60)
    retry_push(world.backend, name)
    retry_push(world.backend, name)
    assert heard(world, phone) == ["assigned"] * 2


def test_a_lost_timer_is_made_up_for_by_the_sweep() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY]
    a_win(world)
    world.tasks.pending.clear()

    world.clock.advance_real(60)
    world.sweep()

    assert heard(world, phone) == ["assigned"] * 2


def test_nothing_is_told_after_its_matter_is_over() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY]
    booking_id = a_win(world)
    world.do(CUSTOMER, "cancel_booking", booking_id=booking_id, reason="no longer needed")

    world.clock.advance_real(60)
    world.run_tasks()

    assert heard(world, phone) == ["assigned"]
    assert the_delivery(world).targets[0].state is TargetState.MOOT


def test_a_message_that_never_gets_through_is_given_up_and_said_so() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY] * 100
    a_win(world)

    for _ in range(30):
        world.clock.advance_real(300)
        world.run_tasks()

    given_up = the_delivery(world)
    assert (given_up.state, given_up.targets[0].state) == ("dead", TargetState.EXPIRED)
    assert "dead" in [line.outcome for line in world.log.of("push")]


def test_a_phone_that_changed_hands_tells_its_new_owner_nothing_of_the_old_ones_booking() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    world.push.answers[phone] = [BUSY]
    a_win(world)
    a_phone(world, GRACE, phone)

    world.clock.advance_real(60)
    world.run_tasks()

    assert [push.device.owner for push in world.push.sent] == [CUSTOMER.id]


def test_a_token_that_moved_to_a_new_installation_leaves_the_old_one_behind() -> None:
    world = World()
    a_phone(world, CUSTOMER, "before-reinstall", target="one-and-the-same-token")
    a_phone(world, GRACE, "after-reinstall", target="one-and-the-same-token")

    assert set(world.store.documents(collection_names.DEVICES, Device)) == {paths.device("after-reinstall")}


def test_a_storm_tells_a_customer_one_thing_at_a_time() -> None:
    world = World()
    phone = a_phone(world, CUSTOMER)
    ada = world.a_provider_on_duty("ada", capacity=3, max_open_offers=3)
    bookings = [world.won_by(ada) for _ in range(3)]
    world.settle()
    world.push.sent.clear()

    for booking_id in bookings:
        world.do(ada, "release_assignment", booking_id=booking_id, epoch=1, reason="bridge closed")
    world.settle()

    assert heard(world, phone) == ["searching_again"]


def test_a_group_of_thousands_is_told_page_by_page() -> None:
    world = World()
    for number in range(1203):
        person = Actor(kind=ActorKind.OPERATOR, id=f"olga-{number:04d}", areas=(AREA,))
        a_phone(world, person, f"console-{number:04d}")
    world.configure(mode="manual")
    world.a_provider_on_duty("ada")
    world.a_booking()

    world.settle()

    told = [push.device.installation_id for push in world.push.sent]
    assert len(told) == len(set(told)) == 1203
    assert len(world.store.documents(collection_names.DELIVERIES, Delivery)) == 3


def test_an_app_says_that_it_showed_a_message_and_nobody_elses_word_counts() -> None:
    world = World()
    a_phone(world, CUSTOMER)
    a_win(world)
    sent = world.push.sent[0].message
    ids = {"delivery_id": sent.delivery_id, "nid": sent.nid}

    with refused(Code.NOT_YOURS):
        world.do(GRACE, "ack_push", **ids)
    world.do(CUSTOMER, "ack_push", **ids)

    assert the_delivery(world).targets[0].acked_at == world.clock.real_now()


def test_registrations_that_the_push_service_has_given_up_are_purged() -> None:
    world = World()
    a_phone(world, CUSTOMER, "old-phone")
    world.clock.advance_real(timedelta(days=271).total_seconds())
    a_phone(world, CUSTOMER, "new-phone")

    assert tidy_devices(world.backend) == 1
    assert set(world.store.documents(collection_names.DEVICES, Device)) == {paths.device("new-phone")}
