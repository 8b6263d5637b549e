"""Kept solvers on the same cases. What they answer is priced and checked by the case, not believed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pyvrp
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from pyvrp.stop import MaxRuntime

from benchmarks.routing.cases import CAPACITY, Case
from shared.dispatch.routing.checker import violations
from shared.dispatch.routing.model import RoutePlan
from shared.dispatch.routing.sequence import sequence

_HORIZON_S = 10**6
_EXPLORATION = 5


class Answer(NamedTuple):
    """Driving of a checked plan, None when there is none; processor time of the solver; whether it says no plan is better."""

    drive_s: int | None
    took_s: float
    proven: bool = False


Solver = Callable[[Case, float], Answer]


def muster(case: Case, _limit_s: float) -> Answer:
    """This product's routing; its budget is counts, so it takes the time that it takes."""
    problem = case.problem()
    begun = time.process_time()
    plan = sequence(problem)
    took_s = time.process_time() - begun
    if not isinstance(plan, RoutePlan) or violations(problem, plan):
        return Answer(None, took_s)
    order_of = {job.booking_id: order for order, job in enumerate(problem.jobs)}
    routes = [
        [case.pickup(order_of[ref.booking_id]) + (ref.stop_id == "door") for ref in route.refs] for route in plan.routes
    ]
    return Answer(case.drive_s(routes), took_s, plan.proven)


def or_tools(case: Case, limit_s: float) -> Answer:
    """OR-Tools routing: parallel cheapest insertion, then guided local search until the time is up."""
    manager, routing = _or_tools_model(case)
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromTimedelta(timedelta(seconds=limit_s))
    begun = time.process_time()
    solution = routing.SolveWithParameters(parameters)
    took_s = time.process_time() - begun
    if solution is None:
        return Answer(None, took_s)
    routes = [_or_tools_route(case, manager, routing, solution, number) for number in range(case.n_providers)]
    return Answer(case.drive_s(routes), took_s)


def _or_tools_model(case: Case) -> tuple[Any, Any]:
    end = len(case.travel_s)
    manager = pywrapcp.RoutingIndexManager(
        end + 1, case.n_providers, list(range(case.n_providers)), [end] * case.n_providers
    )
    routing = pywrapcp.RoutingModel(manager)
    legs = [[*row, 0] for row in case.travel_s] + [[0] * (end + 1)]
    transit = routing.RegisterTransitMatrix(legs)
    routing.SetArcCostEvaluatorOfAllVehicles(transit)
    loads = [0] * case.n_providers + [1, -1] * case.n_orders + [0]
    routing.AddDimension(routing.RegisterUnaryTransitVector(loads), 0, CAPACITY, True, "load")
    routing.AddDimension(transit, _HORIZON_S, _HORIZON_S, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for order, ready_s in enumerate(case.ready_s):
        pickup, door = (manager.NodeToIndex(case.pickup(order) + step) for step in (0, 1))
        routing.AddPickupAndDelivery(pickup, door)
        routing.solver().Add(routing.VehicleVar(pickup) == routing.VehicleVar(door))
        routing.solver().Add(clock.CumulVar(pickup) <= clock.CumulVar(door))
        clock.CumulVar(pickup).SetMin(max(0, ready_s))
    return manager, routing


def _or_tools_route(case: Case, manager: Any, routing: Any, solution: Any, number: int) -> list[int]:
    found, index = [], solution.Value(routing.NextVar(routing.Start(number)))
    while not routing.IsEnd(index):
        found.append(manager.IndexToNode(index))
        index = solution.Value(routing.NextVar(index))
    return [place for place in found if place >= case.n_providers]


def pyvroom(case: Case, _limit_s: float) -> Answer:
    """VROOM at its highest exploration level, one thread; it stops by itself."""
    problem = vroom.Input()
    problem.set_durations_matrix("car", np.array(case.travel_s, dtype=np.uint32))
    for number in range(case.n_providers):
        problem.add_vehicle(vroom.Vehicle(number, start=number, capacity=[CAPACITY]))
    for order, ready_s in enumerate(case.ready_s):
        open_s = [vroom.TimeWindow(max(0, ready_s), _HORIZON_S)]
        pickup = vroom.ShipmentStep(order, location=case.pickup(order), time_windows=open_s)
        door = vroom.ShipmentStep(order, location=case.pickup(order) + 1)
        problem.add_shipment(pickup, door, amount=vroom.Amount([1]))
    begun = time.process_time()
    solution = problem.solve(exploration_level=_EXPLORATION, nb_threads=1)
    took_s = time.process_time() - begun
    routes: list[list[int]] = [[] for _ in range(case.n_providers)]
    for row in solution.routes.itertuples():
        if row.type in {"pickup", "delivery"}:
            routes[row.vehicle_id].append(int(row.location_index))
    return Answer(case.drive_s(routes), took_s)


def py_vrp(case: Case, limit_s: float) -> Answer:
    """PyVRP's iterated local search on paired shipments until the time is up."""
    model = _pyvrp_model(case)
    begun = time.process_time()
    result = model.solve(MaxRuntime(limit_s), seed=1, collect_stats=False, display=False)
    took_s = time.process_time() - begun
    if not result.is_feasible():
        return Answer(None, took_s)
    routes: list[list[int]] = [[] for _ in range(case.n_providers)]
    for route in result.best.routes():
        routes[route.vehicle_type()] = [
            case.pickup(step.idx) + step.is_delivery() for step in route.schedule() if step.is_shipment()
        ]
    return Answer(case.drive_s(routes), took_s)


def _pyvrp_model(case: Case) -> pyvrp.Model:
    model = pyvrp.Model()
    places = [model.add_location(0, 0) for _ in range(len(case.travel_s) + 1)]
    end = model.add_depot(places[-1])
    for number in range(case.n_providers):
        start = model.add_depot(places[number])
        model.add_vehicle_type(1, capacity=[CAPACITY], start_depot=start, end_depot=end)
    for order, ready_s in enumerate(case.ready_s):
        pickup = case.pickup(order)
        model.add_shipment(places[pickup], places[pickup + 1], pickup_tw_early=max(0, ready_s), amount=[1])
    for one, row in enumerate(case.travel_s):
        model.add_edge(places[one], places[-1], 0, 0)
        for other, leg_s in enumerate(row):
            model.add_edge(places[one], places[other], leg_s, leg_s)
    return model


SOLVERS: Sequence[tuple[str, Solver]] = (
    ("Muster", muster),
    ("PyVRP", py_vrp),
    ("VROOM", pyvroom),
    ("OR-Tools", or_tools),
)
