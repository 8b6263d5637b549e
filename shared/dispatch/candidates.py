"""Who could do what: every pair of booking and provider is a scored candidate or has one coded reason why not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
)
from shared.dispatch.loading import columns_of
from shared.dispatch.problem import WindowProblem
from shared.dispatch.score import score
from shared.eta.travel import UNKNOWN, FloatArray, IntArray
from shared.models.decision import ExclusionReason

_BARRED = (
    ExclusionReason.BLOCKED_BY_CUSTOMER,
    ExclusionReason.ALREADY_OFFERED,
    ExclusionReason.DECLINED_RECENTLY,
)
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
        travel_s: to the pickup.
        acceptance: chance that the provider accepts.
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
    travel_s: Ints
    acceptance: FloatArray
    excluded: Ints
    shortfall: Ints

    def of_job(self, job: int) -> range:
        """Positions of a booking's candidates, best first."""
        return range(int(self.first[job]), int(self.first[job + 1]))

    def left_out(self, job: int) -> dict[ExclusionReason, int]:
        """How many providers fell to which reason."""
        counts = self.excluded[job].tolist()
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
    codes = np.zeros(columns.shape, dtype=np.uint8)
    totals_s = np.full(columns.shape, NO_SCORE, dtype=np.int32)
    shortfall = np.full((columns.shape[0], len(CODE_OF) + 1), config.FAR_FUTURE_S, dtype=np.int64)
    every_worker = np.arange(columns.shape[1])
    for rows in blocks(*columns.shape):
        grid = pairs(columns, rows[:, None], every_worker[None, :])
        codes[rows] = _codes(grid)
        _note_shortfall(grid, codes[rows], shortfall, rows)
        job, worker = np.nonzero(codes[rows] == NO_CODE)
        totals_s[rows[job], worker] = score(pairs(columns, rows[job], worker)).sum(axis=1, dtype=np.int64)
    return Judged(columns=columns, codes=codes, totals_s=totals_s, shortfall=shortfall)


def _codes(grid: Pairs) -> Codes:
    """The first reason of each pair: later rules are written first, so that earlier ones overwrite them."""
    codes = np.zeros(grid.travel_s.shape, dtype=np.uint8)
    for reason, holds in reversed(_RULES.items()):
        np.copyto(codes, CODE_OF[reason], where=holds(grid))
    own = np.broadcast_to(grid.columns.fleet.own_code[grid.worker], codes.shape)
    np.copyto(codes, own, where=own != NO_CODE)
    return codes


def _no_service(grid: Pairs) -> Flags:
    return ~grid.columns.fleet.service_ok[grid.columns.jobs.service[grid.job], grid.worker]


def _no_skill(grid: Pairs) -> Flags:
    return ~grid.columns.fleet.skills_ok[grid.columns.jobs.skills[grid.job], grid.worker]


def _wrong_vehicle(grid: Pairs) -> Flags:
    return ~grid.columns.fleet.vehicles_ok[grid.columns.jobs.vehicles[grid.job], grid.worker]


def _barred_by(reason: ExclusionReason) -> Callable[[Pairs], Flags]:
    def holds(grid: Pairs) -> Flags:
        flags: Flags = grid.columns.barred[grid.job, grid.worker] == CODE_OF[reason]
        return flags

    return holds


def _full(grid: Pairs) -> Flags:
    return grid.columns.fleet.room[grid.worker] < grid.columns.jobs.demand[grid.job]


def _too_many_open_offers(grid: Pairs) -> Flags:
    return grid.columns.fleet.offer_room[grid.worker] <= 0


def _too_far(grid: Pairs) -> Flags:
    return ~(grid.distance_m <= grid.columns.settings.max_radius_m)


def _travel_unknown(grid: Pairs) -> Flags:
    flags: Flags = (grid.travel_s < 0) | (grid.columns.jobs.work_s[grid.job] == UNKNOWN)
    return flags


def _window_unreachable(grid: Pairs) -> Flags:
    return grid.pickup_s > grid.columns.jobs.window_end_s[grid.job]


def _shift_ends_before(grid: Pairs) -> Flags:
    return grid.pickup_s > grid.columns.fleet.shift_ends_s[grid.worker]


def _breaks_promise(grid: Pairs) -> Flags:
    return grid.columns.fleet.breaks_promise[grid.worker]


_RULES: dict[ExclusionReason, Callable[[Pairs], Flags]] = {
    ExclusionReason.NO_SERVICE: _no_service,
    ExclusionReason.NO_SKILL: _no_skill,
    ExclusionReason.WRONG_VEHICLE: _wrong_vehicle,
    **{reason: _barred_by(reason) for reason in _BARRED},
    ExclusionReason.FULL: _full,
    ExclusionReason.TOO_MANY_OPEN_OFFERS: _too_many_open_offers,
    ExclusionReason.TOO_FAR: _too_far,
    ExclusionReason.TRAVEL_UNKNOWN: _travel_unknown,
    ExclusionReason.WINDOW_UNREACHABLE: _window_unreachable,
    ExclusionReason.SHIFT_ENDS_BEFORE: _shift_ends_before,
    ExclusionReason.BREAKS_PROMISE: _breaks_promise,
}


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
        travel_s=found.travel_s[order],
        acceptance=acceptance_of(found)[order],
        excluded=_counts(np.where(possible & ~keep, outranked, judged.codes)),
        shortfall=judged.shortfall,
    )


def _counts(codes: Codes) -> Ints:
    counts = np.empty((codes.shape[0], len(CODE_OF) + 1), dtype=np.int64)
    for code in range(counts.shape[1]):
        counts[:, code] = (codes == code).sum(axis=1)
    return counts
