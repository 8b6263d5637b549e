"""Judges one pair of booking and provider afresh: the checker's own view, which shares only the models with the engine."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.dispatch.ways import to_pickup_s
from shared.eta.travel import IntArray
from shared.models.decision import ExclusionReason
from shared.models.place import LatLng
from shared.models.provider import Duty, Link
from shared.units import Uid

_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One pair, with its travel times."""

    problem: WindowProblem
    job: Job
    worker: Worker
    travel_s: int
    trip_s: int

    @property
    def pickup_s(self) -> int:
        """Predicted pickup, relative to now."""
        return max(self.job.window_start_s, max(0, self.worker.free_at_s) + self.travel_s)

    @property
    def end_s(self) -> int:
        """Predicted end, relative to now."""
        return self.pickup_s + max(0, self.job.service_s) + self.trip_s


def first_places(problem: WindowProblem) -> dict[Uid, int]:
    """Where each provider stands in the problem; of duplicates the first counts."""
    return {worker.provider_id: place for place, worker in reversed(list(enumerate(problem.workers)))}


def case_of(problem: WindowProblem, job: int, worker: int) -> Case:
    """The pair at these places of the problem."""
    is_single = problem.jobs[job].dropoff is None
    return Case(
        problem=problem,
        job=problem.jobs[job],
        worker=problem.workers[worker],
        travel_s=to_pickup_s(problem, job, worker),
        trip_s=0 if is_single else _entry(problem.travel.trip_s, job),
    )


def _entry(table: IntArray, *place: int) -> int:
    try:
        return int(table[place])
    except IndexError:
        return -1


def reason_of(case: Case, place: int) -> ExclusionReason | None:
    """The first reason that keeps a pair apart, worked out afresh."""
    if first_places(case.problem)[case.worker.provider_id] != place:
        return ExclusionReason.DUPLICATE_PROVIDER
    for judge in (_state_reason, _fitness_reason, _history_reason, _load_reason, _time_reason):
        reason = judge(case)
        if reason:
            return reason
    return None


def _first(*found: tuple[ExclusionReason, bool]) -> ExclusionReason | None:
    return next((reason for reason, holds in found if holds), None)


def _state_reason(case: Case) -> ExclusionReason | None:
    worker, settings = case.worker, case.problem.settings
    is_nowhere = (worker.position.lat, worker.position.lng) == (0, 0)
    is_vague = not worker.accuracy_m <= settings.suspect_accuracy_m
    is_flying = worker.speed_mps is not None and not worker.speed_mps <= settings.suspect_speed_mps
    return _first(
        (ExclusionReason.NOT_ON_DUTY, worker.duty != Duty.ONLINE),
        (ExclusionReason.LINK_LOST, worker.link == Link.LOST),
        (ExclusionReason.LINK_STALE, settings.exclude_stale and worker.link == Link.STALE),
        (ExclusionReason.POSITION_SUSPECT, is_nowhere or is_vague or is_flying),
    )


def _fitness_reason(case: Case) -> ExclusionReason | None:
    job, worker = case.job, case.worker
    return _first(
        (ExclusionReason.NO_SERVICE, job.service not in worker.services),
        (ExclusionReason.NO_SKILL, not set(job.skills).issubset(worker.skills)),
        (ExclusionReason.WRONG_VEHICLE, bool(job.vehicles) and worker.vehicle not in job.vehicles),
    )


def _history_reason(case: Case) -> ExclusionReason | None:
    job, uid = case.job, case.worker.provider_id
    return _first(
        (ExclusionReason.BLOCKED_BY_CUSTOMER, uid in job.blocked),
        (ExclusionReason.ALREADY_OFFERED, uid in job.offered_to),
        (ExclusionReason.DECLINED_RECENTLY, uid in job.declined_by),
    )


def _load_reason(case: Case) -> ExclusionReason | None:
    job, worker = case.job, case.worker
    return _first(
        (ExclusionReason.FULL, worker.load + job.demand > worker.capacity),
        (ExclusionReason.TOO_MANY_OPEN_OFFERS, worker.open_offers >= worker.max_open_offers),
        (ExclusionReason.TOO_FAR, not _metres(worker.start, job.pickup) <= case.problem.settings.max_radius_m),
    )


def _time_reason(case: Case) -> ExclusionReason | None:
    job, worker = case.job, case.worker
    interruption_s = case.problem.settings.weights.interruption_s
    window_end_s = case.pickup_s if job.window_end_s is None else job.window_end_s
    shift_ends_s = case.pickup_s if worker.shift_ends_s is None else worker.shift_ends_s
    is_tight = any(0 <= promise.slack_s < interruption_s for promise in worker.promises)
    return _first(
        (ExclusionReason.TRAVEL_UNKNOWN, case.travel_s < 0 or case.trip_s < 0),
        (ExclusionReason.WINDOW_UNREACHABLE, case.pickup_s > window_end_s),
        (ExclusionReason.SHIFT_ENDS_BEFORE, case.pickup_s > shift_ends_s),
        (ExclusionReason.BREAKS_PROMISE, is_tight),
    )


def _metres(a: LatLng, b: LatLng) -> float:
    """Great-circle distance by the chord through the globe: another formula than the engine's."""
    ends = [
        (cos(radians(p.lat)) * cos(radians(p.lng)), cos(radians(p.lat)) * sin(radians(p.lng)), sin(radians(p.lat)))
        for p in (a, b)
    ]
    chord = sqrt(sum((left - right) ** 2 for left, right in zip(*ends, strict=True)))
    return 2 * _EARTH_M * asin(min(1.0, chord / 2))
