"""Looks beyond the window: plans every booking for every provider, and says what of it has to be asked now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Flags, Ints
from shared.dispatch.horizon.batches import Alone, batch_of, may_be_batched
from shared.dispatch.horizon.later import possible
from shared.dispatch.horizon.sketch import Sketch, planned_ahead, routes_apart, sketch, visits_of
from shared.dispatch.horizon.trips import Leg, Trip, trips_of
from shared.dispatch.plan.ahead import PlannedAhead
from shared.dispatch.plan.model import Route
from shared.dispatch.problem import WindowProblem
from shared.models.decision import BatchRationale
from shared.models.plan import PlannedVisit
from shared.units import Uid


@dataclass(frozen=True, slots=True)
class Hold:
    """A booking planned for a worker who is not asked yet."""

    trip: Trip
    leg: Leg
    offer_s: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of the plan is asked now, and what is held.

    Attributes:
        chosen: for each job the position of its candidate, -1 when nobody is asked now.
        legs: predicted times of what is asked as part of a batch, by job.
        batches: by job.
        held: by job.
        routes: the plan, for the next window.
    """

    chosen: Ints
    legs: Mapping[int, Leg] = field(default_factory=dict)
    batches: Mapping[int, BatchRationale] = field(default_factory=dict)
    held: Mapping[int, Hold] = field(default_factory=dict)
    routes: Mapping[Uid, tuple[PlannedVisit, ...]] = field(default_factory=dict)


def look_ahead(problem: WindowProblem, now: CandidateSet, base: Ints, may_match: Flags) -> Ahead:
    """Plan a window.

    Args:
        problem: the window.
        now: who may be asked for what now.
        base: the matching, as positions in ``now``.
        may_match: jobs that may have somebody at all.
    """
    drawn = sketch(problem, possible(problem, now), may_match)
    if not drawn.orders:
        return Ahead(chosen=base)
    planned = planned_ahead(drawn, problem, problem.routes or {})
    trips = trips_of(drawn, planned.routes)
    asking = _Asking(problem, now)
    shared = [trip for trip in trips if may_be_batched(problem, trip) and asking.may_ask_all(trip)]
    batches = _batches(problem, drawn, planned, trips, shared)
    for trip in trips:
        asking.take(trip, batches.get(trip.worker) if trip.turn == 0 else None)
    asking.fill_up(base, may_match)
    return asking.ahead(planned.routes)


def _is_due(problem: WindowProblem, trip: Trip) -> bool:
    """Whether somebody has to be asked for the trip now."""
    return trip.turn == 0 and trip.leave_s <= problem.settings.offer_lead_s


def _batches(
    problem: WindowProblem, drawn: Sketch, planned: PlannedAhead, trips: Sequence[Trip], shared: Sequence[Trip]
) -> dict[int, BatchRationale]:
    """The good batches among the ``shared`` trips, by worker; the plan without batches is made only if there are any."""
    if not shared:
        return {}
    together, apart = _differing(planned.routes, routes_apart(drawn, problem, planned))
    alone = {leg.job: Alone(trip.worker, leg.end_s) for trip in trips_of(drawn, apart) for leg in trip.legs}
    ends_s = {leg.job: leg.end_s for trip in trips if trip.worker in together for leg in trip.legs}
    spared_s = sum(route.drive for route in apart.values()) - sum(route.drive for route in together.values())
    gain_s = _gain_s(problem, ends_s, alone) + round(problem.settings.drive_weight * spared_s)
    found = {trip.worker: batch_of(problem, trip, alone, gain_s) for trip in shared}
    return {worker: batch for worker, batch in found.items() if batch}


def _differing(one: Mapping[int, Route], other: Mapping[int, Route]) -> tuple[dict[int, Route], dict[int, Route]]:
    """The routes that are not the same in both: most are, and nothing is gained or lost by those."""
    return (
        {worker: route for worker, route in one.items() if route is not other.get(worker)},
        {worker: route for worker, route in other.items() if route is not one.get(worker)},
    )


def _gain_s(problem: WindowProblem, ends_s: Mapping[int, int], alone: Mapping[int, Alone]) -> int:
    """By how much the bookings end sooner than ``alone``; who is left out counts as ending after ``unassigned_s``."""
    never_s = problem.settings.weights.unassigned_s
    alone_s = {job: one.end_s for job, one in alone.items()}
    return sum(alone_s.get(job, never_s) - ends_s.get(job, never_s) for job in ends_s.keys() | alone_s.keys())


class _Asking:
    """Goes through what is planned and says for each booking: ask now, or hold."""

    def __init__(self, problem: WindowProblem, now: CandidateSet) -> None:
        self._problem = problem
        self._now = now
        self._workers: list[int] = now.worker.tolist()
        self._chosen = np.full(len(problem.jobs), -1, dtype=np.int64)
        self._asked: Counter[int] = Counter()
        self._legs: dict[int, Leg] = {}
        self._batches: dict[int, BatchRationale] = {}
        self._held: dict[int, Hold] = {}

    def take(self, trip: Trip, batch: BatchRationale | None) -> None:
        """Ask for the first booking of a trip that is due, and for the others too if it is a good batch; hold the rest."""
        for leg in trip.legs:
            if self._is_too_late(leg):
                continue
            arc = self._arc(leg.job, trip.worker) if _is_due(self._problem, trip) else None
            if arc is None or not self._may_be_asked(trip.worker, batch):
                lead_s = self._problem.settings.offer_lead_s
                self._held[leg.job] = Hold(trip, leg, max(0, trip.leave_s - lead_s))
                continue
            self._ask(leg.job, arc)
            if batch:
                self._batches[leg.job], self._legs[leg.job] = batch, leg

    def may_ask_all(self, trip: Trip) -> bool:
        """Whether the trip is due and in time, and its worker a candidate for each booking of it."""
        return _is_due(self._problem, trip) and all(
            self._arc(leg.job, trip.worker) is not None and not self._is_too_late(leg) for leg in trip.legs
        )

    def _arc(self, job: int, worker: int) -> int | None:
        """The position of a candidate; None where the worker is none for the job."""
        arcs = self._now.of_job(job)
        try:
            return self._workers.index(worker, arcs.start, arcs.stop)
        except ValueError:
            return None

    def _is_too_late(self, leg: Leg) -> bool:
        """Whether the plan comes after the last pickup that the customer accepts."""
        latest_s = self._problem.jobs[leg.job].window_end_s
        return latest_s is not None and leg.pickup_s > latest_s

    def _may_be_asked(self, worker: int, batch: BatchRationale | None) -> bool:
        one = self._problem.workers[worker]
        most = one.max_open_offers - one.open_offers if batch else 1
        return self._asked[worker] < most

    def _ask(self, job: int, arc: int) -> None:
        self._chosen[job] = arc
        self._asked[self._workers[arc]] += 1

    def fill_up(self, base: Ints, may_match: Flags) -> None:
        """Ask for bookings without a place in the plan and for those that can't be held any longer: whom the matching has.

        If that worker is asked for another booking, it is the cheapest whom nobody else needs.
        """
        for job in np.flatnonzero(may_match & (self._chosen < 0)).tolist():
            offer_by_s = self._problem.jobs[job].offer_by_s
            if job in self._held and (offer_by_s is None or offer_by_s > 0):
                continue
            arcs = (*((int(base[job]),) if base[job] >= 0 else ()), *self._now.of_job(job))
            arc = next((arc for arc in arcs if not self._asked[self._workers[arc]]), None)
            if arc is not None:
                self._held.pop(job, None)
                self._ask(job, arc)

    def ahead(self, routes: Mapping[int, Route]) -> Ahead:
        """All that was decided; only what is held is kept of the plan."""
        kept = {
            self._problem.workers[worker].provider_id: visits_of(route, self._problem, self._held)
            for worker, route in routes.items()
        }
        return Ahead(
            chosen=self._chosen,
            legs=self._legs,
            batches=self._batches,
            held=self._held,
            routes={provider: visits for provider, visits in kept.items() if visits},
        )
