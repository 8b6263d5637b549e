"""What is said to change a decision does change it, and a second less does not."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings

from shared.dispatch.columns import Nudge
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.explain import explain
from shared.dispatch.outcome import Held, Proposal, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.models.dispatch_settings import ScoreWeights
from shared.models.explanation import BookingExplanation
from shared.units import DecisionId, Uid
from tests.property.test_dispatch_windows import windows


def first_asked(decision: WindowDecision, place: int) -> Uid | None:
    outcome = decision.outcomes[place]
    if isinstance(outcome, Held):
        return outcome.provider_id
    return outcome.providers[0].provider_id if isinstance(outcome, Proposal) else None


def explained(problem: WindowProblem, place: int) -> BookingExplanation:
    kept = record(problem, decide(problem), decision_id=DecisionId("d1"), solver_version="test")
    return explain(kept, problem.jobs[place].booking_id).bookings[0]


def nudged(problem: WindowProblem, place: int, uid: Uid, seconds: int) -> Uid | None:
    worker = next(n for n, one in enumerate(problem.workers) if one.provider_id == uid)
    return first_asked(decide(problem, nudge=Nudge(job=place, worker=worker, seconds=seconds)).decision, place)


@given(windows())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_a_turning_point_turns_the_choice_and_a_second_less_does_not(problem: WindowProblem) -> None:
    assume(problem.jobs and len({job.booking_id for job in problem.jobs}) == len(problem.jobs))

    for point in explained(problem, 0).turning_points:
        if point.better_by_s is not None:
            assert nudged(problem, 0, point.provider_id, point.better_by_s) == point.provider_id
            assert nudged(problem, 0, point.provider_id, point.better_by_s - 1) != point.provider_id


@given(windows())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_a_changed_setting_changes_who_is_asked_first_as_it_says(problem: WindowProblem) -> None:
    assume(problem.jobs and len({job.booking_id for job in problem.jobs}) == len(problem.jobs))
    told = explained(problem, 0)
    assume(told.setting_change is not None)
    assert told.setting_change is not None
    name = told.setting_change.setting.removeprefix("weights.")
    weights = ScoreWeights.model_validate(problem.settings.weights.model_dump() | {name: told.setting_change.would_be})
    other = replace(problem, settings=problem.settings.model_copy(update={"weights": weights}))

    asked = first_asked(decide_window(other), 0)

    assert asked == told.setting_change.first_asked
    assert asked != (told.held.provider_id if told.held else told.chosen[0])
