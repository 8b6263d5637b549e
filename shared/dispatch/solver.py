"""The one module that knows OR-Tools; it is imported when a window is solved, not before."""

from typing import Any

import numpy as np

from shared.dispatch.columns import Flags, Ints

ASSIGNMENT_ARCS = 20_000
"""Pairs from which on an assignment is tried before a flow: below, a flow takes some milliseconds."""
LARGEST_COST = 2**31
"""Costs so fine that they tell equals apart are larger: an assignment would be no faster then, and near to overflow."""
SPARE = 2
"""Stand-ins beyond those that are needed: one left over proves that no more are wanted."""
ROOM = 2
"""Prices of leaving bookings out are brought down to above the highest of a pair, by so many times the range of those of pairs:
with less room a booking is left out now and then that could be served by others changing their providers."""


class SolverFailedError(Exception):
    """The solver raised, or ended without an optimum."""


def solver_version() -> str:
    """Name and version of the solver library, as kept with a decision."""
    import ortools

    return f"ortools {ortools.__version__}"


def cheapest_matching(
    job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int, servable: int = 0
) -> Ints:
    """Match bookings to providers, one to one, at least total cost; a booking may stay without.

    Args:
        job: booking index of each allowed pair.
        worker: provider index of each allowed pair.
        cost: whole cost of each allowed pair; negative where the pair is worth more than it takes.
        unassigned_cost: whole cost of leaving each booking without a provider; its length is the number of bookings.
        n_workers: number of providers.
        servable: so many bookings, or more, are known to find a provider at one time; what is known need not be found out.

    Returns:
        For each booking the position of its pair in ``job``, -1 where it stays without.

    Raises:
        SolverFailedError: the solver raised, or ended without an optimum.

    Source: minimum cost flow by cost scaling (Goldberg 1997) as in OR-Tools; decision 0007.
    """
    try:
        is_fine = int(unassigned_cost.max(initial=0)) > LARGEST_COST
        spare = None if is_fine else _spare(job, worker, len(unassigned_cost), n_workers, servable)
        if spare is not None:
            return _assigned(job, worker, cost, unassigned_cost, n_workers, spare)
        return _flowed(job, worker, cost, unassigned_cost, n_workers)
    except SolverFailedError:
        raise
    except Exception as error:
        raise SolverFailedError(repr(error)) from error


def _spare(job: Ints, worker: Ints, n_jobs: int, n_workers: int, servable: int) -> int | None:
    """How many bookings and providers to let go without when all others are assigned; none where that is not worth it.

    Where nearly everybody on both sides is needed, an assignment is found in a fraction of the time of a flow. It knows
    nobody who goes without, so for those there are stand-ins, each with a pair to everybody of the other side.
    """
    fewer, more = sorted((n_jobs, n_workers))
    most = len(job) // (n_jobs + n_workers)
    if len(job) < ASSIGNMENT_ARCS or more - fewer + SPARE > most:
        return None
    served = fewer if servable >= fewer else _most_pairs(job, worker, n_jobs, n_workers)
    spare = fewer - served + SPARE
    return spare if more - fewer + spare <= most else None


def _most_pairs(job: Ints, worker: Ints, n_jobs: int, n_workers: int) -> int:
    """How many bookings can have a provider at one time."""
    from ortools.graph.python import max_flow

    source, sink = n_jobs + n_workers, n_jobs + n_workers + 1
    flow, bookings, providers = max_flow.SimpleMaxFlow(), np.arange(n_jobs), np.arange(n_jobs, source)
    flow.add_arcs_with_capacity(np.full(n_jobs, source), bookings, np.ones_like(bookings))
    flow.add_arcs_with_capacity(job, n_jobs + worker, np.ones_like(job))
    flow.add_arcs_with_capacity(providers, np.full(n_workers, sink), np.ones_like(providers))
    status = flow.solve(source, sink)
    _check_optimal(flow, status)
    return int(flow.optimal_flow())


def _assigned(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int, spare: int) -> Ints:
    """Assign everybody, with stand-ins for those who may go without.

    At least cost the number who go without is settled by the cost of one more, which only rises. So when a stand-in is
    left over, more of them would change nothing.
    """
    from ortools.graph.python import linear_sum_assignment

    n_jobs = len(unassigned_cost)
    nobodies = max(0, n_jobs - n_workers) + spare
    idlers = n_workers + nobodies - n_jobs
    without = np.repeat(np.arange(n_jobs), nobodies), np.tile(n_workers + np.arange(nobodies), n_jobs)
    idle = np.tile(n_jobs + np.arange(idlers), n_workers), np.repeat(np.arange(n_workers), idlers)
    both = np.repeat(n_jobs + np.arange(idlers), nobodies), np.tile(n_workers + np.arange(nobodies), idlers)
    free = np.zeros(len(idle[0]) + len(both[0]), dtype=np.int64)
    problem = linear_sum_assignment.SimpleLinearSumAssignment()
    problem.add_arcs_with_cost(
        np.concatenate([job, without[0], idle[0], both[0]]),
        np.concatenate([worker, without[1], idle[1], both[1]]),
        np.concatenate([cost, np.repeat(unassigned_cost, nobodies), free]),
    )
    status = problem.solve()
    if status != problem.OPTIMAL:
        return _flowed(job, worker, cost, unassigned_cost, n_workers)
    mates = np.array([problem.right_mate(one) for one in range(n_jobs)], dtype=np.int64)
    if np.count_nonzero(mates >= n_workers) >= nobodies:
        return _flowed(job, worker, cost, unassigned_cost, n_workers)
    return _arcs_of(job, worker, mates)


def _arcs_of(job: Ints, worker: Ints, mates: Ints) -> Ints:
    """The position of each booking's pair, -1 for who has a stand-in."""
    matched = np.full(len(mates), -1, dtype=np.int64)
    chosen = np.flatnonzero(mates[job] == worker)
    matched[job[chosen]] = chosen
    return matched


def _flowed(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int) -> Ints:
    """Find a flow at least cost, first with the prices of leaving bookings out brought down to where pairs lie.

    A flow takes up to twice the time where some prices tower above all others. To take as much off each of them changes
    nothing among matchings that leave equally many out; so the least is found unless fewer can be left out.
    """
    spared = _spared(cost, unassigned_cost)
    matched = _cheapest(job, worker, cost, unassigned_cost - spared, n_workers)
    if not spared or _serves_most(matched, job, worker, n_workers):
        return matched
    return _cheapest(job, worker, cost, unassigned_cost, n_workers)


def _spared(cost: Ints, unassigned_cost: Ints) -> int:
    if not len(cost):
        return 0
    lowest, highest = int(cost.min()), int(cost.max())
    return max(0, int(unassigned_cost.min()) - highest - ROOM * (highest - lowest) - 1)


def _serves_most(matched: Ints, job: Ints, worker: Ints, n_workers: int) -> bool:
    """Whether no matching serves more bookings."""
    served = np.count_nonzero(matched >= 0)
    either_side = min(np.count_nonzero(np.bincount(job)), np.count_nonzero(np.bincount(worker)))
    return bool(served >= either_side) or bool(served >= _most_pairs(job, worker, len(matched), n_workers))


def _cheapest(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int) -> Ints:
    used = _used(job, worker, cost, unassigned_cost, np.ones_like(unassigned_cost), n_workers)
    chosen = np.flatnonzero(used)
    matched = np.full(len(unassigned_cost), -1, dtype=np.int64)
    matched[job[chosen]] = chosen
    return matched


def cheapest_of_crowds(
    crowd: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, size: Ints, n_workers: int
) -> Flags:
    """Match crowds of bookings, each with as many providers as it has bookings, at about the least total cost.

    Args:
        crowd: index of the crowd of each allowed pair.
        worker: provider index of each allowed pair.
        cost: whole cost of each allowed pair.
        unassigned_cost: whole cost of leaving a booking of each crowd without.
        size: bookings of each crowd.
        n_workers: number of providers.

    Returns:
        For each pair whether it is part of the matching.

    Raises:
        SolverFailedError: the solver raised, or ended without an optimum.
    """
    try:
        return _used(crowd, worker, cost, unassigned_cost - _spared(cost, unassigned_cost), size, n_workers)
    except SolverFailedError:
        raise
    except Exception as error:
        raise SolverFailedError(repr(error)) from error


def _used(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, supply: Ints, n_workers: int) -> Flags:
    """Which pairs are part of a cheapest flow: bookings send their supply through providers or past all of them."""
    from ortools.graph.python import min_cost_flow

    n_jobs = len(unassigned_cost)
    sink = n_jobs + n_workers
    bookings, providers = np.arange(n_jobs), np.arange(n_jobs, sink)
    flow = min_cost_flow.SimpleMinCostFlow()
    pairs = flow.add_arcs_with_capacity_and_unit_cost(job, n_jobs + worker, np.ones_like(job), cost)
    flow.add_arcs_with_capacity_and_unit_cost(
        providers, np.full(n_workers, sink), np.ones_like(providers), np.zeros_like(providers)
    )
    flow.add_arcs_with_capacity_and_unit_cost(bookings, np.full(n_jobs, sink), supply, unassigned_cost)
    flow.set_nodes_supplies(np.append(bookings, sink), np.append(supply, -supply.sum()))
    _check_optimal(flow, flow.solve())
    used: Flags = flow.flows(pairs) > 0
    return used


def cheapest_flow(tail: Ints, head: Ints, capacity: Ints, cost: Ints, most: int) -> Ints:
    """Send up to ``most`` units from node 0 to node 1 at least total cost; what is not worth sending stays.

    Args:
        tail: node at which each arc begins.
        head: node at which it ends.
        capacity: units that fit through it.
        cost: whole cost of a unit; negative where it is worth more than it takes. No cycle may be.
        most: units there are.

    Returns:
        Units through each arc.

    Raises:
        SolverFailedError: the solver raised, or ended without an optimum.
    """
    from ortools.graph.python import min_cost_flow

    try:
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
        flow.add_arc_with_capacity_and_unit_cost(0, 1, most, 0)
        flow.set_nodes_supplies(np.array([0, 1]), np.array([most, -most]))
        status = flow.solve()
        flows: Ints = flow.flows(arcs)
    except Exception as error:
        raise SolverFailedError(repr(error)) from error
    _check_optimal(flow, status)
    return flows


def _check_optimal(flow: Any, status: Any) -> None:
    if status != flow.OPTIMAL:
        raise SolverFailedError(str(status))
