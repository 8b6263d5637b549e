"""Each kind of trouble as a story, through the real functions: noticed, weighed, met by itself or by an operator, and over."""

import pytest

from benchmarks.town import open_offers
from shared.models.booking import BookingState
from shared.models.disruption import Disruption, DisruptionKind, RecoveryAction
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, events, eventually, folds, work_off
from tests.emulator.troubles import STORIES, Job, Story, begin, stored


def test_every_kind_of_trouble_has_a_story() -> None:
    assert {story.kind for story in STORIES} == set(DisruptionKind)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.kind.value}-{story.chosen.value}")
def test_trouble_is_noticed_weighed_and_met(story: Story, new_town: OpenTown) -> None:
    job = begin(new_town, story)
    bob = job.town.provider("bob", north_m=100) if story.comes_to_bob else None
    asked = open_offers(bob) if bob else None

    story.happens(job)
    seen = eventually(lambda: story.noticed(job), lambda one: one is not None and bool(one.options))
    assert seen is not None
    if not story.does:
        an_operator_decides(job, story, seen)
    met = eventually(lambda: stored(job.town, seen.disruption_id), lambda one: one.recovery is not None)

    assert met.recovery is not None
    assert (met.recovery.action, met.recovery.by) == (story.chosen, "playbook" if story.does else "operator")
    assert any(option.action is RecoveryAction.WAIT for option in met.options)
    if met.booking_id is not None and story.chosen is not RecoveryAction.REVIEW:
        assert "recovery.executed" in events(job.town.server, met.booking_id)
    if bob and asked:
        (offer_id,) = asked.until(lambda docs: len(docs) == 1)
        bob.call("accept_offer", offer_id=offer_id)
        asked.close()
        work_off(bob, job.town.server, job.booking_id)
        ended = eventually(
            lambda: stored(job.town, seen.disruption_id).recovery, lambda done: done is not None and bool(done.ended_at)
        )
        assert ended is not None
        assert ended.late is False
        assert booking(job.town.server, job.booking_id).state is BookingState.COMPLETED
    eventually(lambda: folds(job.town.server, job.booking_id))


def an_operator_decides(job: Job, story: Story, seen: Disruption) -> None:
    triage_id = eventually(lambda: stored(job.town, seen.disruption_id).triage_id)
    verdict = {"approve": True, "action": story.chosen.value, "reason": "looked into it"}
    job.town.operator().call("decide_triage", triage_id=triage_id, **verdict)
