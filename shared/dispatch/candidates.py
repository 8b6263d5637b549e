"""Who could do what: every pair of booking and provider is a scored candidate or has one coded reason why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from shared.dispatch import config
from shared.dispatch.columns import (
    CODE_OF,
    NO_CODE,
    Codes,
    Columns,
    Flags,
    Ints,
    Nudge,
    Pairs,
    acceptance_of,
    blocks,
    pairs,
    some,
)
from shared.dispatch.exclusion import codes_before_way, codes_of
from shared.dispatch.loading import columns_of
from shared.dispatch.problem import WindowProblem
from shared.dispatch.score import score
from shared.eta.travel import FloatArray, IntArray
from shared.models.decision import ExclusionReason

NO_SCORE = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How a booking's pairs were judged, one row for each booking, by code.

    Attributes:
        pairs: how many pairs have the code; column 0 counts those that could be.
        shortfall: what the nearest provider lacked, metres or seconds; for a booking that somebody could do it may be
            left at ``FAR_FUTURE_S``.
    """

    pairs: Ints
    shortfall: Ints


class Tally(Protocol):
    """Counts all pairs of a booking, candidates or not."""

    def of(self, jobs: Ints) -> Counts:
        """Count for these bookings."""


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
        travel_s: to the pickup.
        acceptance: chance that the provider accepts.
        tally: counts who was judged how.
    """

    columns: Columns
    first: Ints
    job: Ints
    worker: Ints
    terms: IntArray
    total_s: Ints
    pickup_s: Ints
    end_s: Ints
    travel_s: Ints
    acceptance: FloatArray
    tally: Tally

    def of_job(self, job: int) -> range:
        """Positions of a booking's candidates, best first."""
        return range(int(self.first[job]), int(self.first[job + 1]))

    def counts(self, jobs: Ints) -> Counts:
        """Count the pairs of these bookings; who could be but is no candidate counts as outranked."""
        counts = self.tally.of(jobs)
        by_code = counts.pairs.copy()
        by_code[:, NO_CODE] = self.first[jobs + 1] - self.first[jobs]
        by_code[:, CODE_OF[ExclusionReason.OUTRANKED]] = counts.pairs[:, NO_CODE] - by_code[:, NO_CODE]
        return Counts(pairs=by_code, shortfall=counts.shortfall)

    def left_out(self, job: int) -> dict[ExclusionReason, int]:
        """How many providers fell to which reason."""
        return by_reason(self.counts(np.array([job])).pairs[0].tolist())

    @property
    def excluded(self) -> Ints:
        """``(n_jobs, n_reasons + 1)`` counts by code; column 0 counts the candidates."""
        return self.counts(np.arange(len(self.first) - 1)).pairs


def by_reason(counts: list[int]) -> dict[ExclusionReason, int]:
    """Counts by code as they are told: no zeros, and no candidates."""
    return {reason: counts[code] for reason, code in CODE_OF.items() if counts[code]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Every pair of a window judged: ``codes`` says why not, ``totals_s`` what it would cost, ``NO_SCORE`` if excluded."""

    columns: Columns
    codes: Codes
    totals_s: IntArray
    shortfall: Ints


def judge(problem: WindowProblem, nudge: Nudge | None = None) -> Judged:
    """Judge every pair of a window, block by block."""
    columns = replace(columns_of(problem), nudge=nudge)
    codes = codes_before_way(columns, np.arange(columns.shape[0])[:, None], np.arange(columns.shape[1])[None, :])
    totals_s = np.full(columns.shape, NO_SCORE, dtype=np.int32)
    shortfall = np.full((columns.shape[0], len(CODE_OF) + 1), config.FAR_FUTURE_S, dtype=np.int64)
    # Who is unfit for every booking needs no way, and nothing comes after a reason that lies not in the way.
    fit = np.flatnonzero((columns.fitness.codes == NO_CODE).any(axis=0))
    for rows in blocks(columns.shape[0], len(fit)):
        grid = pairs(columns, rows[:, None], fit[None, :])
        found = codes_of(grid)
        codes[rows[:, None], fit] = found
        _note_shortfall(grid, found, shortfall, rows)
        row, column = np.nonzero(found == NO_CODE)
        totals_s[rows[row], fit[column]] = score(some(grid, row, column)).sum(axis=1, dtype=np.int64)
    return Judged(columns=columns, codes=codes, totals_s=totals_s, shortfall=shortfall)


def _note_shortfall(grid: Pairs, codes: Codes, shortfall: Ints, rows: Ints) -> None:
    settings, jobs, fleet = grid.columns.settings, grid.columns.jobs, grid.columns.fleet
    lacking: dict[ExclusionReason, Callable[[], FloatArray | Ints]] = {
        ExclusionReason.TOO_FAR: lambda: np.ceil(grid.distance_m - settings.max_radius_m),
        ExclusionReason.WINDOW_UNREACHABLE: lambda: grid.pickup_s - jobs.window_end_s[grid.job],
        ExclusionReason.SHIFT_ENDS_BEFORE: lambda: grid.pickup_s - fleet.shift_ends_s[grid.worker],
    }
    for reason, lacks in lacking.items():
        held = codes == CODE_OF[reason]
        if held.any():
            shortfall[rows, CODE_OF[reason]] = np.where(held, lacks(), config.FAR_FUTURE_S).min(axis=1)


def kept(judged: Judged, keep: Flags) -> CandidateSet:
    """The candidates among ``keep``."""
    possible = judged.codes == NO_CODE
    return candidate_set(
        pairs(judged.columns, *np.nonzero(possible & keep)),
        Counted(counts=Counts(pairs=_counts(judged.codes), shortfall=judged.shortfall)),
    )


def candidate_set(found: Pairs, tally: Tally) -> CandidateSet:
    """Score a plain list of pairs that could be, and put them in order."""
    terms = score(found)
    total_s = terms.sum(axis=1, dtype=np.int64)
    times = (found.pickup_s, found.end_s, found.travel_s)
    facts = _Facts(found.job, found.worker, terms, total_s, *times, acceptance_of(found))
    return _in_order(facts, found.columns, tally)


def merged(*sets: CandidateSet) -> CandidateSet:
    """The candidates of sets of one window that have none in common."""
    every: list[Any] = [np.concatenate(facts) for facts in zip(*map(_facts_of, sets), strict=True)]
    return _in_order(_Facts(*every), sets[0].columns, sets[0].tally)


def best_of_each(found: CandidateSet, number: int) -> CandidateSet:
    """The cheapest candidates of each booking."""
    keep = np.arange(len(found.job)) - found.first[found.job] < number
    kept_ones: list[Any] = [values[keep] for values in _facts_of(found)]
    return _in_order(_Facts(*kept_ones), found.columns, found.tally)


class _Facts(NamedTuple):
    job: Ints
    worker: Ints
    terms: IntArray
    total_s: Ints
    pickup_s: Ints
    end_s: Ints
    travel_s: Ints
    acceptance: FloatArray


def _facts_of(found: CandidateSet) -> _Facts:
    times = (found.pickup_s, found.end_s, found.travel_s)
    return _Facts(found.job, found.worker, found.terms, found.total_s, *times, found.acceptance)


def _rank(facts: _Facts, n_workers: int) -> Ints:
    """A number for each candidate that rises by booking, then by score, then by provider."""
    lowest_s, highest_s = facts.total_s.min(initial=0), facts.total_s.max(initial=0)
    rank: Ints = (facts.job * (highest_s - lowest_s + 1) + facts.total_s - lowest_s) * n_workers + facts.worker
    return rank


def _in_order(facts: _Facts, columns: Columns, tally: Tally) -> CandidateSet:
    # Bookings mostly follow one another already, which a stable sort makes use of.
    order = np.argsort(_rank(facts, columns.shape[1]), kind="stable")
    job = facts.job[order]
    return CandidateSet(
        columns=columns,
        first=np.searchsorted(job, np.arange(columns.shape[0] + 1)),
        job=job,
        worker=facts.worker[order],
        terms=np.take(facts.terms.T, order, axis=1).T,
        total_s=facts.total_s[order],
        pickup_s=facts.pickup_s[order],
        end_s=facts.end_s[order],
        travel_s=facts.travel_s[order],
        acceptance=facts.acceptance[order],
        tally=tally,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The tally of a window of which every pair was judged."""

    counts: Counts

    def of(self, jobs: Ints) -> Counts:
        """Look the counts up."""
        return Counts(pairs=self.counts.pairs[jobs], shortfall=self.counts.shortfall[jobs])


def _counts(codes: Codes) -> Ints:
    n_jobs, n_codes = codes.shape[0], len(CODE_OF) + 1
    cells = codes + np.arange(n_jobs)[:, None] * n_codes
    return np.bincount(cells.ravel(), minlength=n_jobs * n_codes).reshape(n_jobs, n_codes)
