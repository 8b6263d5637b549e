"""What a zone's customers wait for want of supply: expected bookings beyond what the zone can serve.

With ``w`` bookings that wait, Poisson demand of mean ``m`` within the horizon and ``k`` providers, one more saves ``P(w + X > k)``
unserved bookings: the newsvendor's critical ratio. That falls with every further provider, so a zone's need is convex and a flow fills it best first.
"""

import math
from functools import lru_cache

_MOST = 400
"""Means above this are cut: ``exp(-m)`` would be nothing, and no zone is so short."""


def saved_by_one_more(waiting: int, expected: float, supply: float, unserved_wait_s: int) -> float:
    """Expected seconds of wait that the next provider saves.

    Args:
        waiting: bookings that are there for certain.
        expected: mean of those to come within the horizon.
        supply: providers there; between whole numbers the chance is interpolated, which keeps it falling.
        unserved_wait_s: what an unserved booking waits longer.
    """
    below = math.floor(max(0.0, supply))
    part = max(0.0, supply) - below
    left = below - waiting
    chance = (1 - part) * _more_than(left, expected) + part * _more_than(left + 1, expected)
    return unserved_wait_s * chance


@lru_cache(maxsize=4096)
def _more_than(count: int, mean: float) -> float:
    """The chance of more than ``count`` when ``mean`` are expected."""
    if count < 0:
        return 1.0
    mean = min(mean, _MOST)
    term = total = math.exp(-mean)
    for k in range(1, count + 1):
        term *= mean / k
        total += term
    return max(0.0, 1 - total)
