"""The one module that knows OR-Tools; it is imported when a window is solved, not before."""

from typing import Any

import numpy as np

from shared.dispatch.columns import Ints


class SolverFailedError(Exception):
    """The solver raised, or ended without an optimum."""


def solver_version() -> str:
    """Name and version of the solver library, as kept with a decision."""
    import ortools

    return f"ortools {ortools.__version__}"


def cheapest_matching(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int) -> Ints:
    """Match bookings to providers, one to one, at least total cost; a booking may stay without.

    Args:
        job: booking index of each allowed pair.
        worker: provider index of each allowed pair.
        cost: whole cost of each allowed pair; negative where the pair is worth more than it takes.
        unassigned_cost: whole cost of leaving each booking without a provider; its length is the number of bookings.
        n_workers: number of providers.

    Returns:
        For each booking the position of its pair in ``job``, -1 where it stays without.

    Raises:
        SolverFailedError: the solver raised, or ended without an optimum.

    Source: minimum cost flow by cost scaling (Goldberg 1997) as in OR-Tools; decision 0007.
    """
    try:
        flow, first_arc = _network(job, worker, cost, unassigned_cost, n_workers)
        status = flow.solve()
    except Exception as error:
        raise SolverFailedError(repr(error)) from error
    _check_optimal(flow, status)
    chosen = np.flatnonzero(flow.flows(np.arange(first_arc, first_arc + len(job))) > 0)
    matched = np.full(len(unassigned_cost), -1, dtype=np.int64)
    matched[job[chosen]] = chosen
    return matched


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


def _network(job: Ints, worker: Ints, cost: Ints, unassigned_cost: Ints, n_workers: int) -> tuple[Any, int]:
    """Bookings send one unit each, through a provider or past all of them, into the sink.

    Returns:
        The flow, and the index of the arc of the first pair; the others follow in order.
    """
    from ortools.graph.python import min_cost_flow

    n_jobs = len(unassigned_cost)
    sink = n_jobs + n_workers
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(job, n_jobs + worker, np.ones_like(job), cost)
    providers = np.arange(n_jobs, sink)
    flow.add_arcs_with_capacity_and_unit_cost(
        providers, np.full(n_workers, sink), np.ones_like(providers), np.zeros_like(providers)
    )
    bookings = np.arange(n_jobs)
    flow.add_arcs_with_capacity_and_unit_cost(bookings, np.full(n_jobs, sink), np.ones_like(bookings), unassigned_cost)
    flow.set_nodes_supplies(np.append(bookings, sink), np.append(np.ones_like(bookings), -n_jobs))
    return flow, int(arcs[0])
