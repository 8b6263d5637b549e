"""However large windows are solved, as a flow or as an assignment with stand-ins: the optimum is the same."""

from collections.abc import Sequence
from unittest.mock import patch

import numpy as np
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from shared.dispatch import solver
from shared.dispatch.columns import Ints
from shared.dispatch.solver import cheapest_matching, cheapest_of_crowds

Costs = Sequence[Sequence[int | None]]
UNASSIGNED = 600
TOWERING = 60_000


@st.composite
def grids(draw: st.DrawFn) -> Costs:
    """Costs of nearly all pairs, of sides about as large; some pairs are not allowed."""
    n_jobs = draw(st.integers(6, 12))
    n_workers = draw(st.integers(n_jobs - 2, n_jobs + 2))
    cost = st.integers(-50, 590) | st.integers(500, 590) | st.none()
    return draw(st.lists(st.lists(cost, min_size=n_workers, max_size=n_workers), min_size=n_jobs, max_size=n_jobs))


def better_without(number: int) -> Costs:
    """All eight could be served, but each of so many only by somebody whom another does not want to miss."""
    wanted = [-50] * (8 - number) + [590] * number
    others = [590] * (8 - number) + [None] * number
    return [wanted] * (8 - number) + [others] * number


def chain(length: int) -> Costs:
    """All can be served, but for the last one all others have to change from a provider at hand to one far away."""
    changing = [[{place: 0, place + 1: 500}.get(column) for column in range(length + 1)] for place in range(length)]
    return [*changing, [10] + [None] * length]


def matched(costs: Costs, assignment_from: int, unassigned: int = UNASSIGNED) -> tuple[int, list[int]]:
    """What the matching costs, and the providers of those who have one."""
    pairs = [
        (row, column, cost) for row, line in enumerate(costs) for column, cost in enumerate(line) if cost is not None
    ]
    job, worker, cost = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    left: Ints = np.full(len(costs), unassigned, dtype=np.int64)
    with patch.object(solver, "ASSIGNMENT_ARCS", assignment_from):
        chosen = cheapest_matching(job.copy(), worker.copy(), cost.copy(), left, len(costs[0]))
    served = chosen[chosen >= 0]
    assert job[served].tolist() == np.flatnonzero(chosen >= 0).tolist()
    return int(cost[served].sum()) + unassigned * int((chosen < 0).sum()), worker[served].tolist()


@example(better_without(1))
@example(better_without(4))
@given(grids())
def test_an_assignment_costs_what_the_flow_does(costs: Costs) -> None:
    assume(any(cost is not None for line in costs for cost in line))

    by_flow, _ = matched(costs, 10**9)

    by_assignment, workers = matched(costs, 0)

    assert by_assignment == by_flow
    assert len(set(workers)) == len(workers)


@example(chain(6))
@example(better_without(4))
@given(grids())
def test_a_flow_is_the_optimum_though_leaving_a_booking_out_costs_far_more_than_any_pair(costs: Costs) -> None:
    assume(any(cost is not None for line in costs for cost in line))
    nobody = [TOWERING] * len(costs)
    dense = np.array([[TOWERING if cost is None else cost for cost in line] + nobody for line in costs])

    by_flow, _ = matched(costs, 10**9, TOWERING)

    assert by_flow == dense[linear_sum_assignment(dense)].sum()


@given(grids())
def test_a_crowd_of_two_costs_what_two_like_bookings_do(costs: Costs) -> None:
    pairs = [
        (row, column, cost) for row, line in enumerate(costs) for column, cost in enumerate(line) if cost is not None
    ]
    assume(pairs)
    crowd, worker, cost = np.array(pairs, dtype=np.int64).T
    left, size = np.full(len(costs), UNASSIGNED), np.full(len(costs), 2, dtype=np.int64)

    used = cheapest_of_crowds(crowd, worker, cost, left, size, len(costs[0]))

    one_by_one, _ = matched([line for line in costs for _ in range(2)], assignment_from=10**6)
    assert int(cost[used].sum()) + UNASSIGNED * int(size.sum() - used.sum()) == one_by_one
    assert np.bincount(crowd[used], minlength=len(costs)).max() <= 2
    assert np.bincount(worker[used], minlength=1).max() <= 1
