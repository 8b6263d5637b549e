"""Travel to pickups, however a window tells it: looked up, or worked out of positions and speeds."""

import numpy as np

from shared.dispatch.problem import WindowProblem
from shared.eta.estimate import pickup_s
from shared.eta.travel import UNKNOWN, IntArray, TravelTable, distance_m


def to_pickup_s(problem: WindowProblem, job: int, worker: int) -> int:
    """Whole seconds of one pair; ``UNKNOWN`` where nobody knows."""
    travel = problem.travel
    if isinstance(travel, TravelTable):
        n_jobs, n_workers = travel.to_pickup_s.shape
        return int(travel.to_pickup_s[job, worker]) if job < n_jobs and worker < n_workers else UNKNOWN
    if worker >= len(travel.road_mps):
        return UNKNOWN
    ends = [np.array([[place.lat, place.lng]]) for place in (problem.jobs[job].pickup, problem.workers[worker].start)]
    return int(pickup_s(distance_m(*ends), np.array(travel.road_mps[worker]), travel.detour_factor)[0])


def pickup_table(problem: WindowProblem) -> IntArray:
    """All of them, ``(n_jobs, n_workers)``: for windows that are small."""
    travel, n_workers = problem.travel, len(problem.workers)
    if isinstance(travel, TravelTable):
        return of_shape(travel.to_pickup_s, len(problem.jobs), n_workers)
    starts = np.array([(worker.start.lat, worker.start.lng) for worker in problem.workers]).reshape(1, -1, 2)
    pickups = np.array([(job.pickup.lat, job.pickup.lng) for job in problem.jobs]).reshape(-1, 1, 2)
    return pickup_s(distance_m(pickups, starts), travel.speeds_of(n_workers), travel.detour_factor)


def of_shape(given: IntArray, n_jobs: int, n_workers: int) -> IntArray:
    """A table of this shape: what ``given`` lacks is ``UNKNOWN``, what it has too much is left out."""
    if given.shape == (n_jobs, n_workers):
        return given
    whole = np.full((n_jobs, n_workers), UNKNOWN, dtype=np.int32)
    if given.ndim == whole.ndim:
        fitting = given[:n_jobs, :n_workers]
        whole[: fitting.shape[0], : fitting.shape[1]] = fitting
    return whole
