"""Pairs bookings and providers at least total score, over the whole window at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Flags, Ints
from shared.dispatch.solver import SolverFailedError, cheapest_matching
from shared.models.decision import SolverFallback

Solve = Callable[[Ints, Ints, Ints, Ints, int, int], Ints]
"""The shape of ``solver.cheapest_matching``."""

MAX_SCALED_COST = 2**62
"""The flow multiplies costs by its number of nodes; beyond this the product would overflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """For each booking the position of its candidate in the candidate set, -1 for none."""

    chosen: Ints
    fallback: SolverFallback | None


def match(
    candidates: CandidateSet,
    may_match: Flags,
    *,
    forced: SolverFallback | None = None,
    solve: Solve = cheapest_matching,
    servable: int = 0,
) -> Matching:
    """Match each booking to at most one provider and each provider to at most one booking.

    A provider gets one booking a window because a second one's predicted pickup would depend on the first.

    Args:
        candidates: the allowed pairs.
        may_match: bookings that may be matched.
        forced: do not solve, for this reason.
        solve: the solver.
        servable: so many bookings, or more, are known to find somebody at one time; 0 when nothing is known.

    Returns:
        The matching of least total score, where leaving a booking without costs ``unassigned_s``. Ties go to the lower
        booking and provider. Where the solver can not be used, a greedy matching and the reason.
    """
    arcs = np.flatnonzero(may_match[candidates.job])
    reason = forced or (SolverFallback.TOO_LARGE if len(arcs) > config.MAX_SOLVER_ARCS else None)
    if reason is None and len(arcs):
        try:
            return Matching(chosen=_solved(candidates, arcs, solve, servable), fallback=None)
        except SolverFailedError:
            reason = SolverFallback.SOLVER_FAILED
    return Matching(chosen=_greedy(candidates, arcs), fallback=reason)


def _solved(candidates: CandidateSet, arcs: Ints, solve: Solve, servable: int) -> Ints:
    n_jobs, n_workers = candidates.columns.shape
    unassigned_s = candidates.columns.settings.weights.unassigned_s
    # Nobody is never better than somebody: a candidate's price is cut to just under that of having none.
    cost = np.minimum(candidates.total_s[arcs], unassigned_s - 1)
    job, worker = candidates.job[arcs], candidates.worker[arcs]
    scale, pair_tie, job_tie = _ties(job, worker, n_jobs, n_workers, highest=unassigned_s + int(np.abs(cost).max()))
    picked = solve(job, worker, cost * scale + pair_tie, unassigned_s * scale + job_tie, n_workers, servable)
    return np.where(picked >= 0, arcs[picked], -1)


def _ties(job: Ints, worker: Ints, n_jobs: int, n_workers: int, *, highest: int) -> tuple[int, Ints, Ints]:
    """Small costs that only tell equal matchings apart, and the factor that keeps them smaller than one second.

    Costs ``worker * (n_jobs - job)`` are least when lower bookings get lower providers; a price above all of them for a
    booking left out keeps the lower booking. A window whose costs would overflow goes without: it is still solved to
    the optimum, and the same way each time.
    """
    scale = min(n_jobs, n_workers) * n_workers * n_jobs + n_jobs * n_workers * n_jobs + 1
    if n_jobs * n_workers > config.DENSE_PAIRS or highest * scale * (n_jobs + n_workers + 1) > MAX_SCALED_COST:
        return 1, np.zeros_like(job), np.zeros(n_jobs, dtype=np.int64)
    return scale, worker * (n_jobs - job), n_workers * (n_jobs - np.arange(n_jobs))


def _greedy(candidates: CandidateSet, arcs: Ints) -> Ints:
    """The cheapest pair first, then the cheapest of what is left; ties go to the lower booking and provider."""
    n_jobs, n_workers = candidates.columns.shape
    chosen = np.full(n_jobs, -1, dtype=np.int64)
    taken = np.zeros(n_workers, dtype=np.bool_)
    order = np.lexsort((candidates.worker[arcs], candidates.job[arcs], candidates.total_s[arcs]))
    for arc in arcs[order].tolist():
        job, worker = candidates.job[arc], candidates.worker[arc]
        if chosen[job] < 0 and not taken[worker]:
            chosen[job] = arc
            taken[worker] = True
    return chosen
