"""Blocks of costs, a row for each seeker and a column for each of the sought, and the lowest entries of each row."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.columns import Ints
from shared.eta.travel import FloatArray

Costs = NDArray[np.float32]
"""Half as much to go through as whole precision; far finer than a second for any price that matters."""
Number = TypeVar("Number", bound=np.floating[Any])
FOLD = 8
"""Groups to each entry that is sought: with fewer, more entries come along that are not."""
PRODUCTS_AT_ONCE = 200_000
"""Multiplications in one call of the linear algebra library, which starts threads for more."""
TURN_S = 0.9
"""Equal prices are told apart by less than a second, by how far apart the two stand in the window, taken as a circle: or like
seekers would all find the same few."""
HIGHEST_S = 1e12
"""Who costs more is out of the question."""


def products(some: NDArray[Number], others: NDArray[Number]) -> NDArray[Number]:
    """Products of all rows with all rows, in parts too small for threads: they would cost more than they do."""
    products = np.empty((len(some), len(others)), dtype=some.dtype)
    step = max(1, PRODUCTS_AT_ONCE // max(1, others.size))
    for start in range(0, len(some), step):
        np.matmul(some[start : start + step], others.T, out=products[start : start + step])
    return products


def turns(n_seekers: int, price_s: FloatArray) -> tuple[Costs, Costs]:
    """Rows whose products are what a pair costs besides the way: the price of the sought, and up to ``TURN_S``."""
    ways_round = [2 * np.pi * np.arange(number) / max(1, number) for number in (n_seekers, len(price_s))]
    circles = [np.column_stack([np.cos(angle), np.sin(angle)]) for angle in ways_round]
    finite_s = np.minimum(price_s, 2 * HIGHEST_S) + TURN_S / 2
    ends = np.column_stack([np.ones(n_seekers), circles[0]]), np.column_stack([finite_s, circles[1] * (-TURN_S / 2)])
    return ends[0].astype(np.float32), ends[1].astype(np.float32)


def lowest(costs: Costs, of_each: int, limit_s: FloatArray) -> tuple[Ints, Ints]:
    """Rows and columns of the lowest entries of each row that are below its limit: so many, and now and then a few more."""
    below = np.minimum(limit_s, HIGHEST_S).astype(np.float32)
    if costs.shape[1] > of_each:
        below = np.minimum(below, np.nextafter(_bounds_of(costs, of_each), np.float32(np.inf)))
    row, column = np.divmod(np.flatnonzero(costs < below[:, None]), max(1, costs.shape[1]))
    return row, column


def _bounds_of(costs: Costs, number: int) -> Costs:
    """A bound for each row that so many entries keep: the lowest of groups are sorted, not all of them."""
    groups = costs
    while groups.shape[1] >= FOLD * number:
        half = groups.shape[1] // 2
        groups = np.minimum(groups[:, :half], groups[:, half : 2 * half])
    bounds: Costs = np.partition(groups, number - 1, axis=1)[:, number - 1]
    return bounds
