"""A window too large to judge whole is decided as soundly as one that is: here small ones are treated as large.

Each is decided in both ways that large windows are: with all ways worked out, and with only the near ones looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given

from shared.dispatch import config
from shared.dispatch.candidates import judge, kept
from shared.dispatch.checker import violations
from shared.dispatch.codec import decision_json, problem_json, problem_of
from shared.dispatch.columns import CODE_OF, NO_CODE
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.loading import columns_of
from shared.dispatch.outcome import Nobody, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.dispatch.tally import wide_tally
from shared.models.decision import ExclusionReason, SolverFallback
from shared.units import DecisionId
from tests.property.drawn_windows import windows

in_both_ways = pytest.mark.parametrize("grid_pairs", [config.GRID_PAIRS, 0])


@contextmanager
def everything_is_wide(grid_pairs: int) -> Iterator[None]:
    with patch.multiple(config, DENSE_PAIRS=0, GRID_PAIRS=grid_pairs, CROWDED=1.0):
        yield


def wide(problem: WindowProblem, grid_pairs: int, forced: SolverFallback | None = None) -> WindowDecision:
    with everything_is_wide(grid_pairs):
        return decide_window(problem, forced=forced)


@in_both_ways
@given(problem=windows())
def test_every_wide_decision_passes_the_independent_checker(problem: WindowProblem, grid_pairs: int) -> None:
    assert violations(problem, wide(problem, grid_pairs)) == ()


@in_both_ways
@given(problem=windows())
def test_a_greedy_wide_decision_passes_it_too(problem: WindowProblem, grid_pairs: int) -> None:
    assert violations(problem, wide(problem, grid_pairs, SolverFallback.DEADLINE)) == ()


@in_both_ways
@given(problem=windows())
def test_a_wide_window_serves_as_many_and_explains_the_others_alike(problem: WindowProblem, grid_pairs: int) -> None:
    whole, likely = decide_window(problem), wide(problem, grid_pairs)

    left = [[type(outcome) is Nobody for outcome in decision.outcomes] for decision in (whole, likely)]
    assert sum(left[0]) == sum(left[1])
    for one, other in zip(whole.outcomes, likely.outcomes, strict=True):
        if isinstance(one, Nobody) and isinstance(other, Nobody):
            assert one == other


@given(windows())
def test_pairs_are_counted_as_judging_them_all_would(problem: WindowProblem) -> None:
    judged = judge(problem)
    everybody = np.arange(len(problem.jobs))
    whole = kept(judged, judged.codes == NO_CODE).counts(everybody)

    counted = wide_tally(columns_of(problem)).of(everybody)

    assert counted.pairs.tolist() == whole.pairs.tolist()
    assert counted.pairs[:, CODE_OF[ExclusionReason.OUTRANKED]].sum() == 0
    hopeless = counted.pairs[:, NO_CODE] == 0
    assert counted.shortfall[hopeless].tolist() == whole.shortfall[hopeless].tolist()


@in_both_ways
@given(problem=windows())
def test_a_wide_decision_is_the_same_each_time_and_replays(problem: WindowProblem, grid_pairs: int) -> None:
    with everything_is_wide(grid_pairs):
        decided = decide(problem)
        kept_record = record(problem, decided, decision_id=DecisionId("d1"), solver_version="test")

        assert decision_json(decide_window(problem_of(problem_json(problem)))) == decision_json(decided.decision)
        assert replay(kept_record).code == ReplayCode.SAME
