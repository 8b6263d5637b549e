"""Webhooks: partners hear of what they asked for, signed, at least once, and can make up for what they missed."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.webhook import CallState, Webhook, WebhookCall, WebhookState
from tests.builders import ADMIN, CUSTOMER, OPERATOR
from tests.world import AREA, World, refused

URL = "https://partner.example/hooks"
SUPERVISOR = Actor(kind=ActorKind.SUPERVISOR, id="sven", areas=(AREA,))


def a_subscription(world: World, **fields: Any) -> dict[str, Any]:
    wanted = {"events": ["booking.created", "booking.assigned", "booking.cancelled"], "url": URL}
    return world.do(SUPERVISOR, "put_webhook", webhook_id="hook-1", area_id=AREA, **wanted | fields)


def sent(world: World) -> list[dict[str, Any]]:
    return [json.loads(call.body) for call in world.hooks.calls]


def the_call(world: World) -> WebhookCall:
    (call,) = world.store.documents(collection_names.WEBHOOK_CALLS, WebhookCall).values()
    return call


def test_a_partner_hears_of_what_was_asked_for_in_order_of_its_sequence() -> None:
    world = World()
    a_subscription(world)
    booking_id = world.won_by(world.a_provider_on_duty("ada"), external_id="order-77")
    world.settle()

    bodies = sent(world)

    assert [body["type"] for body in bodies] == ["booking.created", "booking.assigned"]
    assert [body["sequence"] for body in bodies] == sorted(body["sequence"] for body in bodies)
    assert {(body["booking_id"], body["external_id"]) for body in bodies} == {(booking_id, "order-77")}


def test_a_call_can_be_verified_by_the_secret_and_by_nothing_else() -> None:
    world = World()
    secret = a_subscription(world)["secret"]
    world.a_booking()
    world.settle()
    (call,) = world.hooks.calls
    parts = dict(part.split("=", 1) for part in call.headers["Muster-Signature"].split(","))

    def mark(key: str) -> str:
        return hmac.new(key.encode(), f"{parts['t']}.".encode() + call.body, hashlib.sha256).hexdigest()

    assert hmac.compare_digest(parts["v1"], mark(secret))
    assert parts["v1"] != mark("another secret")
    assert int(parts["t"]) == int(world.clock.real_now().timestamp())


def test_a_new_secret_signs_beside_the_old_one_so_that_nobody_misses_a_call() -> None:
    world = World()
    old = a_subscription(world)["secret"]
    new = a_subscription(world, new_secret=True)["secret"]
    world.backend.webhooks.put(AREA, (world.store.value(paths.webhook("hook-1"), Webhook),), world.clock.real_now())
    world.a_booking()
    world.settle()

    assert old != new
    assert world.hooks.calls[0].headers["Muster-Signature"].count("v1=") == 2
    assert "secret" not in a_subscription(world)


def test_an_area_without_partners_publishes_nothing_for_them() -> None:
    world = World()
    world.a_booking()

    assert world.bus.on("webhooks") == []


def test_a_message_that_comes_twice_is_one_call() -> None:
    world = World()
    a_subscription(world)
    world.a_booking()
    messages = world.bus.drain()

    world.deliver(messages * 2)

    assert len(world.hooks.calls) == 1


@pytest.mark.parametrize("status", [500, 404, 301, None])
def test_a_call_that_was_not_taken_is_made_again_later(status: int | None) -> None:
    world = World()
    a_subscription(world)
    world.hooks.statuses = [status, 204]
    world.a_booking()
    world.settle()
    assert the_call(world).state is CallState.RETRYING

    world.clock.advance_real(60)
    world.run_tasks()

    assert (the_call(world).state, the_call(world).attempts) == (CallState.DELIVERED, 2)
    assert world.hooks.calls[0].body == world.hooks.calls[1].body


def test_a_lost_timer_is_made_up_for_by_the_sweep() -> None:
    world = World()
    a_subscription(world)
    world.hooks.statuses = [503]
    world.a_booking()
    world.settle()
    world.tasks.pending.clear()

    world.clock.advance_real(60)
    world.sweep()

    assert the_call(world).state is CallState.DELIVERED


def test_a_partner_who_never_answers_for_a_day_is_paused_and_somebody_is_told() -> None:
    world = World()
    a_subscription(world)
    world.hooks.down = True
    world.a_booking()
    world.settle()

    for _ in range(40):
        world.clock.advance_real(timedelta(hours=1).total_seconds())
        world.run_tasks()
    world.a_booking()
    world.settle()

    hook = world.store.value(paths.webhook("hook-1"), Webhook)
    assert (hook.state, hook.pause_reason) == (WebhookState.PAUSED, "failing_for_a_day")
    assert "alert_team" in [line.outcome for line in world.log.of("webhook")]
    assert {call.state for call in world.store.documents(collection_names.WEBHOOK_CALLS, WebhookCall).values()} <= {
        CallState.DEAD,
        CallState.RETRYING,
    }


def test_a_success_ends_a_partners_bad_day() -> None:
    world = World()
    a_subscription(world)
    world.hooks.statuses = [500]
    world.a_booking()
    world.settle()
    assert world.store.value(paths.webhook("hook-1"), Webhook).failing_since is not None

    world.clock.advance_real(60)
    world.run_tasks()

    assert world.store.value(paths.webhook("hook-1"), Webhook).failing_since is None


def test_an_address_that_is_gone_is_not_called_again() -> None:
    world = World()
    a_subscription(world)
    world.hooks.statuses = [410]
    world.a_booking()
    world.settle()

    assert world.store.value(paths.webhook("hook-1"), Webhook).pause_reason == "gone"


def test_what_was_missed_is_replayed_from_the_timeline() -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.settle()
    a_subscription(world)

    told = world.do(SUPERVISOR, "replay_webhook", webhook_id="hook-1", booking_id=booking_id)

    assert told["calls"] == 2
    assert [body["type"] for body in sent(world)] == ["booking.created", "booking.assigned"]


def test_a_paused_partner_is_neither_called_nor_replayed_to() -> None:
    world = World()
    a_subscription(world, active=False)
    booking_id = world.a_booking()
    world.settle()

    with refused(Code.WEBHOOK_PAUSED):
        world.do(SUPERVISOR, "replay_webhook", webhook_id="hook-1", booking_id=booking_id)
    assert world.hooks.calls == []


def test_an_address_can_be_tried_out() -> None:
    world = World()
    a_subscription(world)
    world.hooks.statuses = [500]

    first = world.do(OPERATOR, "try_webhook", webhook_id="hook-1")
    second = world.do(OPERATOR, "try_webhook", webhook_id="hook-1")

    assert [(told["taken"], told["status"]) for told in (first, second)] == [(False, 500), (True, 200)]
    assert {body["type"] for body in sent(world)} == {"webhook.test"}


def test_only_supervisors_subscribe_partners_and_only_by_https() -> None:
    world = World()

    with refused(Code.WRONG_ROLE):
        world.do(OPERATOR, "put_webhook", webhook_id="hook-1", area_id=AREA, url=URL, events=["booking.created"])
    with refused(Code.WRONG_ROLE):
        world.do(CUSTOMER, "put_webhook", webhook_id="hook-1", area_id=AREA, url=URL, events=["booking.created"])
    with refused(Code.BAD_WEBHOOK_URL):
        a_subscription(world, url="http://partner.example/hooks")
    assert a_subscription(world)["version"] == 1
    assert ADMIN.is_staff


def test_what_is_sent_holds_no_personal_data() -> None:
    world = World()
    a_subscription(world)
    secrets = {"contact_phone": "+49 30 98765", "contact_name": "Grace", "notes": "back door"}
    world.won_by(world.a_provider_on_duty("ada"), **secrets)
    world.settle()

    told = b"".join(call.body for call in world.hooks.calls).decode()
    for secret in secrets.values():
        assert secret not in told
