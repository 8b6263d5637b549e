"""What operators write down about a booking, and what they see of the messages that went out about it."""

from datetime import timedelta
from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.note import BookingNote
from tests.builders import CUSTOMER, OPERATOR, PROVIDER
from tests.world import AREA, World, refused

ELSEWHERE = Actor(kind=ActorKind.OPERATOR, id="operator-2", areas=("rome",))


def notes(world: World, booking_id: str) -> list[BookingNote]:
    return list(world.store.documents(f"{paths.booking(booking_id)}/{collection_names.NOTES}", BookingNote).values())


def test_a_note_keeps_its_text_its_author_and_goes_with_the_contact() -> None:
    world = World()
    booking_id = world.a_booking()

    world.do(OPERATOR, "add_note", booking_id=booking_id, text="  <b>ring</b> twice ")

    (note,) = notes(world, booking_id)
    assert (note.text, note.written_by, note.area_id) == ("<b>ring</b> twice", OPERATOR.id, AREA)
    assert note.expires_at - world.clock.real_now() == timedelta(days=30)


@pytest.mark.parametrize("actor", [CUSTOMER, PROVIDER, ELSEWHERE])
def test_nobody_else_writes_notes_or_sees_messages(actor: Actor) -> None:
    world = World()
    booking_id = world.a_booking()

    with refused(Code.WRONG_ROLE):
        world.do(actor, "add_note", booking_id=booking_id, text="hello")
    with refused(Code.WRONG_ROLE):
        world.do(actor, "list_messages", booking_id=booking_id)
    assert notes(world, booking_id) == []


def a_phone(world: World, actor: Actor, app: str) -> None:
    phone = {"installation_id": f"phone-{actor.id}", "target_kind": "token", "target": f"token-{actor.id}"}
    world.do(actor, "register_device", app=app, **phone)


def messages(world: World, booking_id: str) -> list[dict[str, Any]]:
    return world.do(OPERATOR, "list_messages", booking_id=booking_id)["messages"]


def test_what_was_told_is_listed_with_whom_when_and_its_outcome_and_no_device() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    a_phone(world, ada, "provider")
    a_phone(world, CUSTOMER, "customer")
    booking_id = world.won_by(ada)
    world.settle()

    told = messages(world, booking_id)

    assert [(one["kind"], one["recipient"], one["title"], one["states"]) for one in told] == [
        ("assigned", CUSTOMER.id, "Somebody is on it", {"sent": 1}),
        ("offer", "ada", "New job", {"sent": 1}),
    ]
    assert "phone-" not in str(told)
    assert "token-" not in str(told)


def test_operators_are_told_as_a_group_and_not_named() -> None:
    world = World(dispatch={"mode": "manual"})
    world.a_provider_on_duty("ada")
    world.do(OPERATOR, "register_device", installation_id="p", target_kind="token", target="token-of-o", app="operator")
    booking_id = world.a_booking()
    world.settle()

    told = messages(world, booking_id)

    assert [(one["kind"], one["audience"], one["recipient"]) for one in told] == [("approval", "operators", None)]


def test_a_partners_call_is_listed_with_the_event_it_was_about() -> None:
    world = World()
    supervisor = Actor(kind=ActorKind.SUPERVISOR, id="sven", areas=(AREA,))
    hook = {"webhook_id": "hook-1", "url": "https://partner.example/hooks", "events": ["booking.created"]}
    world.do(supervisor, "put_webhook", area_id=AREA, **hook)
    booking_id = world.a_booking()
    world.settle()

    (told,) = messages(world, booking_id)

    assert (told["channel"], told["recipient"], told["seq"], told["states"]) == (
        "webhook",
        "hook-1",
        1,
        {"delivered": 1},
    )
    assert "partner.example" not in str(told)


def test_messages_bear_the_times_of_the_timeline_when_business_time_runs_faster() -> None:
    world = World(rate=10.0)
    ada = world.a_provider_on_duty("ada")
    a_phone(world, ada, "provider")
    booking_id = world.a_booking()
    world.settle()
    offered_at = world.clock.now()
    world.clock.advance(600)

    (told,) = messages(world, booking_id)

    assert told["recorded_at"] == offered_at.isoformat()
