"""What a zone's customers wait for want of supply: expected bookings beyond what the zone can serve.

With Poisson demand of mean ``m`` within the horizon and ``k`` providers, one more saves ``P(X > k)`` unserved bookings: the
newsvendor's critical ratio. That falls with every further provider, so a zone's need is convex and a flow fills it best first.
"""

import math
from functools import lru_cache

_MOST = 400
"""Means above this are cut: ``exp(-m)`` would be nothing, and no zone is so short."""


def saved_by_one_more(demand: float, supply: float, unserved_wait_s: int) -> float:
    """Expected seconds of wait that the next provider saves.

    Args:
        demand: mean bookings within the horizon.
        supply: providers there; between whole numbers the chance is interpolated, which keeps it falling.
        unserved_wait_s: what an unserved booking waits longer.
    """
    below = math.floor(max(0.0, supply))
    part = max(0.0, supply) - below
    chance = (1 - part) * _more_than(below, demand) + part * _more_than(below + 1, demand)
    return unserved_wait_s * chance


@lru_cache(maxsize=4096)
def _more_than(count: int, mean: float) -> float:
    """The chance of more than ``count`` when ``mean`` are expected."""
    mean = min(mean, _MOST)
    term = total = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        total += term
    return max(0.0, 1 - total)
