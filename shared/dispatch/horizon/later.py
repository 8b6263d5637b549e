"""Who could have which booking now or, if full, once what they have is done."""

from dataclasses import dataclass, replace

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import NO_CODE, Columns, Ints, Pairs, pairs, some
from shared.dispatch.exclusion import codes_of
from shared.dispatch.loading import fitness_of
from shared.dispatch.problem import WindowProblem
from shared.dispatch.score import score
from shared.eta.travel import IntArray


@dataclass(frozen=True, slots=True)
class Possible:
    """Pairs that may be planned.

    Attributes:
        job: index of the booking.
        worker: index of the provider.
        terms: ``(n_pairs, n_terms)`` whole seconds, as in the score.
    """

    job: Ints
    worker: Ints
    terms: IntArray


def possible(problem: WindowProblem, now: CandidateSet) -> Possible:
    """The candidates of now, and the soonest of those who are full now."""
    full = [place for place, worker in enumerate(problem.workers) if worker.load > 0 and worker.free_at_s > 0]
    if not full:
        return Possible(now.job, now.worker, now.terms)
    again = np.array(full, dtype=np.int64)
    later = _soonest(pairs(_emptied(now.columns, again), np.arange(len(problem.jobs))[:, None], again[None, :]))
    others = np.flatnonzero(~np.isin(now.worker, again))
    return Possible(
        np.concatenate([now.job[others], later.job]),
        np.concatenate([now.worker[others], later.worker]),
        np.concatenate([now.terms[others], score(later)]),
    )


def _emptied(columns: Columns, workers: Ints) -> Columns:
    room = columns.fleet.room.copy()
    room[workers] = columns.fleet.capacity[workers]
    fleet = replace(columns.fleet, room=room)
    return replace(columns, fleet=fleet, fitness=fitness_of(columns.jobs, fleet))


def _soonest(grid: Pairs) -> Pairs:
    """Of each booking's pairs without a reason against them, those with the soonest pickup."""
    pickup_s = np.where(codes_of(grid) == NO_CODE, grid.pickup_s, config.FAR_FUTURE_S)
    most = config.ARCS_PER_JOB
    if pickup_s.shape[1] > most:
        limit = np.partition(pickup_s, most - 1, axis=1)[:, most - 1 : most]
        pickup_s = np.where(pickup_s <= limit, pickup_s, config.FAR_FUTURE_S)
    job, column = np.nonzero(pickup_s < config.FAR_FUTURE_S)
    return some(grid, job, column)
