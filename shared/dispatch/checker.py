"""Checks a decision against its problem, pair by pair, sharing only the models with the engine."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

from shared.dispatch.outcome import Ask, Nobody, Proposal, WindowDecision
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.eta.travel import IntArray
from shared.models.decision import ExclusionReason, Gate, NobodyCode
from shared.models.place import LatLng
from shared.models.provider import Duty, Link
from shared.models.zone import AutonomyMode, OfferStrategy
from shared.units import BookingId, Uid

_EARTH_M = 6_371_008.8
_OPEN_CODES = frozenset({NobodyCode.OUTBID, NobodyCode.ALL_EXCLUDED, NobodyCode.NO_PROVIDERS})


class Fault(StrEnum):
    """What can be wrong with a decision."""

    OUTCOME_COUNT = "outcome_count"
    WRONG_BOOKING = "wrong_booking"
    UNKNOWN_PROVIDER = "unknown_provider"
    NOBODY_ASKED = "nobody_asked"
    ASKED_TWICE = "asked_twice"
    TOO_MANY_ASKED = "too_many_asked"
    TOO_MANY_OFFERS = "too_many_offers"
    MATCHED_TWICE = "matched_twice"
    EXCLUDED_CHOSEN = "excluded_chosen"
    WRONG_PREDICTION = "wrong_prediction"
    WRONG_GATE = "wrong_gate"
    UNACCOUNTED = "unaccounted"
    IDLE_CANDIDATE = "idle_candidate"
    """A booking was left without anybody although somebody who could do it was left without a booking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One fault, where it is, and the reason that should have kept the pair apart."""

    fault: Fault
    booking_id: BookingId | None = None
    provider_id: Uid | None = None
    reason: ExclusionReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One pair, with its travel times."""

    problem: WindowProblem
    job: Job
    worker: Worker
    travel_s: int
    trip_s: int

    @property
    def pickup_s(self) -> int:
        return max(self.job.window_start_s, max(0, self.worker.free_at_s) + self.travel_s)

    @property
    def end_s(self) -> int:
        return self.pickup_s + max(0, self.job.service_s) + self.trip_s


def violations(problem: WindowProblem, decision: WindowDecision) -> tuple[Violation, ...]:
    """Every fault of ``decision`` as an answer to ``problem``; empty when it is sound."""
    if len(decision.outcomes) != len(problem.jobs):
        return (Violation(fault=Fault.OUTCOME_COUNT),)
    return (*_faults_of_bookings(problem, decision), *_faults_of_offers(problem, decision))


def _faults_of_bookings(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    index = _index(problem)
    matched = {outcome.providers[0].provider_id for outcome in _proposals(decision) if outcome.providers}
    for place, outcome in enumerate(decision.outcomes):
        if outcome.booking_id != problem.jobs[place].booking_id:
            yield Violation(fault=Fault.WRONG_BOOKING, booking_id=outcome.booking_id)
        elif isinstance(outcome, Nobody):
            yield from _faults_of_nobody(problem, place, outcome, matched)
        else:
            yield from _faults_of_proposal(problem, place, outcome, index)


def _faults_of_nobody(problem: WindowProblem, place: int, outcome: Nobody, matched: set[Uid]) -> Iterator[Violation]:
    reasons = [_reason(_case(problem, place, worker), worker) for worker in range(len(problem.workers))]
    told = {reason: count for reason, count in outcome.excluded.items() if reason != ExclusionReason.OUTRANKED}
    possible = outcome.candidate_count + outcome.excluded.get(ExclusionReason.OUTRANKED, 0)
    if told != Counter(filter(None, reasons)) or possible != reasons.count(None):
        yield Violation(fault=Fault.UNACCOUNTED, booking_id=outcome.booking_id)
    idle = [w.provider_id for w, reason in zip(problem.workers, reasons, strict=True) if reason is None]
    if outcome.code in _OPEN_CODES and set(idle) - matched:
        yield Violation(fault=Fault.IDLE_CANDIDATE, booking_id=outcome.booking_id)


def _faults_of_proposal(
    problem: WindowProblem, place: int, outcome: Proposal, index: dict[Uid, int]
) -> Iterator[Violation]:
    booking_id, asked = outcome.booking_id, [ask.provider_id for ask in outcome.providers]
    job = problem.jobs[place]
    is_repeated = booking_id in {earlier.booking_id for earlier in problem.jobs[:place]}
    found = {
        Fault.NOBODY_ASKED: not asked,
        Fault.ASKED_TWICE: len(set(asked)) < len(asked) or is_repeated,
        Fault.TOO_MANY_ASKED: len(asked) > min(job.attempts_left, _width(problem, job)),
        Fault.WRONG_GATE: outcome.gate != _gate(problem, outcome.confidence),
    }
    yield from (Violation(fault=fault, booking_id=booking_id) for fault, holds in found.items() if holds)
    for ask in outcome.providers:
        fault, reason = _fault_of_ask(problem, place, ask, index)
        if fault:
            yield Violation(fault=fault, booking_id=booking_id, provider_id=ask.provider_id, reason=reason)


def _fault_of_ask(
    problem: WindowProblem, place: int, ask: Ask, index: dict[Uid, int]
) -> tuple[Fault | None, ExclusionReason | None]:
    if ask.provider_id not in index:
        return Fault.UNKNOWN_PROVIDER, None
    worker = index[ask.provider_id]
    case = _case(problem, place, worker)
    reason = _reason(case, worker)
    if reason:
        return Fault.EXCLUDED_CHOSEN, reason
    return (None if (ask.pickup_s, ask.end_s) == (case.pickup_s, case.end_s) else Fault.WRONG_PREDICTION), None


def _faults_of_offers(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    """A provider is matched once at most, then asked by nobody else, and never beyond the open offers allowed."""
    firsts = Counter(outcome.providers[0].provider_id for outcome in _proposals(decision) if outcome.providers)
    asked = Counter(ask.provider_id for outcome in _proposals(decision) for ask in outcome.providers)
    room = {worker.provider_id: worker.max_open_offers - worker.open_offers for worker in reversed(problem.workers)}
    for provider_id, count in asked.items():
        if firsts[provider_id] and count > 1:
            yield Violation(fault=Fault.MATCHED_TWICE, provider_id=provider_id)
        if count > room.get(provider_id, 0):
            yield Violation(fault=Fault.TOO_MANY_OFFERS, provider_id=provider_id)


def _proposals(decision: WindowDecision) -> Iterator[Proposal]:
    return (outcome for outcome in decision.outcomes if isinstance(outcome, Proposal))


def _index(problem: WindowProblem) -> dict[Uid, int]:
    return {worker.provider_id: place for place, worker in reversed(list(enumerate(problem.workers)))}


def _width(problem: WindowProblem, job: Job) -> int:
    settings = problem.settings
    if settings.strategy == OfferStrategy.SEQUENTIAL:
        return 1
    if settings.strategy == OfferStrategy.BROADCAST:
        return settings.broadcast_size
    return min(settings.broadcast_size, settings.wave_size * max(1, job.wave))


def _gate(problem: WindowProblem, confidence: float) -> Gate:
    settings = problem.settings
    if settings.mode == AutonomyMode.MANUAL:
        return Gate.APPROVE
    is_assisted = settings.mode == AutonomyMode.ASSISTED
    least = settings.approval_confidence if is_assisted else settings.floor_confidence
    return Gate.SEND if confidence >= least else Gate.APPROVE


def _case(problem: WindowProblem, job: int, worker: int) -> _Case:
    is_single = problem.jobs[job].dropoff is None
    return _Case(
        problem=problem,
        job=problem.jobs[job],
        worker=problem.workers[worker],
        travel_s=_entry(problem.travel.to_pickup_s, job, worker),
        trip_s=0 if is_single else _entry(problem.travel.trip_s, job),
    )


def _entry(table: IntArray, *place: int) -> int:
    try:
        return int(table[place])
    except IndexError:
        return -1


def _reason(case: _Case, place: int) -> ExclusionReason | None:
    """The first reason that keeps a pair apart, worked out afresh."""
    if _index(case.problem)[case.worker.provider_id] != place:
        return ExclusionReason.DUPLICATE_PROVIDER
    for judge in (_state_reason, _fitness_reason, _history_reason, _load_reason, _time_reason):
        reason = judge(case)
        if reason:
            return reason
    return None


def _first(*found: tuple[ExclusionReason, bool]) -> ExclusionReason | None:
    return next((reason for reason, holds in found if holds), None)


def _state_reason(case: _Case) -> ExclusionReason | None:
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


def _fitness_reason(case: _Case) -> ExclusionReason | None:
    job, worker = case.job, case.worker
    return _first(
        (ExclusionReason.NO_SERVICE, job.service not in worker.services),
        (ExclusionReason.NO_SKILL, not set(job.skills).issubset(worker.skills)),
        (ExclusionReason.WRONG_VEHICLE, bool(job.vehicles) and worker.vehicle not in job.vehicles),
    )


def _history_reason(case: _Case) -> ExclusionReason | None:
    job, uid = case.job, case.worker.provider_id
    return _first(
        (ExclusionReason.BLOCKED_BY_CUSTOMER, uid in job.blocked),
        (ExclusionReason.ALREADY_OFFERED, uid in job.offered_to),
        (ExclusionReason.DECLINED_RECENTLY, uid in job.declined_by),
    )


def _load_reason(case: _Case) -> ExclusionReason | None:
    job, worker = case.job, case.worker
    return _first(
        (ExclusionReason.FULL, worker.load + job.demand > worker.capacity),
        (ExclusionReason.TOO_MANY_OPEN_OFFERS, worker.open_offers >= worker.max_open_offers),
        (ExclusionReason.TOO_FAR, not _metres(worker.start, job.pickup) <= case.problem.settings.max_radius_m),
    )


def _time_reason(case: _Case) -> ExclusionReason | None:
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
