"""Decides one matching window: the one entry point of the dispatch engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet, Judged, judge, kept
from shared.dispatch.columns import Flags
from shared.dispatch.loading import columns_of
from shared.dispatch.matching import Matching, Solve, match
from shared.dispatch.nobody import closed_code, nobodies
from shared.dispatch.outcome import WindowDecision
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.proposals import proposals
from shared.dispatch.pruning import cheapest, widened
from shared.dispatch.solver import cheapest_matching
from shared.dispatch.wide import match_wide
from shared.models.decision import NobodyCode, SolverFallback
from shared.units import BookingId


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision and the candidates it was made from, as arrays: what a record of it needs."""

    decision: WindowDecision
    candidates: CandidateSet


def decide_window(problem: WindowProblem, *, forced: SolverFallback | None = None) -> WindowDecision:
    """Decide a window: for each booking a proposal, or nobody and why.

    The same problem gives the same decision, byte for byte in canonical JSON.

    Args:
        problem: the window; nothing else is looked at.
        forced: match greedily, for this reason; for a caller whose own deadline has passed.
    """
    return decide(problem, forced=forced).decision


def decide(
    problem: WindowProblem, *, forced: SolverFallback | None = None, solve: Solve = cheapest_matching
) -> Decided:
    """Decide a window and keep the candidates, for the record."""
    closed = _closed(problem.jobs)
    may_match = np.array([code is None for code in closed], dtype=np.bool_)
    is_wide = len(problem.jobs) * len(problem.workers) > config.DENSE_PAIRS

    def match_all(found: CandidateSet) -> Matching:
        return match(found, may_match, forced=forced, solve=solve)

    found, matching = (
        match_wide(columns_of(problem), may_match, match_all)
        if is_wide
        else _matched(judge(problem), may_match, match_all)
    )
    asked = proposals(problem, found, matching)
    left = nobodies(found, {index: job for index, job in enumerate(problem.jobs) if index not in asked}, closed)
    outcomes = tuple([asked[index] if index in asked else left[index] for index in range(len(problem.jobs))])
    decision = WindowDecision(
        engine_version=config.ENGINE_VERSION,
        settings_version=problem.settings.version,
        solver_fallback=matching.fallback,
        outcomes=outcomes,
    )
    return Decided(decision=decision, candidates=found)


def _matched(
    judged: Judged, may_match: Flags, match_all: Callable[[CandidateSet], Matching]
) -> tuple[CandidateSet, Matching]:
    """Match on few pairs first; while a booking and a provider who could do it both go without, allow more pairs."""
    keep: Flags | None = cheapest(judged)
    rounds = 0
    while keep is not None:
        found = kept(judged, keep)
        matching = match_all(found)
        rounds += 1
        unmatched = np.flatnonzero(may_match & (matching.chosen < 0))
        taken = found.worker[matching.chosen[matching.chosen >= 0]]
        idle = np.setdiff1d(np.arange(judged.columns.shape[1]), taken)
        keep = widened(judged, keep, unmatched, idle) if rounds < config.MAX_ROUNDS else None
    return found, matching


def _closed(jobs: Sequence[Job]) -> list[NobodyCode | None]:
    seen: set[BookingId] = set()
    codes = []
    for job in jobs:
        codes.append(closed_code(job, is_duplicate=job.booking_id in seen))
        seen.add(job.booking_id)
    return codes
