"""Recovering from disruptions, as stories: what runs by itself, what waits for an operator, and what comes of it."""

from datetime import timedelta
from typing import Any

import pytest

from muster.services.recover import recover
from shared import collection_names, paths
from shared.errors import Code
from shared.messages.events import Actor
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, Recovery, RecoveryAction, Severity
from shared.models.facts import BookingFacts
from shared.models.triage import Triage, TriageState
from tests.builders import ADMIN, CUSTOMER, OPERATOR, a_point
from tests.world import AREA, World, refused

K, A, S = DisruptionKind, RecoveryAction, DisruptionState


def opened(world: World, booking_id: str, kind: DisruptionKind, for_s: float = 600, **changes: Any) -> str:
    """Let a disruption of the booking's assignment be noticed, after it has lasted for so long."""
    booking, now = world.booking(booking_id), world.clock.now()
    disruption = Disruption(
        **{
            "disruption_id": f"{kind.value}.{booking_id}.{booking.assignment_epoch}",
            "area_id": AREA,
            "kind": kind,
            "booking_id": booking_id,
            "provider_id": booking.provider_id,
            "assignment_epoch": booking.assignment_epoch,
            "onset_at": now - timedelta(seconds=for_s),
            "detected_at": now,
            **changes,
        }
    )
    world.store.seed({paths.disruption(disruption.disruption_id): disruption})
    recover(world.backend, disruption.disruption_id)
    return disruption.disruption_id


def seen(world: World, disruption_id: str) -> Disruption:
    return world.store.value(paths.disruption(disruption_id), Disruption)


def item_of(world: World, disruption_id: str) -> Triage:
    return world.store.value(paths.triage(str(seen(world, disruption_id).triage_id)), Triage)


def everything(world: World) -> dict[str, object]:
    return {path: world.store._row(path) for path in world.store}


def on_board(world: World, ada: Actor, job: str) -> None:
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, job)
    world.settle()


def test_the_job_of_a_silent_provider_is_offered_to_the_next_who_takes_it(world: World, job: str) -> None:
    bob = world.a_provider_on_duty("bob", north_m=100)

    trouble = opened(world, job, K.PROVIDER_INACTIVE)

    assert seen(world, trouble).state is S.RECOVERED
    assert world.provider("ada").active_bookings == {}
    assert [offer.booking_id for offer in world.offers_to("bob")] == [job]
    world.accept(bob)
    assert world.booking(job).provider_id == "bob"
    assert world.booking(job).assignment_epoch == 3
    world.assert_timelines_fold()


def test_what_was_done_stands_on_the_timeline_with_its_cause_and_its_estimate(world: World, job: str) -> None:
    world.a_provider_on_duty("bob", north_m=100)

    trouble = opened(world, job, K.PROVIDER_INACTIVE)

    released, executed, made = world.store.timeline(job)[-3:]
    assert [event.type for event in (released, executed, made)] == [
        "assignment.released",
        "recovery.executed",
        "offers.made",
    ]
    assert {event.causation_id for event in (released, executed, made)} == {trouble}
    assert executed.actor.id == "playbook"
    recovery = seen(world, trouble).recovery
    assert recovery is not None
    assert recovery.by == "playbook"
    assert recovery.predicted_wait_saved_s is not None
    assert recovery.predicted_wait_saved_s > 120
    assert recovery.predicted_end_at is not None


def test_who_declines_the_job_of_another_passes_it_on_to_the_search(world: World, job: str) -> None:
    bob = world.a_provider_on_duty("bob", north_m=100)
    opened(world, job, K.PROVIDER_INACTIVE)
    carol = world.a_provider_on_duty("carol", north_m=2000)

    world.do(bob, "decline_offer", offer_id=world.offers_to("bob")[0].offer_id)
    world.let_pass(10)

    assert [offer.booking_id for offer in world.offers_to("carol")] == [job]
    assert world.offers_to("ada") == []
    world.accept(carol)
    assert world.booking(job).provider_id == "carol"


def test_a_provider_with_nobody_to_take_over_is_reminded_once_and_then_looked_at_again(world: World, job: str) -> None:
    trouble = opened(world, job, K.PROVIDER_INACTIVE)
    world.settle()

    assert seen(world, trouble).state is S.OPEN
    assert world.events(job)[-1] == "recovery.executed"
    assert world.booking(job).provider_id == "ada"

    world.clock.advance(200)
    world.sweep()

    again = seen(world, trouble)
    assert again.recovery is not None
    assert again.recovery.action is A.NOTIFY
    assert world.events(job).count("recovery.executed") == 1


def test_with_goods_on_board_an_operator_is_asked(world: World, ada: Actor, job: str) -> None:
    on_board(world, ada, job)
    world.a_provider_on_duty("bob", north_m=100)

    trouble = opened(world, job, K.PROVIDER_TROUBLE, severity=Severity.CRITICAL)

    item = item_of(world, trouble)
    assert seen(world, trouble).state is S.ESCALATED
    assert item.options[0].action is A.HAND_OVER
    assert item.options[0].provider_id == "bob"
    refusals = {one.action: one.refused for one in item.options if one.refused}
    assert refusals[A.REASSIGN] == Code.STILL_ON_BOARD.label
    assert world.events(job)[-1] == "recovery.escalated"


def test_an_operator_chooses_another_option_than_the_recommended_one(world: World, ada: Actor, job: str) -> None:
    on_board(world, ada, job)
    world.a_provider_on_duty("bob", north_m=100)
    trouble = opened(world, job, K.PROVIDER_TROUBLE)

    world.do(
        OPERATOR,
        "decide_triage",
        triage_id=item_of(world, trouble).triage_id,
        approve=True,
        action="return",
        reason="goods spoil",
    )

    booking, after = world.booking(job), seen(world, trouble)
    assert booking.returning
    assert (after.state, after.recovery.action, after.recovery.by) == (S.RECOVERED, A.RETURN, "operator")
    world.assert_timelines_fold()


def test_an_option_that_is_not_open_is_refused_and_nothing_changes(world: World, ada: Actor, job: str) -> None:
    on_board(world, ada, job)
    trouble = opened(world, job, K.PROVIDER_TROUBLE, severity=Severity.CRITICAL)
    before = everything(world)

    with refused(Code.NO_SUCH_OPTION):
        world.do(
            OPERATOR,
            "decide_triage",
            triage_id=item_of(world, trouble).triage_id,
            approve=True,
            action="reassign",
            reason="try",
        )

    assert everything(world) == before


def test_the_fallback_runs_when_nobody_decides_in_time(world: World, job: str) -> None:
    no_automatics = [{"kind": "provider_inactive", "decide_within_s": 60, "fallback": "reassign"}]
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=no_automatics)
    world.a_provider_on_duty("bob", north_m=100)
    trouble = opened(world, job, K.PROVIDER_INACTIVE)
    triage_id = item_of(world, trouble).triage_id

    world.clock.advance(61)
    world.is_seen("bob", a_point(north_m=100))
    world.sweep()

    after = seen(world, trouble)
    assert (after.state, after.recovery.action, after.recovery.by) == (S.RECOVERED, A.REASSIGN, "fallback")
    item = world.store.value(paths.triage(triage_id), Triage)
    assert (item.state, item.chosen) == (TriageState.LAPSED, A.REASSIGN)
    assert [offer.booking_id for offer in world.offers_to("bob")] == [job]


def test_a_rejection_leaves_things_as_they_are_for_a_while(world: World, job: str) -> None:
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[{"kind": "provider_inactive"}])
    world.a_provider_on_duty("bob", north_m=100)
    trouble = opened(world, job, K.PROVIDER_INACTIVE)

    triage_id = item_of(world, trouble).triage_id
    world.do(OPERATOR, "decide_triage", triage_id=triage_id, approve=False, reason="called her, she is moving")

    after = seen(world, trouble)
    assert (after.state, after.recovery.action) == (S.OPEN, A.WAIT)
    assert world.booking(job).provider_id == "ada"
    recover(world.backend, trouble)
    assert seen(world, trouble) == after
    world.clock.advance(601)
    world.sweep()
    assert seen(world, trouble).state is S.ESCALATED


def test_an_answer_to_what_has_settled_itself_changes_nothing_but_the_item(world: World, ada: Actor, job: str) -> None:
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[{"kind": "provider_inactive"}])
    trouble = opened(world, job, K.PROVIDER_INACTIVE)
    item = item_of(world, trouble)
    moved_on = seen(world, trouble).model_copy(update={"state": S.CLEARED, "version": 9})
    world.store.seed({paths.disruption(trouble): moved_on})

    told = world.do(OPERATOR, "decide_triage", triage_id=item.triage_id, approve=True, reason="too late")

    assert told["triage_state"] == "moot"
    assert seen(world, trouble) == moved_on


def test_a_short_trouble_is_waited_out_and_weighed_again_later(world: World, ada: Actor, job: str) -> None:
    world.a_provider_on_duty("bob", north_m=2500)

    trouble = opened(world, job, K.TRAFFIC_DELAY)

    after = seen(world, trouble)
    assert (after.state, after.recovery) == (S.OPEN, None)
    assert after.options[0].action is A.WAIT
    assert after.judge_at == world.clock.now() + timedelta(seconds=60)


def test_goods_that_are_not_ready_are_told_to_the_customer_and_waited_for(world: World, job: str) -> None:
    trouble = opened(world, job, K.PICKUP_NOT_READY)
    world.settle()

    after = seen(world, trouble)
    assert (after.state, after.recovery.action, after.recovery.provider_id) == (S.OPEN, A.NOTIFY, None)
    assert world.booking(job).provider_id == "ada"


def test_a_message_that_comes_twice_is_dealt_with_once(world: World, job: str) -> None:
    world.a_provider_on_duty("bob", north_m=100)
    trouble = opened(world, job, K.PROVIDER_INACTIVE)
    before = everything(world)

    recover(world.backend, trouble)
    recover(world.backend, trouble)

    assert everything(world) == before


def test_a_race_lost_is_weighed_again_on_what_is_true_then(world: World, ada: Actor, job: str) -> None:
    world.a_provider_on_duty("bob", north_m=100)

    world.store.before_next_commit(lambda: on_board_now(world, ada, job))
    trouble = opened(world, job, K.PROVIDER_INACTIVE)

    assert world.booking(job).provider_id == "ada"
    assert seen(world, trouble).recovery is None or seen(world, trouble).recovery.action is A.NOTIFY


def on_board_now(world: World, ada: Actor, job: str) -> None:
    for verb in ("start_stop", "arrive_at_stop", "complete_stop"):
        world.press(ada, verb, job)


def test_a_disruption_of_an_assignment_that_is_over_is_moot(world: World, ada: Actor, job: str) -> None:
    stale = world.booking(job)
    world.release(ada, job)

    trouble = opened(world, job, K.PROVIDER_INACTIVE, provider_id="ada", assignment_epoch=stale.assignment_epoch)

    assert seen(world, trouble).state is S.MOOT


def test_a_batched_booking_that_is_not_ready_leaves_its_batch(world: World) -> None:
    ada = world.a_provider_on_duty("ada", capacity=3, max_open_offers=3)
    first, second = world.two_won_together(ada)
    bob = world.a_provider_on_duty("bob", north_m=50)
    world.do(
        ADMIN,
        "put_playbook",
        area_id=AREA,
        plays=[{"kind": "pickup_not_ready", "automatic": ["unbatch"], "least_gain_s": 0, "most_risk": 1}],
    )

    told = Recovery(action=A.NOTIFY, by="playbook", actor_id="playbook", executed_at=world.clock.now())
    trouble = opened(world, second, K.PICKUP_NOT_READY, 1200, recovery=told)

    after = seen(world, trouble)
    assert after.recovery is not None, after.options
    assert after.recovery.action is A.UNBATCH
    assert world.booking(first).provider_id == "ada"
    assert [offer.booking_id for offer in world.offers_to(bob.id)] == [second]


def test_a_booking_that_is_not_ready_stays_with_a_batch_of_which_something_was_delivered(world: World) -> None:
    ada = world.a_provider_on_duty("ada", capacity=3, max_open_offers=3)
    first, second = world.two_won_together(ada)
    world.a_provider_on_duty("bob", north_m=50)
    world.finish(ada, first)

    trouble = opened(world, second, K.PICKUP_NOT_READY, 1200)

    assert A.UNBATCH not in {option.action for option in seen(world, trouble).options}
    assert world.booking(second).provider_id == "ada"


def test_the_outcome_is_written_against_the_estimate_when_the_booking_ends(world: World, job: str) -> None:
    bob = world.a_provider_on_duty("bob", north_m=100)
    trouble = opened(world, job, K.PROVIDER_INACTIVE)
    world.accept(bob)
    world.clock.advance(240)
    world.finish(bob, job)
    world.settle()

    recovery = seen(world, trouble).recovery
    assert recovery is not None
    assert recovery.ended_at == world.booking(job).ended_at
    assert recovery.late is False
    assert recovery.error_s == round((recovery.ended_at - recovery.predicted_end_at).total_seconds())
    facts = world.store.value(paths.fact(job), BookingFacts)
    assert [fact.error_s for fact in facts.recoveries] == [recovery.error_s]


def test_a_refund_is_asked_for_once_and_stands_on_the_timeline(world: World, ada: Actor, job: str) -> None:
    on_board(world, ada, job)
    world.is_seen("ada", a_point(north_m=1000))
    world.press(ada, "arrive_at_stop", job)
    world.press(ada, "fail_stop", job, reason="nobody home")
    world.settle()
    trouble = next(iter(world.store.documents(collection_names.DISRUPTIONS, Disruption).values())).disruption_id

    world.do(
        OPERATOR,
        "decide_triage",
        triage_id=item_of(world, trouble).triage_id,
        approve=True,
        action="refund",
        reason="our fault",
    )
    world.settle()

    fare_minor = world.booking(job).terms.fare.amount_minor
    assert [line.fields["amount_minor"] for line in world.log.of("refund")] == [fare_minor]
    assert [e.data.refund_minor for e in world.store.timeline(job) if e.type == "recovery.executed"] == [fare_minor]


@pytest.mark.parametrize(
    "plays",
    [
        [{"kind": "provider_inactive", "automatic": ["pray"]}],
        [{"kind": "meteor_strike"}],
        [{"kind": "provider_inactive", "least_gain_s": -1}],
        [{"kind": "provider_inactive", "decide_within_s": 10**13}],
    ],
)
def test_a_playbook_that_names_what_there_is_not_is_refused(world: World, plays: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        world.do(ADMIN, "put_playbook", area_id=AREA, plays=plays)

    assert paths.playbook(AREA) not in world.store


@pytest.mark.parametrize(
    "plays",
    [
        [{"kind": "late_start", "automatic": ["rebalance"]}],
        [{"kind": "late_start", "automatic": ["review"]}],
        [{"kind": "provider_trouble", "fallback": "return"}],
        [{"kind": "provider_inactive", "fallback": "hand_over"}],
        [{"kind": "late_start"}, {"kind": "late_start"}],
    ],
)
def test_a_playbook_that_can_not_be_is_refused(world: World, plays: list[dict[str, Any]]) -> None:
    with refused(Code.BAD_PLAYBOOK):
        world.do(ADMIN, "put_playbook", area_id=AREA, plays=plays)

    assert paths.playbook(AREA) not in world.store


def test_playbooks_are_versioned_and_for_supervisors_only(world: World) -> None:
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[], expected_version=0)

    assert world.do(ADMIN, "put_playbook", area_id=AREA, plays=[], expected_version=1)["version"] == 2
    with refused(Code.STALE_VERSION):
        world.do(ADMIN, "put_playbook", area_id=AREA, plays=[], expected_version=1)
    for actor in (OPERATOR, CUSTOMER):
        with refused(Code.WRONG_ROLE):
            world.do(actor, "put_playbook", area_id=AREA, plays=[])
