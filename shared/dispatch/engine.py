"""Decides one window: the one entry point of the dispatch engine."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shared.dispatch import config
from shared.dispatch.arrays import keep_freed_memory
from shared.dispatch.candidates import CandidateSet, Judged, judge, kept
from shared.dispatch.columns import Flags, Ints, Nudge
from shared.dispatch.horizon.look_ahead import Ahead, look_ahead
from shared.dispatch.loading import columns_of
from shared.dispatch.matching import Matching, Solve, match
from shared.dispatch.nobody import closed_code, nobodies
from shared.dispatch.outcome import Outcome, WindowDecision
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.proposals import choices, helds, proposals
from shared.dispatch.pruning import cheapest, widened
from shared.dispatch.solver import cheapest_matching
from shared.dispatch.wide import match_wide
from shared.models.decision import NobodyCode, SolverFallback
from shared.units import BookingId

keep_freed_memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision and the candidates it was made from, as arrays: what a record of it needs."""

    decision: WindowDecision
    candidates: CandidateSet
    base: Ints
    """The matching of the window by itself: for each job a position among the candidates, -1 for none."""


def decide_window(problem: WindowProblem, *, forced: SolverFallback | None = None) -> WindowDecision:
    """Decide a window: for each booking a proposal, somebody held for it until later, or nobody and why.

    The matching of this window alone comes first. Where the problem has a plan (``routes``), all bookings are planned ahead
    over it; the matching stays what the plan is explained against, and what is done when there can be no plan.

    The same problem gives the same decision, byte for byte in canonical JSON.

    Args:
        problem: the window; nothing else is looked at.
        forced: match greedily, for this reason; for a caller whose own deadline has passed.
    """
    return decide(problem, forced=forced).decision


def decide(
    problem: WindowProblem,
    *,
    forced: SolverFallback | None = None,
    solve: Solve = cheapest_matching,
    nudge: Nudge | None = None,
) -> Decided:
    """Decide a window and keep the candidates, for the record; ``nudge`` asks what one pair's score would change."""
    closed = _closed(problem.jobs)
    may_match = np.array([code is None for code in closed], dtype=np.bool_)

    def match_all(arcs: CandidateSet, servable: int = 0) -> Matching:
        return match(arcs, may_match, forced=forced, solve=solve, servable=servable)

    found, matching = (
        match_wide(replace(columns_of(problem), nudge=nudge), may_match, match_all)
        if len(problem.jobs) * len(problem.workers) > config.DENSE_PAIRS
        else _matched(judge(problem, nudge), may_match, match_all)
    )
    ahead = _ahead(problem, found, matching, may_match)
    chosen = choices(problem, found, ahead.chosen)
    left = [index for index in range(len(problem.jobs)) if index not in chosen and index not in ahead.held]
    outcomes: Mapping[int, Outcome] = {
        **proposals(problem, found, chosen, ahead),
        **helds(problem, found, {index: hold for index, hold in ahead.held.items() if index not in chosen}),
        **nobodies(found, {index: problem.jobs[index] for index in left}, closed),
    }
    decision = WindowDecision(
        engine_version=config.ENGINE_VERSION,
        settings_version=problem.settings.version,
        solver_fallback=matching.fallback,
        outcomes=tuple(outcomes[index] for index in range(len(problem.jobs))),
        routes=ahead.routes,
    )
    return Decided(decision=decision, candidates=found, base=matching.chosen)


def _ahead(problem: WindowProblem, found: CandidateSet, matching: Matching, may_match: Flags) -> Ahead:
    """The plan; the matching alone where the window has no plan, is too large for one, or could not be solved."""
    fits = len(problem.jobs) <= config.MAX_PLAN_JOBS and len(problem.workers) <= config.MAX_PLAN_WORKERS
    if problem.routes is None or not fits or matching.fallback is not None:
        return Ahead(chosen=matching.chosen)
    return look_ahead(problem, found, matching.chosen, may_match)


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
