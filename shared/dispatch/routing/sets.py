"""Sets of jobs shared among providers, once the cost of each set is known for each of them."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

EXACT = 2**24
"""Up to here 32-bit floats are exact whole numbers; a greater cost means that something can't be done."""

Floats = NDArray[np.float32]
Ints = NDArray[np.intp]


@lru_cache(maxsize=64)
def _pairs(n_jobs: int) -> tuple[Ints, Ints, Ints]:
    """All sets with all their subsets: ``(subset, what is left of the set, where each set begins)``, sorted by set."""
    subset = np.zeros(1, dtype=np.intp)
    left = np.zeros(1, dtype=np.intp)
    for job in range(n_jobs):
        bit = 1 << job
        subset = np.concatenate([subset, subset | bit, subset])
        left = np.concatenate([left, left, left | bit])
    order = np.argsort(subset | left, kind="stable")
    subset, left = subset[order], left[order]
    begins = np.searchsorted(subset | left, np.arange(2**n_jobs))
    return subset, left, begins


def shared(costs: Sequence[Floats], n_jobs: int) -> tuple[list[int], float] | None:
    """Share all jobs: the set of each provider, and the cost; None when it can't be done."""
    if len(costs) == 1:
        only = float(costs[0][2**n_jobs - 1])
        return ([2**n_jobs - 1], only) if only < EXACT else None
    subset, left, begins = _pairs(n_jobs)
    joined = [costs[0]]
    for cost in costs[1:]:
        joined.append(np.minimum.reduceat(cost[subset] + joined[-1][left], begins))
    everything = 2**n_jobs - 1
    total = float(joined[-1][everything])
    if total >= EXACT:
        return None
    sets: list[int] = []
    remaining = everything
    for cost, before in zip(reversed(costs[1:]), reversed(joined[:-1]), strict=True):
        end = begins[remaining + 1] if remaining < everything else len(subset)
        mine, rest = subset[begins[remaining] : end], left[begins[remaining] : end]
        chosen = int(np.argmin(cost[mine] + before[rest]))
        sets.append(int(mine[chosen]))
        remaining = int(rest[chosen])
    return [remaining, *reversed(sets)], total
