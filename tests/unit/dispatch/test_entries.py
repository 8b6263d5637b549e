"""The lowest entries of blocks of costs."""

import numpy as np
import pytest

from shared.dispatch.entries import Costs, lowest

EVERYTHING = np.full(20, np.inf)


def a_block(columns: int) -> Costs:
    return np.random.default_rng(columns).uniform(0, 1000, (20, columns)).astype(np.float32)


@pytest.mark.parametrize("columns", [1, 5, 6, 39, 40, 41, 79, 397])
def test_of_each_row_so_many_are_found_or_a_few_more_and_none_is_cheaper_than_they(columns: int) -> None:
    costs = a_block(columns)

    row, column = lowest(costs, 5, EVERYTHING)

    found = np.zeros(costs.shape, dtype=np.bool_)
    found[row, column] = True
    assert (found.sum(axis=1) >= min(5, columns)).all()
    assert found.sum(axis=1).mean() < 8
    assert (np.where(found, costs, 0).max(axis=1) < np.where(found, np.inf, costs).min(axis=1)).all()


def test_what_costs_as_much_as_the_limit_is_not_found() -> None:
    costs = np.array([[3.0, 1.0, 2.0]], dtype=np.float32)

    row, column = lowest(costs, 3, np.array([2.0]))

    assert (row.tolist(), column.tolist()) == ([0], [1])
