"""The audit trail: what staff do stands there with who, about whom and why, written in the commit that did it."""

from typing import Any

import pytest

from shared import collection_names
from shared.errors import Code
from shared.messages.commands.roles import MAY
from shared.messages.events import Actor, ActorKind
from shared.models.audit import AuditEntry
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, later
from tests.unit.services.test_once import CASES
from tests.world import AREA, World, refused

WINDOW = {"start_at": later(0).isoformat(), "end_at": later(3600).isoformat()}
NO_DEEDS = {"quote_booking", "preview_override", "register_device", "unregister_device"}
READS_OR_HINTS = {
    "explain_decision",
    "replay_decision",
    "list_alternatives",
    "list_messages",
    "override_report",
    "try_webhook",
    "replay_webhook",
    "ack_push",
}
"""Commands open to staff that commit nothing of their own."""


def entries(world: World) -> list[AuditEntry]:
    return list(world.store.documents(collection_names.AUDIT, AuditEntry).values())


def the_entry(world: World, action: str) -> AuditEntry:
    (entry,) = [one for one in entries(world) if one.action == action]
    return entry


def test_a_decision_about_a_booking_names_it_the_people_in_it_and_the_reason() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()

    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="ada", reason="regular customer")

    entry = the_entry(world, "assign_booking")
    assert (entry.area_id, entry.actor_id, entry.actor_role) == (AREA, OPERATOR.id, "operator")
    assert (entry.reason, entry.details["state"]) == ("regular customer", "assigned")
    assert entry.subject == {"booking_id": booking_id, "provider_id": "ada"}
    assert {booking_id, "ada", CUSTOMER.id, OPERATOR.id} <= set(entry.about)
    assert entry.at == world.clock.now()


def test_a_zone_that_changed_names_its_version_and_a_closure_its_reason() -> None:
    world = World()
    world.do(OPERATOR, "close_zone", zone_id="mitte", closure={"window": WINDOW, "reason": "marathon"})

    entry = the_entry(world, "close_zone")

    assert (entry.area_id, entry.subject["zone_id"], entry.reason) == (AREA, "mitte", "marathon")
    assert entry.details["version"] == "2"


def test_an_override_is_found_by_its_booking_with_its_kind_its_code_and_its_note() -> None:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    change = {"kind": "assign", "booking_id": booking_id, "provider_id": "ada"}
    override_id = world.do(OPERATOR, "preview_override", change=change)["override_id"]
    world.do(OPERATOR, "commit_override", override_id=override_id, reason_code="other", note="asked for her")

    entry = the_entry(world, "commit_override")

    assert entry.subject == {"override_id": override_id, "booking_id": booking_id}
    assert (entry.reason, entry.details["kind"]) == ("other: asked for her", "assign")
    assert {booking_id, "ada"} <= set(entry.about)


def test_a_role_given_belongs_to_no_area_and_is_found_by_the_person() -> None:
    world = World()
    world.do(ADMIN, "put_operator", uid="olga", role="operator", areas=[AREA])

    entry = the_entry(world, "put_operator")

    assert (entry.area_id, entry.subject, entry.details["role"]) == (None, {"uid": "olga"}, "operator")
    assert "olga" in entry.about


def test_what_a_note_says_is_in_the_note_alone() -> None:
    world = World()
    booking_id = world.a_booking()
    world.do(OPERATOR, "add_note", booking_id=booking_id, text="the bell is broken")

    entry = the_entry(world, "add_note")

    assert "bell" not in entry.model_dump_json()
    assert entry.subject == {"booking_id": booking_id}


def test_a_secret_that_was_told_is_not_audited() -> None:
    world = World()
    hook: dict[str, Any] = {
        "webhook_id": "h1",
        "area_id": AREA,
        "url": "https://a.example/",
        "events": ["booking.created"],
    }
    secret = world.do(ADMIN, "put_webhook", **hook)["secret"]

    assert secret not in the_entry(world, "put_webhook").model_dump_json()


def test_customers_and_providers_leave_no_audit_entry() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    before = len(entries(world))
    world.finish(ada, world.won_by(ada))

    assert len(entries(world)) == before


def test_a_price_asked_for_and_an_impact_looked_at_are_no_deeds() -> None:
    world = World()
    stops = [{"type": "service", "point": CENTRE.model_dump()}]
    before = len(entries(world))

    world.do(OPERATOR, "quote_booking", service="courier", stops=stops, customer_id="customer-1")

    assert len(entries(world)) == before


def test_a_refused_command_leaves_no_entry() -> None:
    world = World()
    before = len(entries(world))

    with refused(Code.NOT_FOUND):
        world.do(OPERATOR, "add_note", booking_id="bkg_none", text="hello")

    assert len(entries(world)) == before


@pytest.mark.parametrize("verb", sorted(set(CASES) - NO_DEEDS))
def test_every_command_that_staff_send_with_effect_is_audited_once_however_often_it_is_sent(verb: str) -> None:
    world, actor, asked, _ = CASES[verb]()
    staff = actor if actor.is_staff else Actor(kind=ActorKind.ADMIN, id=actor.id)
    if ActorKind.ADMIN not in MAY[verb]:
        return

    for _ in range(2):
        world.do(staff, verb, op_id="op-of-the-staff-1", **asked)

    assert [one.action for one in entries(world) if one.entry_id == f"{staff.id}.op-of-the-staff-1"] == [verb]


def test_every_command_open_to_staff_is_tried_above_or_commits_nothing() -> None:
    staff = {verb for verb, kinds in MAY.items() if ActorKind.ADMIN in kinds}

    assert staff - set(CASES) == READS_OR_HINTS
