"""Who lets a decision out: manual, assisted and automatic areas, and what happens when nobody answers."""

from typing import Any

import pytest

from shared import collection_names
from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.triage import Triage, TriageKind, TriageState
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR, PROVIDER, a_point
from tests.simulation.invariants import violations
from tests.world import AREA, World, refused


def held(**dispatch: Any) -> tuple[World, str, Triage]:
    world = World(dispatch={"mode": "manual", **dispatch})
    world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    booking_id = world.a_booking()
    world.settle()
    return world, booking_id, item_of(world)


def item_of(world: World) -> Triage:
    (item,) = world.store.documents(collection_names.TRIAGE, Triage).values()
    return item


def decide(world: World, item: Triage, actor: Any = OPERATOR, **fields: Any) -> dict[str, Any]:
    asked = {"approve": True, "reason": "looked at it", **fields}
    return world.do(actor, "decide_triage", triage_id=item.triage_id, **asked)


@pytest.mark.parametrize(
    ("mode", "threshold", "waits"),
    [
        ("manual", {}, True),
        ("assisted", {"approval_confidence": 1.0}, True),
        ("assisted", {"approval_confidence": 0.0}, False),
        ("automatic", {}, False),
        ("automatic", {"floor_confidence": 1.0}, True),
    ],
)
def test_an_area_lets_out_what_its_mode_and_threshold_allow(
    mode: str, threshold: dict[str, float], *, waits: bool
) -> None:
    world = World(dispatch={"mode": mode, **threshold})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()

    world.settle()

    assert (world.booking(booking_id).state is BookingState.AWAITING_APPROVAL) is waits
    assert (world.offers_to("ada") == []) is waits


def test_a_waiting_decision_says_what_an_operator_needs_to_decide() -> None:
    _, booking_id, item = held()

    assert (item.kind, item.booking_id, item.candidates[0]) == (TriageKind.APPROVAL, booking_id, "ada")
    assert item.confidence is not None
    assert item.projected_pickup_s["ada"] >= 0
    assert item.fallback == "offer_to_candidates"
    assert (item.deadline_at - item.opened_at).total_seconds() == 120


def test_an_approved_decision_goes_out() -> None:
    world, booking_id, item = held()

    told = decide(world, item)

    assert told["state"] == "searching"
    assert world.offers_to("ada")
    assert (item_of(world).state, item_of(world).decided_by) == (TriageState.APPROVED, OPERATOR.id)
    assert "approval.resolved" in world.events(booking_id)
    assert violations(world) == []


def test_the_operator_may_choose_somebody_else() -> None:
    world, _, item = held()

    decide(world, item, provider_id="bob")

    assert world.offers_to("ada") == []
    assert world.offers_to("bob")


def test_a_chosen_provider_who_may_not_or_can_not_do_it_is_refused_and_the_item_waits_on() -> None:
    world, _, item = held()
    world.do(ADMIN, "put_provider", provider_id="bob", area_id=AREA, name="Bob", services=["repair"])
    world.a_provider_on_duty("cem")
    world.do(OPERATOR, "set_duty", provider_id="cem", duty="paused")

    with refused(Code.NOT_ELIGIBLE):
        decide(world, item, provider_id="bob")
    with refused(Code.NOT_ON_DUTY):
        decide(world, item, provider_id="cem")
    with refused(Code.NOT_FOUND):
        decide(world, item, provider_id="nobody")

    assert item_of(world).state is TriageState.OPEN


def test_a_rejected_candidate_is_not_proposed_again_at_once() -> None:
    world, booking_id, item = held()

    told = decide(world, item, approve=False)
    world.settle()

    assert told["state"] == "searching"
    second = next(
        i for i in world.store.documents(collection_names.TRIAGE, Triage).values() if i.state is TriageState.OPEN
    )
    assert second.candidates == ("bob",)
    search = world.booking(booking_id).search
    assert search is not None
    assert set(search.declined_at) == {"ada"}


def test_an_item_is_decided_once() -> None:
    world, _, item = held()
    decide(world, item)

    with refused(Code.TRIAGE_DECIDED):
        decide(world, item)


def test_only_staff_of_the_area_decide() -> None:
    world, _, item = held()

    for actor in (CUSTOMER, PROVIDER, OPERATOR.model_copy(update={"areas": ("paris",)})):
        with refused(Code.WRONG_ROLE):
            decide(world, item, actor)


def test_a_decision_that_nobody_makes_goes_out_by_itself() -> None:
    world, _, _ = held()
    world.clock.advance(121)

    world.sweep()

    assert world.offers_to("ada")
    assert item_of(world).state is TriageState.LAPSED


def test_a_lapse_asks_only_those_who_can_still_be_asked() -> None:
    world = World(dispatch={"mode": "manual", "strategy": "broadcast"})
    world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=900)
    world.a_booking()
    world.settle()
    world.do(OPERATOR, "set_duty", provider_id="ada", duty="offline")
    world.clock.advance(121)

    world.sweep()

    assert world.offers_to("ada") == []
    assert world.offers_to("bob")


@pytest.mark.parametrize("loss", ["duty", "skill"])
def test_a_lapse_with_nobody_left_to_ask_searches_again(loss: str) -> None:
    world = World(dispatch={"mode": "manual"})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    world.settle()
    if loss == "duty":
        world.do(OPERATOR, "set_duty", provider_id="ada", duty="offline")
    else:
        world.do(ADMIN, "put_provider", provider_id="ada", area_id=AREA, name="Ada", services=["repair"])
    world.clock.advance(121)

    world.sweep()

    assert world.booking(booking_id).state is BookingState.SEARCHING
    assert item_of(world).state is TriageState.LAPSED
    search = world.booking(booking_id).search
    assert search is not None
    assert search.declined_at == {}, "nobody declined"


def test_an_answer_that_lands_before_the_lapse_stands() -> None:
    world, booking_id, item = held()
    world.clock.advance(121)
    world.store.before_next_commit(lambda: decide(world, item, provider_id="bob"))

    world.sweep()

    assert item_of(world).state is TriageState.APPROVED
    assert [offer.provider_id for offer in (*world.offers_to("ada"), *world.offers_to("bob"))] == ["bob"]
    assert world.events(booking_id).count("approval.resolved") == 1


def test_an_operator_may_assign_past_a_waiting_decision() -> None:
    world, booking_id, item = held()

    told = world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id="bob", reason="regular")
    answer = decide(world, item)

    assert told["state"] == "assigned"
    assert answer["triage_state"] == "moot"
    assert violations(world) == []


# Searches that fail


def alerts(world: World) -> list[Triage]:
    items = world.store.documents(collection_names.TRIAGE, Triage).values()
    return [item for item in items if item.kind is TriageKind.SEARCH_FAILING]


def test_a_search_that_finds_nobody_alerts_an_operator_then_ends_and_says_why() -> None:
    world = World(dispatch={"search_timeout_s": 600, "alert_before_s": 300})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking(requirements={"skills": ["lift"]})

    world.let_pass(290)
    assert alerts(world) == []
    world.is_seen("ada", CENTRE)
    world.let_pass(30)
    assert len(alerts(world)) == 1
    assert world.booking(booking_id).state is BookingState.SEARCHING
    for _ in range(3):
        world.is_seen("ada", CENTRE)
        world.let_pass(105)

    assert world.booking(booking_id).state is BookingState.UNFULFILLED
    end = world.store.timeline(booking_id)[-1].data
    assert (end.code, end.counts) == ("all_excluded", {"no_skill": 1})  # type: ignore[union-attr]
    assert world.events(booking_id) == ["booking.created", "search.alerted", "booking.unfulfilled"]


def test_an_alert_comes_with_the_decision_that_says_why_nobody_was_found() -> None:
    world = World(dispatch={"search_timeout_s": 600, "alert_before_s": 600})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking(requirements={"skills": ["lift"]})

    world.settle()
    (alert,) = alerts(world)
    told = world.do(OPERATOR, "explain_decision", decision_id=alert.decision_id, booking_id=booking_id)

    (explained,) = told["bookings"]
    assert (explained["nobody"], explained["excluded"]) == ("all_excluded", {"no_skill": 1})


def test_a_search_out_of_attempts_alerts_before_it_ends() -> None:
    world = World(dispatch={"max_attempts": 2, "decline_cooldown_s": 0, "alert_before_s": 120})
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    for _ in range(2):
        world.let_pass(16)
        world.is_seen("ada", CENTRE)
        world.do(ada, "decline_offer", offer_id=world.offers_to("ada")[0].offer_id)

    world.let_pass(60)
    assert alerts(world)
    assert world.booking(booking_id).state is BookingState.SEARCHING, "an operator has time to help"
    world.let_pass(120)

    assert world.booking(booking_id).state is BookingState.UNFULFILLED
    assert world.booking(booking_id).end_reason == "attempts_exhausted"


def test_a_search_that_is_declined_to_the_end_was_alerted_before() -> None:
    world = World(
        dispatch={"search_timeout_s": 300, "alert_before_s": 100, "decline_cooldown_s": 0, "max_attempts": 99}
    )
    ada = world.a_provider_on_duty("ada")
    booking_id = world.a_booking()
    for _ in range(30):
        world.let_pass(15)
        world.is_seen("ada", a_point(10))
        for offer in world.offers_to("ada"):
            world.do(ada, "decline_offer", offer_id=offer.offer_id)

    events = world.events(booking_id)
    assert events[-1] == "booking.unfulfilled"
    assert events.count("search.alerted") == 1
    assert violations(world) == []


def test_an_alert_does_not_keep_the_booking_from_being_offered() -> None:
    world = World(dispatch={"search_timeout_s": 60, "alert_before_s": 100})
    world.a_provider_on_duty("ada")
    booking_id = world.a_booking()

    world.settle()

    assert world.offers_to("ada")
    assert world.events(booking_id) == ["booking.created", "search.alerted", "offers.made"]
