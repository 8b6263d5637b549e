"""Every command is done once: sent again it gives the same answer and has one effect, whatever happened to the first."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shared import collection_names, paths
from shared.errors import Code, Unavailable
from shared.messages import commands
from shared.messages.commands import BookingRequest, Command, OfferCommand, StopCommand
from shared.messages.events import Actor
from shared.models.triage import Triage
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, SQUARE, later
from tests.moves import a_suggestion_to
from tests.world import AREA, World, refused

OP_ID = "op-the-one-that-counts"
STOPS = [{"type": "service", "point": CENTRE.model_dump()}]
WINDOW = {"start_at": later(0).isoformat(), "end_at": later(3600).isoformat()}
Asked = tuple[World, Actor, dict[str, Any], dict[str, Any]]
"""Where, who, what, and what would make another request of it."""


def _won(*verbs: str, **dispatch: Any) -> tuple[World, Actor, str]:
    world = World(dispatch=dispatch)
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada, contact_phone="+49 30 98765")
    for verb in verbs:
        world.press(ada, verb, booking_id)
    return world, ada, booking_id


def _offered() -> tuple[World, Actor, str]:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()
    return world, ada, world.offers_to("ada")[0].offer_id


def _at_stop(*verbs: str, **fields: Any) -> Asked:
    world, ada, booking_id = _won(*verbs)
    return world, ada, {"booking_id": booking_id, "stop_id": "s1", "epoch": 1, **fields}, {"stop_id": "s2"}


def _answer(**fields: Any) -> Asked:
    world, ada, offer_id = _offered()
    return world, ada, {"offer_id": offer_id, **fields}, {"offer_id": "another"}


def _quoted() -> Asked:
    world = World()
    quote = world.do(CUSTOMER, "quote_booking", service="courier", stops=STOPS)
    return world, CUSTOMER, {"booking_id": quote["booking_id"]}, {"expected_version": 1}


def _booked(actor: Actor, **fields: Any) -> Asked:
    world = World()
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking(contact_phone="+49 30 98765")
    return world, actor, {"booking_id": booking_id, **fields}, {"reason": "another one"}


def _cancelled() -> Asked:
    world, _, asked, other = _booked(OPERATOR, reason="a mistake")
    world.do(CUSTOMER, "cancel_booking", booking_id=asked["booking_id"], reason="never mind")
    return world, OPERATOR, asked, other


def _held() -> Asked:
    world = World(dispatch={"mode": "manual"})
    world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()
    (item,) = world.store.documents(collection_names.TRIAGE, Triage).values()
    asked = {"triage_id": item.triage_id, "approve": True, "reason": "fine"}
    return world, OPERATOR, asked, {"reason": "another one"}


def _released() -> Asked:
    world, ada, booking_id = _won()
    return world, ada, {"booking_id": booking_id, "epoch": 1, "reason": "flat tyre"}, {"reason": "another one"}


def _batched() -> Asked:
    world = World()
    ada = world.a_provider_on_duty("ada", capacity=2, max_open_offers=2)
    booking_id = world.two_won_together(ada)[1]
    return world, OPERATOR, {"booking_id": booking_id, "reason": "kitchen is late"}, {"reason": "another one"}


def _running() -> Asked:
    world, ada, booking_id = _won("start_stop")
    return world, ada, {"booking_id": booking_id, "kind": "provider_trouble"}, {"note": "another one"}


def _area() -> dict[str, Any]:
    return {"area_id": AREA, "name": "Berlin", "timezone": "Europe/Berlin", "centre": CENTRE.model_dump()}


def _zone() -> dict[str, Any]:
    return {"zone_id": "mitte", "area_id": AREA, "name": "Mitte", "geometry": SQUARE, "services": ["courier"]}


def _phone() -> dict[str, Any]:
    return {"installation_id": "phone-1", "target_kind": "token", "target": "token-1-2-3", "app": "customer"}


def _signed_out() -> Asked:
    world = World()
    world.do(CUSTOMER, "register_device", **_phone())
    return world, CUSTOMER, {"installation_id": "phone-1"}, {"installation_id": "phone-2"}


def _on_duty() -> Asked:
    world = World()
    ada = world.a_provider_on_duty("ada")
    return world, ada, {"duty": "paused"}, {"duty": "offline"}


def _pause() -> dict[str, Any]:
    return {"change": {"kind": "pause_provider", "provider_id": "ada"}}


def _previewed() -> Asked:
    world, _, _ = _offered()
    override_id = world.do(OPERATOR, "preview_override", **_pause())["override_id"]
    return world, OPERATOR, {"override_id": override_id, "reason_code": "complaint"}, {"reason_code": "safety"}


def _overridden() -> Asked:
    world, _, asked, _ = _previewed()
    world.do(OPERATOR, "commit_override", **asked)
    return world, OPERATOR, {"override_id": asked["override_id"]}, {"override_id": "ovr_0009"}


def _shaping() -> dict[str, Any]:
    return {"area_id": AREA, "kind": "pause_service", "window": WINDOW, "reason": "storm"}


def _shaped() -> Asked:
    world = World()
    told = world.do(OPERATOR, "shape_demand", **_shaping())
    return world, OPERATOR, {"shaping_id": told["shaping_id"]}, {"shaping_id": "another"}


def _suggested() -> Asked:
    world = World()
    ada = world.a_provider_on_duty("ada")
    return world, ada, {"suggestion_id": a_suggestion_to(world, "ada"), "accept": True}, {"accept": False}


CASES: dict[str, Callable[[], Asked]] = {
    "quote_booking": lambda: (World(), CUSTOMER, {"service": "courier", "stops": STOPS}, {"notes": "another one"}),
    "place_booking": lambda: (World(), CUSTOMER, {"service": "courier", "stops": STOPS}, {"notes": "another one"}),
    "place_quoted": _quoted,
    "amend_booking": lambda: _booked(CUSTOMER, notes="ring twice"),
    "cancel_booking": lambda: _booked(CUSTOMER, reason="changed my mind"),
    "reopen_booking": _cancelled,
    "set_duty": _on_duty,
    "accept_offer": _answer,
    "decline_offer": lambda: _answer(reason="too far"),
    "start_stop": _at_stop,
    "arrive_at_stop": lambda: _at_stop("start_stop"),
    "start_service": lambda: _at_stop("start_stop", "arrive_at_stop"),
    "complete_stop": lambda: _at_stop("start_stop", "arrive_at_stop"),
    "fail_stop": lambda: _at_stop("start_stop", reason="closed"),
    "release_assignment": _released,
    "report_problem": _running,
    "put_service_area": lambda: (World(), ADMIN, _area(), {"name": "another one"}),
    "put_zone": lambda: (World(), ADMIN, _zone(), {"name": "another one"}),
    "close_zone": lambda: (
        World(),
        OPERATOR,
        {"zone_id": "mitte", "closure": {"window": WINDOW, "reason": "marathon"}},
        {"closure": {"window": WINDOW, "reason": "another one"}},
    ),
    "shape_demand": lambda: (World(), OPERATOR, _shaping(), {"reason": "another one"}),
    "end_shaping": _shaped,
    "answer_suggestion": _suggested,
    "put_webhook": lambda: (
        World(),
        ADMIN,
        {"webhook_id": "h1", "area_id": AREA, "url": "https://a.example/", "events": ["booking.created"]},
        {"url": "https://b.example/"},
    ),
    "put_provider": lambda: (
        World(),
        OPERATOR,
        {"provider_id": "eve", "area_id": AREA, "name": "Eve", "services": ["courier"]},
        {"name": "another one"},
    ),
    "end_sessions": lambda: (World(), ADMIN, {"uid": ADMIN.id}, {"uid": "op-8"}),
    "put_operator": lambda: (World(), ADMIN, {"uid": "op-7", "role": "operator"}, {"role": "admin"}),
    "put_playbook": lambda: (World(), ADMIN, {"area_id": AREA, "plays": []}, {"plays": [{"kind": "late_start"}]}),
    "assign_booking": lambda: _booked(OPERATOR, provider_id="ada", reason="regular customer"),
    "unbatch_booking": _batched,
    "decide_triage": _held,
    "preview_override": lambda: (
        _offered()[0],
        OPERATOR,
        _pause(),
        {"change": {"kind": "resume_provider", "provider_id": "ada"}},
    ),
    "commit_override": _previewed,
    "undo_override": _overridden,
    "reveal_contact": lambda: _booked(OPERATOR, reason="can not be found"),
    "add_note": lambda: (*_booked(OPERATOR, text="the bell is broken")[:3], {"text": "another one"}),
    "register_device": lambda: (World(), CUSTOMER, _phone(), {"target": "token-9-9-9"}),
    "unregister_device": _signed_out,
}


def all_commands() -> Iterator[str]:
    abstract = {Command, BookingRequest, OfferCommand, StopCommand, commands.BookingCommand}
    for model in vars(commands).values():
        if isinstance(model, type) and issubclass(model, Command) and model not in abstract:
            yield model.verb()


HINTS = {"report_track", "ack_offer", "ack_push", "override_report", "try_webhook", "replay_webhook"}
"""Commands that decide nothing and keep no record: sent twice, the second finds nothing left to do."""
LOOKS = {"explain_decision", "replay_decision", "list_alternatives", "list_messages"}
"""Commands that only read."""


def contents(world: World) -> dict[str, Any]:
    return {path: world.store._row(path).document for path in world.store}  # type: ignore[union-attr]


def test_every_command_that_has_an_effect_is_listed_here() -> None:
    assert set(all_commands()) - set(CASES) == HINTS | LOOKS


@pytest.mark.parametrize("verb", CASES)
def test_a_command_sent_again_gives_the_same_answer_and_no_second_effect(verb: str) -> None:
    world, actor, asked, _ = CASES[verb]()
    first = world.do(actor, verb, op_id=OP_ID, **asked)
    before = contents(world)
    messages = list(world.bus.published)

    again = world.do(actor, verb, op_id=OP_ID, **asked)

    assert again == first
    assert contents(world) == before
    assert world.bus.published == messages


@pytest.mark.parametrize("verb", CASES)
def test_another_request_under_the_same_op_id_is_refused_without_effect(verb: str) -> None:
    world, actor, asked, other = CASES[verb]()
    world.do(actor, verb, op_id=OP_ID, **asked)
    before = contents(world)

    with refused(Code.OP_ID_REUSED):
        world.do(actor, verb, op_id=OP_ID, **{**asked, **other})

    assert contents(world) == before


@pytest.mark.parametrize("seen_as_lost", [False, True])
@pytest.mark.parametrize("verb", CASES)
def test_a_command_whose_answer_was_lost_on_the_way_is_answered_all_the_same(verb: str, *, seen_as_lost: bool) -> None:
    plain_world, actor, asked, _ = CASES[verb]()
    expected = plain_world.do(actor, verb, op_id=OP_ID, **asked)
    world, actor, asked, _ = CASES[verb]()
    world.store.lose_ack(seen_as_lost=seen_as_lost)

    told = world.do(actor, verb, op_id=OP_ID, **asked)

    assert told == expected
    assert contents(world) == contents(plain_world)


@pytest.mark.parametrize("verb", CASES)
def test_a_command_that_was_not_stored_can_be_sent_again(verb: str) -> None:
    world, actor, asked, _ = CASES[verb]()
    world.store.fail_next_commit("before")
    with pytest.raises(Unavailable):
        world.do(actor, verb, op_id=OP_ID, **asked)

    assert world.do(actor, verb, op_id=OP_ID, **asked) is not None


def test_a_messenger_that_fails_leaves_the_effect_and_a_row_to_send() -> None:
    world = World()
    world.tasks.fail_next()

    told = world.do(CUSTOMER, "place_booking", op_id=OP_ID, service="courier", stops=STOPS)
    assert world.tasks.pending == []
    again = world.do(CUSTOMER, "place_booking", op_id=OP_ID, service="courier", stops=STOPS)

    assert told == again
    assert len(world.tasks.pending) == 1, "asking again sends what was left"


def test_the_same_op_id_of_two_people_is_two_requests() -> None:
    world = World()
    other = CUSTOMER.model_copy(update={"id": "customer-2"})
    asked = {"service": "courier", "stops": STOPS, "op_id": OP_ID}

    first, second = world.do(CUSTOMER, "place_booking", **asked), world.do(other, "place_booking", **asked)

    assert first["booking_id"] != second["booking_id"]


def test_a_partners_second_request_under_one_op_id_is_answered_like_the_first() -> None:
    world = World()
    asked = {"service": "courier", "stops": STOPS, "external_id": "order-7", "op_id": OP_ID}

    first = world.do(CUSTOMER, "place_booking", **asked)

    assert world.do(CUSTOMER, "place_booking", **asked) == first
    with refused(Code.OP_ID_REUSED):
        world.do(CUSTOMER, "place_booking", **{**asked, "notes": "another one"})


def test_ten_lost_races_in_a_row_are_one_to_try_again() -> None:
    world, ada, _ = _offered()

    def somebody_else_writes() -> None:
        known = world.provider("ada")
        world.store.seed({paths.provider("ada"): known.model_copy(update={"version": known.version + 1})})

    for _ in range(10):
        world.store.before_next_commit(somebody_else_writes)

    with refused(Code.UNAVAILABLE):
        world.do(ada, "set_duty", duty="paused")
    assert world.do(ada, "set_duty", duty="paused")["duty"] == "paused"
