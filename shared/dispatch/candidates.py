"""Who could do what: every pair of booking and provider is a scored candidate or has one coded reason why not."""

from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.columns import CODE_OF, NO_CODE, Codes, Columns, Flags, Ints, Pairs, blocks, pairs
from shared.dispatch.exclusion import codes_of
from shared.dispatch.loading import columns_of
from shared.dispatch.problem import WindowProblem
from shared.dispatch.score import score
from shared.eta.travel import IntArray
from shared.models.decision import ExclusionReason

NO_SCORE = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateSet:
    """The candidates of a window, by booking and then by rising score, and everybody else counted by reason.

    Attributes:
        first: candidates of booking ``j`` lie from ``first[j]`` to ``first[j + 1]``.
        job: index of the booking.
        worker: index of the provider.
        terms: ``(n_candidates, n_terms)`` whole seconds.
        total_s: sum of the terms.
        pickup_s: predicted pickup, relative to now.
        end_s: predicted end, relative to now.
        excluded: ``(n_jobs, n_reasons + 1)`` counts by code; column 0 counts the candidates.
        shortfall: ``(n_jobs, n_reasons + 1)``, what the nearest provider lacked: metres or seconds, by code.
    """

    columns: Columns
    first: Ints
    job: Ints
    worker: Ints
    terms: IntArray
    total_s: Ints
    pickup_s: Ints
    end_s: Ints
    excluded: Ints
    shortfall: Ints

    def of_job(self, job: int) -> range:
        """Positions of a booking's candidates, best first."""
        return range(int(self.first[job]), int(self.first[job + 1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Every pair of a window judged: ``codes`` says why not, ``totals_s`` what it would cost, ``NO_SCORE`` if excluded."""

    columns: Columns
    codes: Codes
    totals_s: IntArray
    shortfall: Ints


def judge(problem: WindowProblem) -> Judged:
    """Judge every pair of a window, block by block."""
    columns = columns_of(problem)
    codes = np.zeros(columns.shape, dtype=np.uint8)
    totals_s = np.full(columns.shape, NO_SCORE, dtype=np.int32)
    shortfall = np.full((columns.shape[0], len(CODE_OF) + 1), config.FAR_FUTURE_S, dtype=np.int64)
    every_worker = np.arange(columns.shape[1])
    for rows in blocks(*columns.shape):
        grid = pairs(columns, rows[:, None], every_worker[None, :])
        codes[rows] = codes_of(grid)
        _note_shortfall(grid, codes[rows], shortfall, rows)
        job, worker = np.nonzero(codes[rows] == NO_CODE)
        totals_s[rows[job], worker] = score(pairs(columns, rows[job], worker)).sum(axis=1, dtype=np.int64)
    return Judged(columns=columns, codes=codes, totals_s=totals_s, shortfall=shortfall)


def _note_shortfall(grid: Pairs, codes: Codes, shortfall: Ints, rows: Ints) -> None:
    settings, jobs, fleet = grid.columns.settings, grid.columns.jobs, grid.columns.fleet
    lacking = {
        ExclusionReason.TOO_FAR: np.ceil(grid.distance_m - settings.max_radius_m),
        ExclusionReason.WINDOW_UNREACHABLE: grid.pickup_s - jobs.window_end_s[grid.job],
        ExclusionReason.SHIFT_ENDS_BEFORE: grid.pickup_s - fleet.shift_ends_s[grid.worker],
    }
    for reason, lacks in lacking.items():
        held = codes == CODE_OF[reason]
        if held.any():
            shortfall[rows, CODE_OF[reason]] = np.where(held, lacks, config.FAR_FUTURE_S).min(axis=1)


def kept(judged: Judged, keep: Flags) -> CandidateSet:
    """The candidates among ``keep``; the other pairs that could have been are counted as outranked."""
    columns = judged.columns
    possible = judged.codes == NO_CODE
    found = pairs(columns, *np.nonzero(possible & keep))
    terms = score(found)
    total_s = terms.sum(axis=1, dtype=np.int64)
    order = np.lexsort((found.worker, total_s, found.job))
    outranked = np.uint8(CODE_OF[ExclusionReason.OUTRANKED])
    return CandidateSet(
        columns=columns,
        first=np.searchsorted(found.job, np.arange(columns.shape[0] + 1)),
        job=found.job[order],
        worker=found.worker[order],
        terms=terms[order],
        total_s=total_s[order],
        pickup_s=found.pickup_s[order],
        end_s=found.end_s[order],
        excluded=_counts(np.where(possible & ~keep, outranked, judged.codes)),
        shortfall=judged.shortfall,
    )


def _counts(codes: Codes) -> Ints:
    counts = np.empty((codes.shape[0], len(CODE_OF) + 1), dtype=np.int64)
    for code in range(counts.shape[1]):
        counts[:, code] = (codes == code).sum(axis=1)
    return counts
