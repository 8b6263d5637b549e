"""Operators see why a decision came out as it did, and that it comes out so again; nobody else does."""

import pytest

from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor, ActorKind
from shared.models.decision import DecisionChunk, DecisionRecord
from tests.builders import CUSTOMER, OPERATOR
from tests.world import World, refused

STRANGER = Actor(kind=ActorKind.OPERATOR, id="operator-2", areas=("paris",))
VERBS = ("explain_decision", "replay_decision")


@pytest.fixture
def world() -> World:
    decided = World()
    decided.a_provider_on_duty("ada", north_m=100)
    decided.a_provider_on_duty("bob", north_m=900)
    decided.a_booking()
    decided.settle()
    return decided


def kept(world: World) -> DecisionRecord:
    (record,) = world.store.documents(collection_names.DECISIONS, DecisionRecord).values()
    return record


def test_a_decision_is_explained_with_what_would_have_changed_it(world: World) -> None:
    told = world.do(OPERATOR, "explain_decision", decision_id=kept(world).decision_id, booking_id="bkg_0001")

    (booking,) = told["bookings"]
    assert booking["chosen"] == ["ada"]
    assert booking["runner_up"] == "bob"
    assert booking["turning_points"][0]["better_by_s"] > 0
    assert told["replay"] == "same"
    assert "ada asked" in told["text"][0]


def test_a_decision_replays_to_the_same_digest(world: World) -> None:
    told = world.do(OPERATOR, "replay_decision", decision_id=kept(world).decision_id)

    assert told["code"] == "same"
    assert told["replayed_digest"] == told["output_digest"] == kept(world).output_digest


def test_nothing_is_changed_by_looking(world: World) -> None:
    world.store.on_call = lambda name: pytest.fail("a commit") if name == "commit" else None

    for verb in VERBS:
        world.do(OPERATOR, verb, decision_id=kept(world).decision_id)


@pytest.mark.parametrize("actor", [CUSTOMER, STRANGER], ids=["customer", "operator of another area"])
@pytest.mark.parametrize("verb", VERBS)
def test_only_staff_of_the_area_may_look(world: World, verb: str, actor: Actor) -> None:
    with refused(Code.WRONG_ROLE):
        world.do(actor, verb, decision_id=kept(world).decision_id)


@pytest.mark.parametrize("verb", VERBS)
def test_a_decision_that_nobody_made_is_not_found(world: World, verb: str) -> None:
    with refused(Code.NOT_FOUND):
        world.do(OPERATOR, verb, decision_id="dec_9999")


def test_a_booking_that_was_not_decided_about_is_not_found(world: World) -> None:
    with refused(Code.NOT_FOUND):
        world.do(OPERATOR, "explain_decision", decision_id=kept(world).decision_id, booking_id="bkg_9999")


def test_a_decision_that_lost_a_chunk_is_explained_but_not_replayed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.dispatch.config.CHUNK_BYTES", 100)
    world.a_provider_on_duty("cyd", north_m=200)
    world.a_booking()
    world.settle()
    (chunk, *_) = world.store.documents(
        f"{collection_names.DECISIONS}/{_large(world)}/{collection_names.CHUNKS}", DecisionChunk
    )
    world.store.seed({chunk: None})

    told = world.do(OPERATOR, "explain_decision", decision_id=_large(world))

    assert told["replay"] == "chunks_missing"
    assert told["bookings"]
    with refused(Code.INPUTS_MISSING):
        world.do(OPERATOR, "replay_decision", decision_id=_large(world))


def _large(world: World) -> str:
    records = world.store.documents(collection_names.DECISIONS, DecisionRecord).values()
    return next(record.decision_id for record in records if record.replay.storage == "chunked")


def test_inputs_that_were_changed_are_called_corrupt(world: World) -> None:
    record = kept(world)
    world.store.seed({paths.decision(record.decision_id): record.model_copy(update={"input_digest": "0" * 64})})

    with refused(Code.INPUTS_CORRUPT):
        world.do(OPERATOR, "replay_decision", decision_id=record.decision_id)
