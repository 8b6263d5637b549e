"""A window as numbers for the rolling plan, and the plan's routes as visits of bookings again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.dispatch import config
from shared.dispatch.columns import Flags, Ints
from shared.dispatch.horizon.later import Possible
from shared.dispatch.horizon.places import Places, PlaceTravel
from shared.dispatch.plan.ahead import PlannedAhead
from shared.dispatch.plan.chance import Chance
from shared.dispatch.plan.first_trip import FAR, pickup_lateness
from shared.dispatch.plan.memory import PlanMemory
from shared.dispatch.plan.model import DROP, Node, PlanCourier, PlanOrder, Route
from shared.dispatch.plan.rolling import RollingPlan
from shared.dispatch.plan.route import pickup_node
from shared.dispatch.plan.settings import PlanSettings
from shared.dispatch.problem import Job, WindowProblem
from shared.models.decision import ScoreTerm
from shared.models.dispatch_settings import DispatchSettings
from shared.models.plan import PlannedVisit, VisitKind
from shared.units import Uid

_TOLD_BY_TIMES = frozenset({ScoreTerm.TRAVEL, ScoreTerm.ROUTE, ScoreTerm.EARLY_WAIT, ScoreTerm.LATENESS})
"""Terms that the times of a route replace; the others are added to the plan's cost, a second for a second."""
_PRICED = [index for index, term in enumerate(ScoreTerm) if term not in _TOLD_BY_TIMES]
_NEVER_S = 10**9
"""Nothing is planned from then on, some thirty years ahead: what is can still be told as an instant."""
_NOW_S = 0
_PICKUP_IN_S = 0
_NOISE_S = 120.0
_ANNEALING_S = 10.0
_WORK, _LEAST_WORK = 5_000, 1_000
"""Tries times waiting bookings; in a crowded window pairs take the time that tries have in others."""
_PAIRS_FOR_WORK = 8


@dataclass(frozen=True, slots=True)
class Sketch:
    """A window in the plan's terms: orders are numbered as the jobs, couriers as the workers.

    Attributes:
        surcharges: ``(n_orders, n_couriers)`` seconds by rising number, ``FAR`` where a pair is not allowed.
        late: of the same shape, see ``pickup_lateness``: the same for each plan of the window.
    """

    travel: PlaceTravel
    orders: dict[int, PlanOrder]
    couriers: dict[int, PlanCourier]
    surcharges: NDArray[np.float64]
    late: NDArray[np.float64]
    handover_s: int


def sketch(problem: WindowProblem, candidates: Possible, may_match: Flags) -> Sketch:
    """Turn a window into numbers.

    Args:
        problem: the window.
        candidates: who may be planned for what; jobs without any are left out.
        may_match: jobs that may have somebody at all.
    """
    arcs = np.flatnonzero(may_match[candidates.job])
    places = Places(problem.jobs, problem.workers)
    travel = PlaceTravel(problem, places)
    jobs, workers = _present(candidates.job[arcs]), _present(candidates.worker[arcs])
    handover_s = int(np.median([max(0, problem.jobs[job].service_s) for job in jobs])) if jobs else 0
    most = max([1, *(problem.jobs[job].demand for job in jobs)])
    orders = {job: _order(problem, job, places, travel, handover_s) for job in jobs}
    couriers = {worker: _courier(problem, worker, places, travel, most) for worker in workers}
    return Sketch(
        travel=travel,
        orders=orders,
        couriers=couriers,
        surcharges=_surcharges(candidates, arcs, jobs, workers),
        late=pickup_lateness(list(couriers.values()), orders, jobs, travel, _PICKUP_IN_S) if jobs else np.zeros((0, 0)),
        handover_s=handover_s,
    )


def _present(numbers: Ints) -> list[int]:
    """Each number once, rising: these are small and many, so counting beats sorting."""
    present: list[int] = np.flatnonzero(np.bincount(numbers)).tolist()
    return present


def _order(problem: WindowProblem, number: int, places: Places, travel: PlaceTravel, handover_s: int) -> PlanOrder:
    """What is past can't be made up for, so lateness counts from now on; it is the same whoever is sent."""
    job, pickup, door = problem.jobs[number], places.pickup[number], places.door[number]
    ready_s = max(0, job.window_start_s)
    due_s = ready_s + handover_s + travel.rows[pickup][door]
    return PlanOrder(pickup, door, ready_s, due_s, _haste(job, due_s, problem.settings))


def _haste(job: Job, due_s: int, settings: DispatchSettings) -> float:
    """What a second of lateness costs: the score's price of a broken promise comes in as the slack goes.

    Apparent tardiness: Vepsalainen and Morton (1987), Priority rules for job shops with weighted tardiness costs,
    Management Science 33(8); here with a straight line in the place of the exponential.
    """
    if job.promise_end_s is None:
        return 1
    slack_s = min(max(0, job.promise_end_s - due_s), config.PROMISE_NEAR_S)
    return 1 + settings.weights.lateness * (1 - slack_s / config.PROMISE_NEAR_S)


def _courier(problem: WindowProblem, number: int, places: Places, travel: PlaceTravel, most: int) -> PlanCourier:
    """``most`` is the largest demand that waits: room is told in orders, so it is counted on the safe side."""
    worker = problem.workers[number]
    return PlanCourier(
        free=min(max(0, worker.free_at_s), _NEVER_S),
        place=places.start[number],
        off=_NEVER_S if worker.shift_ends_s is None else min(worker.shift_ends_s, _NEVER_S),
        room=max(1, worker.capacity // most),
        pace=travel.kinds.index(worker.vehicle),
    )


def _surcharges(candidates: Possible, arcs: Ints, jobs: Sequence[int], workers: Sequence[int]) -> NDArray[np.float64]:
    """What a pair costs beside times; the least of each order counts as nothing, which changes no comparison."""
    priced = np.full((len(jobs), len(workers)), FAR)
    rows, columns = _ranks(jobs, candidates.job[arcs]), _ranks(workers, candidates.worker[arcs])
    priced[rows, columns] = candidates.terms.T[_PRICED].sum(axis=0)[arcs]
    least = priced.min(axis=1, initial=FAR)
    return np.where(priced < FAR, priced - least[:, None], FAR)


def _ranks(present: Sequence[int], numbers: Ints) -> Ints:
    """The place of each number among those ``present``; a table beats a search in them."""
    ranks = np.empty(max(present, default=-1) + 1, dtype=np.int64)
    ranks[present] = np.arange(len(present))
    return ranks[numbers]


def planned_ahead(
    drawn: Sketch, problem: WindowProblem, earlier: Mapping[Uid, tuple[PlannedVisit, ...]]
) -> PlannedAhead:
    """The plan of all bookings for all workers, going on from the ``earlier`` plan as far as it still holds."""
    settings = _plan_settings(drawn, problem, problem.settings.most_on_board)
    plan = RollingPlan(drawn.travel, settings, problem.seed, PlanMemory(kept=_remembered(drawn, problem, earlier)))
    return plan.ahead(_NOW_S, drawn.couriers, drawn.orders, list(drawn.orders), drawn.surcharges, drawn.late)


def routes_apart(drawn: Sketch, problem: WindowProblem, planned: PlannedAhead) -> dict[int, Route]:
    """Each worker's route without batches: made of the plan, so one that nothing changes is the same object.

    As much is tried for it as for the plan itself, or batches would seem to gain more than they do.
    """
    return planned.apart(_plan_settings(drawn, problem, 1), Chance(problem.seed, _NOW_S))


def _work(problem: WindowProblem) -> int:
    """The repair search's budget: what is left of the window's time when its pairs are judged."""
    return max(_LEAST_WORK, _WORK - len(problem.jobs) * len(problem.workers) // _PAIRS_FOR_WORK)


def _plan_settings(drawn: Sketch, problem: WindowProblem, most_on_board: int) -> PlanSettings:
    """The plan's settings in seconds; what a window can't know (likely orders) is left to pressure, which the score prices."""
    settings = problem.settings
    return PlanSettings(
        pickup_in=_PICKUP_IN_S,
        pickup_out=drawn.handover_s,
        dropoff_in=0,
        dropoff_out=0,
        unassigned_cost=float(settings.weights.unassigned_s),
        max_group=most_on_board,
        max_on_board=most_on_board,
        between_drops=settings.between_drops and most_on_board > 1,
        drive_weight=settings.drive_weight,
        scarcity_weight=0.0,
        preposition=False,
        noise=_NOISE_S,
        annealing=_ANNEALING_S,
        max_work=_work(problem),
    )


def _remembered(
    drawn: Sketch, problem: WindowProblem, earlier: Mapping[Uid, tuple[PlannedVisit, ...]]
) -> dict[int, tuple[Node, ...]]:
    job_of = {problem.jobs[number].booking_id: number for number in drawn.orders}
    kept = {}
    for number in drawn.couriers:
        visits = earlier.get(problem.workers[number].provider_id, ())
        nodes = [
            node
            for visit in visits
            if (who := [job_of[booking] for booking in visit.bookings if booking in job_of])
            for node in _nodes(visit.kind, who, drawn.orders)
        ]
        if nodes:
            kept[number] = tuple(nodes)
    return kept


def _nodes(kind: VisitKind, who: Sequence[int], orders: Mapping[int, PlanOrder]) -> Iterable[Node]:
    if kind is VisitKind.DROPOFF:
        return [(orders[job].door, DROP, (job,)) for job in who]
    by_place: dict[int, list[int]] = {}
    for job in who:
        by_place.setdefault(orders[job].pickup, []).append(job)
    return [pickup_node(place, together, orders) for place, together in by_place.items()]


def visits_of(route: Route, problem: WindowProblem, wanted: Collection[int]) -> tuple[PlannedVisit, ...]:
    """What a route does for the ``wanted`` jobs as visits, to be kept until the next window."""
    return tuple(
        PlannedVisit(
            kind=VisitKind.DROPOFF if earliest == DROP else VisitKind.PICKUP,
            bookings=tuple(problem.jobs[job].booking_id for job in kept),
        )
        for _, earliest, who in route.nodes
        if (kept := [job for job in who if job in wanted])
    )
