"""Counts the pairs of a window too large to be judged whole: only for those who are asked about, and by sorts of pairs."""

from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import Counts
from shared.dispatch.columns import CODE_OF, NO_CODE, Codes, Columns, Flags, Ints, LineTravel, Pairs, blocks, pairs
from shared.dispatch.exclusion import codes_of, earlier
from shared.eta.estimate import is_speed
from shared.eta.travel import EARTH_RADIUS_M, UNKNOWN, FloatArray, apart_m
from shared.models.decision import ExclusionReason

N_CODES = len(CODE_OF) + 1
TOO_FAR = CODE_OF[ExclusionReason.TOO_FAR]
CLOSE_CALL = 1e-13
"""Squared chords nearer to the radius than this are settled by the exact distance: a quarter of a metre at eight kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WideTally:
    """Gives the counts that judging every pair would give.

    What lies in provider and need alone is the same for all bookings of a need. Of those who are fit, a chord settles
    who is too far; of those within reach, only pairs with something that can fail are judged one by one.

    Attributes:
        by_need: ``(n_needs, N_CODES)``, pairs that no booking names itself.
        tied_jobs: bookings with something besides distance that can fail.
        tied_workers: the same of providers.
        all_near: whether nobody is too far from any booking.
    """

    columns: Columns
    by_need: Ints
    tied_jobs: Flags
    tied_workers: Flags
    all_near: bool

    def of(self, jobs: Ints) -> Counts:
        """Count for these bookings, block by block."""
        counted = np.zeros((len(jobs), N_CODES), dtype=np.int64)
        shortfall = np.full((len(jobs), N_CODES), config.FAR_FUTURE_S, dtype=np.int64)
        if self.all_near and not (self.tied_workers.any() or self.tied_jobs[jobs].any() or self._named(jobs)):
            return Counts(pairs=self.by_need[self.columns.fitness.need[jobs]], shortfall=shortfall)
        for rows in blocks(len(jobs), self.columns.shape[1]):
            self._count(jobs[rows], counted[rows[0] : rows[-1] + 1], shortfall[rows[0] : rows[-1] + 1])
        return Counts(pairs=counted, shortfall=shortfall)

    def _count(self, jobs: Ints, counted: Ints, shortfall: Ints) -> None:
        """Fill the rows of a block of bookings."""
        fitness = self._fitness(jobs)
        counted[:] = self.by_need[self.columns.fitness.need[jobs]] if not self._named(jobs) else _by_row(fitness)
        fit = fitness == NO_CODE
        chord2 = 2 - 2 * (self.columns.jobs.pickup_at[jobs] @ self.columns.fleet.start_at.T)
        near = fit & self._near(jobs, chord2)
        n_near = np.count_nonzero(near, axis=1)
        counted[:, TOO_FAR] = counted[:, NO_CODE] - n_near
        counted[:, NO_CODE] = n_near
        self._count_tied(jobs, near, counted, shortfall)
        hopeless = np.flatnonzero((counted[:, NO_CODE] == 0) & (counted[:, TOO_FAR] > 0))
        if len(hopeless):
            beyond = np.where(fit[hopeless] & ~near[hopeless], chord2[hopeless], np.inf)
            nearest_m = self._distance_m(jobs[hopeless], beyond.argmin(axis=1))
            shortfall[hopeless, TOO_FAR] = np.ceil(nearest_m - self.columns.settings.max_radius_m)

    def _count_tied(self, jobs: Ints, near: Flags, counted: Ints, shortfall: Ints) -> None:
        """Judge those within reach one by one who have something that can fail."""
        tied = self.tied_jobs[jobs]
        if not tied.any() and not self.tied_workers.any():
            return
        row, worker = np.nonzero(near & (tied[:, None] | self.tied_workers))
        counted[:, NO_CODE] -= np.bincount(row, minlength=len(jobs))
        facts = pairs(self.columns, jobs[row], worker)
        codes = codes_of(facts)
        np.add.at(counted, (row, codes), 1)
        _note_times(facts, codes, row, shortfall)

    def _named(self, jobs: Ints) -> bool:
        """Whether a pair of these bookings is barred by name."""
        named = self.columns.barred.places // self.columns.shape[1]
        return bool(np.isin(jobs, named).any())

    def _fitness(self, jobs: Ints) -> Codes:
        codes: Codes = self.columns.fitness.codes[self.columns.fitness.need[jobs]]
        everybody = np.arange(self.columns.shape[1])
        return earlier(codes, self.columns.barred.of(jobs[:, None], everybody)) if self._named(jobs) else codes

    def _near(self, jobs: Ints, chord2: FloatArray) -> Flags:
        radius_m = self.columns.settings.max_radius_m
        limit = (2 * np.sin(min(radius_m / EARTH_RADIUS_M, np.pi) / 2)) ** 2
        near: Flags = chord2 <= limit - CLOSE_CALL
        if near.all():
            return near
        row, worker = np.nonzero(~near & (chord2 <= limit + CLOSE_CALL))
        near[row, worker] = self._distance_m(jobs[row], worker) <= radius_m
        return near

    def _distance_m(self, job: Ints, worker: Ints) -> FloatArray:
        return apart_m(self.columns.jobs.pickup_at[job], self.columns.fleet.start_at[worker])


def wide_tally(columns: Columns) -> WideTally:
    """Prepare to count a window's pairs."""
    jobs, fleet, travel = columns.jobs, columns.fleet, columns.travel
    far = config.FAR_FUTURE_S // 2
    tied_workers = (fleet.shift_ends_s < config.FAR_FUTURE_S) | fleet.breaks_promise | (fleet.free_at_s > far)
    tied_workers |= ~is_speed(travel.road_mps) if isinstance(travel, LineTravel) else True
    return WideTally(
        columns=columns,
        by_need=_by_row(columns.fitness.codes),
        tied_jobs=(jobs.window_end_s < config.FAR_FUTURE_S) | (jobs.work_s == UNKNOWN) | (jobs.window_start_s > far),
        tied_workers=tied_workers,
        all_near=_widest_m(jobs.pickup_at, fleet.start_at) <= columns.settings.max_radius_m,
    )


def _widest_m(some: FloatArray, others: FloatArray) -> float:
    """Metres that no two of the two sides are apart, and no less: by way of the middle of one, and a metre to spare."""
    if not (len(some) and len(others)):
        return np.inf
    middle = others.mean(axis=0)
    chord = sum(np.sqrt(((side - middle) ** 2).sum(axis=1)).max() for side in (some, others))
    return float(2 * EARTH_RADIUS_M * np.arcsin(min(1.0, chord / 2))) + 1


def _by_row(codes: Codes) -> Ints:
    counts = np.empty((len(codes), N_CODES), dtype=np.int64)
    for code in range(N_CODES):
        counts[:, code] = (codes == code).sum(axis=1)
    return counts


def _note_times(facts: Pairs, codes: Codes, row: Ints, shortfall: Ints) -> None:
    jobs, fleet = facts.columns.jobs, facts.columns.fleet
    lacking = {
        ExclusionReason.WINDOW_UNREACHABLE: facts.pickup_s - jobs.window_end_s[facts.job],
        ExclusionReason.SHIFT_ENDS_BEFORE: facts.pickup_s - fleet.shift_ends_s[facts.worker],
    }
    for reason, lacks_s in lacking.items():
        held = codes == CODE_OF[reason]
        np.minimum.at(shortfall[:, CODE_OF[reason]], row[held], lacks_s[held])
