"""A first matching of a large window from afar: whole neighbourhoods in the place of points.

In a crowded quarter the nearest providers of all bookings are the same few, and pairs of the nearest alone leave most without.
Neighbourhoods of bookings matched to neighbourhoods of providers say from where the others will have to come. With one such
pair for each booking nobody is left out who need not be, and the prices of the first matching mean something.
"""

from collections.abc import Sequence

import numpy as np

from shared.dispatch.columns import Flags, Ints
from shared.dispatch.market import Market, Side
from shared.dispatch.solver import SolverFailedError, cheapest_flow
from shared.eta.travel import EARTH_RADIUS_M, FloatArray

_NOBODY: Ints = np.zeros(0, dtype=np.int64)


def coarse_pairs(market: Market, may_match: Flags) -> tuple[Ints, Ints]:
    """Bookings and providers of a matching by neighbourhoods: each at most once, whoever of them it may be."""
    jobs = [tile[may_match[tile]] for tile in market.jobs.tiles]
    workers = list(market.workers.tiles)
    if not (sum(map(len, jobs)) and workers):
        return _NOBODY, _NOBODY
    try:
        flows = _flows(_costs_s(market.jobs, market.workers), _sizes(jobs), _sizes(workers), _unassigned_s(market))
    except SolverFailedError:
        return _NOBODY, _NOBODY
    return _one_by_one(jobs, workers, flows)


def _unassigned_s(market: Market) -> int:
    return market.columns.settings.weights.unassigned_s


def _sizes(tiles: Sequence[Ints]) -> Ints:
    return np.array([len(tile) for tile in tiles], dtype=np.int64)


def _costs_s(jobs: Side, workers: Side) -> FloatArray:
    """``(n_tiles_of_jobs, n_tiles_of_workers)``, from middle to middle; where kinds are mixed, one stands for all."""
    at = [np.stack([side.points.at[tile].mean(axis=0) for tile in side.tiles]) for side in (jobs, workers)]
    gap = np.sqrt(((at[0][:, None] - at[1][None]) ** 2).sum(axis=2)) * EARTH_RADIUS_M
    pace = np.array([workers.points.pace[tile].mean() for tile in workers.tiles])
    of_jobs, of_workers = (np.array([side.price_s[tile].mean() for tile in side.tiles]) for side in (jobs, workers))
    kinds = [[int(side.points.kind[tile[0]]) for tile in side.tiles] for side in (jobs, workers)]
    return np.where(jobs.fit[np.ix_(*kinds)], gap * pace + of_workers + of_jobs[:, None], np.inf)


def _flows(costs_s: FloatArray, supply: Ints, room: Ints, unassigned_s: int) -> Ints:
    """``(n_pairs, 3)``: neighbourhood of bookings, neighbourhood of providers, how many go from one to the other."""
    row, column = np.nonzero(costs_s < np.inf)
    cost = np.minimum(costs_s[row, column], unassigned_s - 1).astype(np.int64) - unassigned_s
    jobs, workers = 2 + np.arange(len(supply)), 2 + len(supply) + np.arange(len(room))
    tail = np.concatenate([np.zeros_like(jobs), jobs[row], workers])
    head = np.concatenate([jobs, workers[column], np.ones_like(workers)])
    most = np.concatenate([supply, supply[row], room])
    whole = np.concatenate([np.zeros_like(jobs), cost, np.zeros_like(workers)])
    flow = cheapest_flow(tail, head, most, whole, int(supply.sum()))[len(jobs) : len(jobs) + len(row)]
    return np.column_stack([row, column, flow])[flow > 0]


def _one_by_one(jobs: Sequence[Ints], workers: Sequence[Ints], flows: Ints) -> tuple[Ints, Ints]:
    """Who of two neighbourhoods has whom is left to their order."""
    some, others = [_NOBODY], [_NOBODY]
    gone, taken = [0] * len(jobs), [0] * len(workers)
    for row, column, number in flows.tolist():
        some.append(jobs[row][gone[row] : gone[row] + number])
        others.append(workers[column][taken[column] : taken[column] + number])
        gone[row] += number
        taken[column] += number
    return np.concatenate(some), np.concatenate(others)
