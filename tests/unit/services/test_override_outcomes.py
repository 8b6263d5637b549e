"""What came of overrides: outcomes, alternatives, the report, and what it proposes."""

from typing import Any

import pytest

from muster.services.settle_overrides import settle_overrides
from shared import paths
from shared.errors import Code
from shared.messages.events import ActorKind
from shared.models.area import ServiceArea
from shared.models.score_proposal import ScoreProposal
from tests.builders import CENTRE, OPERATOR, a_point, later
from tests.overrides import done, kept, undo
from tests.world import AREA, World, refused

SUPERVISOR = OPERATOR.model_copy(update={"kind": ActorKind.SUPERVISOR, "id": "supervisor-1"})
PERIOD = {"area_id": AREA, "since": later(-60).isoformat(), "until": later(86_400).isoformat()}


def report(world: World, actor: Any = OPERATOR, **fields: Any) -> dict[str, Any]:
    return world.do(actor, "override_report", **PERIOD, **fields)


def given_to_bob(world: World) -> tuple[str, str]:
    """A booking that the engine would have given to ada, who is near, and its override."""
    ada, bob = world.a_provider_on_duty("ada"), world.a_provider_on_duty("bob", north_m=1500)
    assert ada != bob
    booking_id = world.a_booking()
    return booking_id, done(world, "assign", booking_id=booking_id, provider_id="bob")


def test_an_override_learns_how_its_booking_ended_and_learns_it_once() -> None:
    world = World()
    booking_id, override_id = given_to_bob(world)
    early = settle_overrides(world.backend)
    world.clock.advance(600)
    world.finish(OPERATOR.model_copy(update={"id": "bob"}), booking_id)
    world.settle()

    settled = [settle_overrides(world.backend) for _ in range(2)]

    (outcome,) = kept(world, override_id).outcomes
    row, engine = kept(world, override_id).impact.bookings[0], kept(world, override_id).engine
    assert (early, settled) == (0, [1, 0])
    assert row.end_after is not None
    assert engine is not None
    assert engine.end_at is not None
    ended_at = world.booking(booking_id).ended_at
    assert ended_at is not None
    assert outcome.error_s == round((ended_at - row.end_after.p50_at).total_seconds())
    assert outcome.saved_s == round((engine.end_at - ended_at).total_seconds())
    assert not kept(world, override_id).awaits_outcome


def test_what_else_the_provider_holds_is_compared_with_its_own_end_and_not_with_the_engines_for_another() -> None:
    world = World()
    bob = world.a_provider_on_duty("bob", capacity=3)
    held = world.won_by(bob)
    world.a_provider_on_duty("ada", north_m=100)
    given = world.a_booking()
    override_id = done(world, "assign", booking_id=given, provider_id="bob")
    world.finish(OPERATOR.model_copy(update={"id": "bob"}), held)
    world.settle()

    settle_overrides(world.backend)

    override = kept(world, override_id)
    (outcome,) = override.outcomes
    row = next(one for one in override.impact.bookings if one.booking_id == held)
    assert outcome.booking_id == held
    assert row.end_before is not None
    assert row.end_after is not None
    assert outcome.predicted_saved_s == round((row.end_before.p50_at - row.end_after.p50_at).total_seconds())


def test_an_override_that_was_undone_waits_for_nothing() -> None:
    world = World()
    _, override_id = given_to_bob(world)

    undo(world, override_id)

    assert not kept(world, override_id).awaits_outcome
    assert settle_overrides(world.backend) == 0


def test_an_override_does_not_wait_for_ever_for_a_booking_that_nobody_ends() -> None:
    world = World()
    _, override_id = given_to_bob(world)
    world.clock.advance(61 * 86_400)

    settle_overrides(world.backend)

    assert not kept(world, override_id).awaits_outcome
    assert kept(world, override_id).outcomes == ()


def test_a_reopened_booking_is_not_over_by_its_first_end() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.finish(ada, booking_id)
    world.settle()
    world.clock.advance(60)
    override_id = done(world, "reopen", booking_id=booking_id)

    settle_overrides(world.backend)

    assert kept(world, override_id).outcomes == ()


def test_alternatives_are_ranked_with_terms_and_impact_and_change_nothing() -> None:
    world = World()
    booking_id = world.won_by(world.a_provider_on_duty("ada"))
    world.a_provider_on_duty("near", north_m=200)
    world.a_provider_on_duty("far", north_m=3000)
    before = {path: world.store._row(path) for path in world.store}

    told = world.do(OPERATOR, "list_alternatives", booking_id=booking_id)

    assert [one["provider_id"] for one in told["candidates"]] == ["near", "far"]
    assert told["candidates"][0]["terms"]["travel"] < told["candidates"][1]["terms"]["travel"]
    impacts = [one["impact"]["wait_saved_s"] for one in told["candidates"]]
    assert impacts[0] > impacts[1]
    assert {path: world.store._row(path) for path in world.store} == before


def test_alternatives_are_found_for_a_booking_that_waits() -> None:
    world = World()
    world.a_provider_on_duty("near")
    booking_id = world.a_booking()

    told = world.do(OPERATOR, "list_alternatives", booking_id=booking_id)

    assert [one["provider_id"] for one in told["candidates"]] == ["near"]


def test_a_booking_on_board_has_no_alternatives() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    booking_id = world.won_by(ada)
    world.is_seen("ada", CENTRE)
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, booking_id)

    with refused(Code.STILL_ON_BOARD):
        world.do(OPERATOR, "list_alternatives", booking_id=booking_id)


def test_the_report_counts_by_kind_and_reason_and_says_when_it_knows_too_little() -> None:
    world = World()
    given_to_bob(world)
    override_id = done(world, "pause_provider", provider_id="ada")
    undo(world, override_id)

    told = report(world)

    rows = {row["kind"]: row for row in told["rows"]}
    assert (rows["assign"]["committed"], rows["assign"]["known"], rows["assign"]["enough"]) == (1, 0, False)
    assert rows["assign"]["better_share"] is None
    assert (rows["pause_provider"]["reason"], rows["pause_provider"]["undone"]) == ("complaint", 1)
    assert told["proposal"] is None


@pytest.mark.parametrize(("actor", "allowed"), [(OPERATOR, False), (SUPERVISOR, True)])
def test_proposing_is_for_supervisors(actor: Any, *, allowed: bool) -> None:
    world = World()

    if allowed:
        assert report(world, actor, propose=True)["is_kept"] is False
    else:
        with refused(Code.WRONG_ROLE):
            report(world, actor, propose=True)


def test_a_proposal_is_kept_and_changes_nothing_by_itself() -> None:
    world = World()
    path = paths.service_area(AREA)
    area = world.store.value(path, ServiceArea)
    few = area.model_copy(update={"overrides": area.overrides.model_copy(update={"least_sample": 5})})
    world.store.seed({path: few})
    world.a_provider_on_duty("ada", capacity=20)
    world.a_provider_on_duty("bob", north_m=1500, capacity=20)
    bob = OPERATOR.model_copy(update={"id": "bob"})
    for _ in range(6):
        booking_id = world.a_booking()
        done(world, "assign", booking_id=booking_id, provider_id="bob")
        world.finish(bob, booking_id)
        world.is_seen("bob", a_point(north_m=1500))
        world.settle()
    settle_overrides(world.backend)

    told = report(world, SUPERVISOR, propose=True)

    proposal = world.store.value(paths.score_proposal(f"{AREA}.1"), ScoreProposal)
    assert told["is_kept"]
    assert proposal.changes[0].proposed < proposal.changes[0].now
    assert world.store.value(path, ServiceArea) == few
