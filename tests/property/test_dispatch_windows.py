"""Whatever the window, the decision is sound, complete and the same each time."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from shared.dispatch.candidates import judge, kept
from shared.dispatch.checker import violations
from shared.dispatch.codec import decision_json, problem_json, problem_of
from shared.dispatch.columns import CODE_OF, NO_CODE
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.matching import match
from shared.dispatch.problem import WindowProblem
from shared.dispatch.pruning import cheapest
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.models.decision import SolverFallback
from shared.models.provider import Duty
from shared.units import DecisionId
from tests.property.drawn_windows import windows


@given(windows(), windows())
def test_a_window_that_goes_on_from_any_plan_passes_the_checker(earlier: WindowProblem, now: WindowProblem) -> None:
    planned = decide_window(replace(earlier, routes={})).routes

    decision = decide_window(replace(now, routes=planned))

    assert violations(replace(now, routes=planned), decision) == ()


@given(windows())
def test_every_decision_passes_the_independent_checker(problem: WindowProblem) -> None:
    assert violations(problem, decide_window(problem)) == ()


@given(windows())
def test_a_greedy_decision_passes_it_too(problem: WindowProblem) -> None:
    assert violations(problem, decide_window(problem, forced=SolverFallback.DEADLINE)) == ()


@given(windows())
def test_every_pair_is_a_candidate_or_excluded_for_one_reason(problem: WindowProblem) -> None:
    judged = judge(problem)
    found = kept(judged, cheapest(judged))

    assert found.excluded.shape == (len(problem.jobs), len(CODE_OF) + 1)
    assert (found.excluded.sum(axis=1) == len(problem.workers)).all()
    assert found.excluded[:, NO_CODE].sum() == len(found.job)


@given(windows())
def test_a_decision_is_the_same_each_time_and_after_storage(problem: WindowProblem) -> None:
    once = decision_json(decide_window(problem))

    assert decision_json(decide_window(problem)) == once
    assert decision_json(decide_window(problem_of(problem_json(problem)))) == once


@given(windows())
def test_every_record_replays(problem: WindowProblem) -> None:
    kept_record = record(problem, decide(problem), decision_id=DecisionId("d1"), solver_version="test")

    assert replay(kept_record).code == ReplayCode.SAME


@given(windows())
def test_the_solver_is_never_dearer_than_the_greedy_matching(problem: WindowProblem) -> None:
    judged = judge(problem)
    found = kept(judged, cheapest(judged))
    everybody = np.ones(len(problem.jobs), dtype=np.bool_)
    unassigned_s = problem.settings.weights.unassigned_s

    def price(forced: SolverFallback | None) -> int:
        chosen = match(found, everybody, forced=forced).chosen
        paid = np.minimum(found.total_s[chosen[chosen >= 0]], unassigned_s - 1).sum()
        return int(paid) + unassigned_s * int((chosen < 0).sum())

    assert price(None) <= price(SolverFallback.DEADLINE)


@given(windows())
@settings(max_examples=50)
def test_a_provider_who_goes_off_duty_is_never_asked(problem: WindowProblem) -> None:
    off = tuple(replace(worker, duty=Duty.OFFLINE) for worker in problem.workers)

    decision = decide_window(replace(problem, workers=off))

    assert all(not hasattr(outcome, "providers") for outcome in decision.outcomes)
