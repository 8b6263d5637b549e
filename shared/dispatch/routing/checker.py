"""Checks a plan stop by stop against the problem, sharing only the models with what made it."""

import math
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from shared.dispatch.routing.model import (
    ProviderRoute,
    Reason,
    RouteJob,
    RoutePlan,
    RouteProblem,
    RouteProvider,
    StopRef,
    TimedStop,
    Visit,
)


class Fault(StrEnum):
    """What can be wrong with a plan, beside the rules that ``Reason`` names."""

    ROUTES_MISSING = "routes_missing"
    """Not one route for each provider, in the problem's order."""
    UNKNOWN_STOP = "unknown_stop"
    SERVED_TWICE = "served_twice"
    NOT_SERVED = "not_served"
    OUT_OF_ORDER = "out_of_order"
    """A stop before one of its own booking that comes first, or by another provider."""
    WRONG_PROVIDER = "wrong_provider"
    LOCK_BROKEN = "lock_broken"
    WRONG_TIME = "wrong_time"
    WRONG_SUM = "wrong_sum"


class Violation(NamedTuple):
    """One fault, and where it shows."""

    fault: Fault | Reason
    ref: StopRef | None = None


def violations(problem: RouteProblem, plan: RoutePlan) -> tuple[Violation, ...]:
    """Every fault of the plan; empty when it is sound."""
    if [route.provider_id for route in plan.routes] != [provider.provider_id for provider in problem.providers]:
        return (Violation(Fault.ROUTES_MISSING),)
    found = [*_coverage(problem, plan)]
    for provider, route in zip(problem.providers, plan.routes, strict=True):
        found.extend(_Walk(problem, provider).faults(route))
    sums = (
        sum(route.drive_s for route in plan.routes) == plan.drive_s,
        sum(route.lateness_s for route in plan.routes) == plan.lateness_s,
    )
    return (*found, *([] if all(sums) else [Violation(Fault.WRONG_SUM)]))


def _coverage(problem: RouteProblem, plan: RoutePlan) -> Iterator[Violation]:
    wanted = {StopRef(job.booking_id, visit.stop_id) for job in problem.jobs for visit in job.visits}
    seen: set[StopRef] = set()
    for stop in (stop for route in plan.routes for stop in route.stops):
        if stop.ref not in wanted:
            yield Violation(Fault.UNKNOWN_STOP, stop.ref)
        if stop.ref in seen:
            yield Violation(Fault.SERVED_TWICE, stop.ref)
        seen.add(stop.ref)
    yield from (Violation(Fault.NOT_SERVED, ref) for ref in sorted(wanted - seen))


class _Walk:
    """Follows one provider's route in thought."""

    def __init__(self, problem: RouteProblem, provider: RouteProvider) -> None:
        self._problem = problem
        self._provider = provider
        self._jobs = {job.booking_id: job for job in problem.jobs}
        mine = [job for job in problem.jobs if job.provider_id == provider.provider_id]
        self._load = sum(job.on_board for job in mine)
        self._since = {
            job.booking_id: provider.free_s if job.since_s is None else job.since_s for job in mine if job.on_board
        }
        self._done: dict[str, int] = {}

    def faults(self, route: ProviderRoute) -> Iterator[Violation]:
        if route.refs[: len(self._provider.locked)] != self._provider.locked:
            yield Violation(Fault.LOCK_BROKEN)
        now, place, drive_s, lateness_s = self._provider.free_s, self._provider.place, 0, 0
        for stop in route.stops:
            known = self._visit(stop.ref)
            if known is None:
                return
            job, step, visit = known
            leg_s = self._leg_s(place, visit.place)
            if leg_s is None:
                yield Violation(Reason.UNKNOWN_TRAVEL, stop.ref)
                return
            begin_s = max(now + leg_s, visit.earliest_s)
            right = TimedStop(stop.ref, now + leg_s, begin_s, begin_s + visit.service_s)
            yield from (Violation(fault, stop.ref) for fault in self._rules(job, step, visit, begin_s))
            if stop != right:
                yield Violation(Fault.WRONG_TIME, stop.ref)
            now, place, drive_s = right.leave_s, visit.place, drive_s + leg_s
            lateness_s += max(0, begin_s - visit.due_s) if visit.due_s is not None else 0
        if (drive_s, lateness_s) != (route.drive_s, route.lateness_s):
            yield Violation(Fault.WRONG_SUM)

    def _visit(self, ref: StopRef) -> tuple[RouteJob, int, Visit] | None:
        job = self._jobs.get(ref.booking_id)
        if job is None:
            return None
        found = [(job, step, visit) for step, visit in enumerate(job.visits) if visit.stop_id == ref.stop_id]
        return found[0] if found else None

    def _rules(self, job: RouteJob, step: int, visit: Visit, begin_s: int) -> Iterator[Fault | Reason]:
        if self._done.get(job.booking_id, 0) != step:
            yield Fault.OUT_OF_ORDER
        self._done[job.booking_id] = step + 1
        if job.provider_id not in {None, self._provider.provider_id}:
            yield Fault.WRONG_PROVIDER
        if visit.latest_s is not None and begin_s > visit.latest_s:
            yield Reason.TOO_LATE
        shift_end_s = self._provider.shift_end_s
        if shift_end_s is not None and visit.load >= 0 and begin_s > shift_end_s:
            yield Reason.AFTER_SHIFT
        self._load += visit.load
        if self._load > self._provider.capacity:
            yield Reason.CAPACITY
        yield from self._freshness(job, step, visit, begin_s)

    def _freshness(self, job: RouteJob, step: int, visit: Visit, begin_s: int) -> Iterator[Reason]:
        if visit.load > 0:
            self._since.setdefault(job.booking_id, begin_s + visit.service_s)
        since_s = self._since.get(job.booking_id)
        limit_s = job.max_on_board_s if step == len(job.visits) - 1 else None
        if since_s is not None and limit_s is not None and begin_s - since_s > limit_s:
            yield Reason.TOO_LONG_ON_BOARD

    def _leg_s(self, origin: int, target: int) -> int | None:
        row = self._problem.travel_s[origin]
        seconds = row[target] if target < len(row) else None
        if not isinstance(seconds, int | float) or not math.isfinite(seconds) or seconds < 0:
            return None
        return math.ceil(seconds)
