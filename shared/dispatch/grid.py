"""The cheapest few among many, where all pairs fit beside the processor: their ways are worked out once for all searches."""

import numpy as np

from shared.dispatch.columns import Flags, Ints
from shared.dispatch.entries import HIGHEST_S, Costs, lowest, products, turns
from shared.dispatch.nearest import Found, Lines, Points, Search, Ways
from shared.eta.travel import FloatArray

ROWS = 128
"""Seekers looked at together."""


def grid_of(jobs: Points, workers: Points, ways: Ways, fit: Flags) -> Costs:
    """Work out what each pair costs besides the prices of the two, ``(n_jobs, n_workers)``; infinite for the impossible."""
    everybody = np.arange(len(jobs.pace)), np.arange(len(workers.pace))
    costs = ways.costs(*everybody)
    if isinstance(ways, Lines):
        _bar_beyond(costs, ways.radius_m * workers.pace)
    costs += products(*turns(len(jobs.pace), np.zeros(len(workers.pace))))
    if not fit.all():
        costs[~fit[np.ix_(jobs.kind, workers.kind)]] = np.inf
    return costs


def _bar_beyond(costs: Costs, radius_s: FloatArray) -> None:
    """Out of reach is who is farther than the radius, by what the way there costs, with a hair to spare."""
    limit_s = (radius_s * (1 + 1e-6)).astype(np.float32)
    if (costs.max(axis=0, initial=0) > limit_s).any():
        costs[costs > limit_s] = np.inf


def cheapest_in(costs: Costs, members: Ints, search: Search) -> Found:
    """Find the cheapest of the sought for each of ``members``, as ``nearest.cheapest`` does.

    Args:
        costs: ``(n_seekers, n_sought)`` of a grid.
        members: who looks, rising.
        search: for whom.
    """
    is_all = np.zeros(len(costs), dtype=np.bool_)
    seekers, sought = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    prices_s = np.minimum(search.price_s, 2 * HIGHEST_S).astype(np.float32)
    looking = costs if len(members) == len(costs) else costs[members]
    for start in range(0, len(members), ROWS):
        rows = members[start : start + ROWS]
        row, column = lowest(looking[start : start + ROWS] + prices_s, search.of_each, search.limit_s[rows])
        is_all[rows] = np.bincount(row, minlength=len(rows)) < search.of_each
        seekers.append(rows[row])
        sought.append(column)
    return Found(seeker=np.concatenate(seekers), sought=np.concatenate(sought), is_all=is_all)
