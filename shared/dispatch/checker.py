"""Checks a decision against its problem, pair by pair, sharing only the models with the engine."""

from collections import Counter
from collections.abc import Iterator, Sequence

from shared.dispatch.faults import Fault, Violation
from shared.dispatch.feasibility import case_of, first_places, reason_of
from shared.dispatch.horizon.checker import faults_of_plan
from shared.dispatch.outcome import Ask, Nobody, Proposal, WindowDecision
from shared.dispatch.problem import Job, WindowProblem
from shared.models.decision import ExclusionReason, Gate, NobodyCode
from shared.models.dispatch_settings import AutonomyMode, OfferStrategy
from shared.units import Uid

_OPEN_CODES = frozenset({NobodyCode.OUTBID, NobodyCode.ALL_EXCLUDED, NobodyCode.NO_PROVIDERS})


def violations(problem: WindowProblem, decision: WindowDecision) -> tuple[Violation, ...]:
    """Every fault of ``decision`` as an answer to ``problem``; empty when it is sound."""
    if len(decision.outcomes) != len(problem.jobs):
        return (Violation(fault=Fault.OUTCOME_COUNT),)
    return (
        *_faults_of_bookings(problem, decision),
        *_faults_of_offers(problem, decision),
        *faults_of_plan(problem, decision),
    )


def _faults_of_bookings(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    index = first_places(problem)
    matched = {outcome.providers[0].provider_id for outcome in _proposals(decision) if outcome.providers}
    for place, outcome in enumerate(decision.outcomes):
        if outcome.booking_id != problem.jobs[place].booking_id:
            yield Violation(fault=Fault.WRONG_BOOKING, booking_id=outcome.booking_id)
            continue
        if not isinstance(outcome, Nobody) and _closed_codes(problem, place):
            yield Violation(fault=Fault.WRONG_CODE, booking_id=outcome.booking_id)
        if isinstance(outcome, Nobody):
            yield from _faults_of_nobody(problem, place, outcome, matched)
        elif isinstance(outcome, Proposal):
            yield from _faults_of_proposal(problem, place, outcome, index)


def _faults_of_nobody(problem: WindowProblem, place: int, outcome: Nobody, matched: set[Uid]) -> Iterator[Violation]:
    reasons = [reason_of(case_of(problem, place, worker), worker) for worker in range(len(problem.workers))]
    told = {reason: count for reason, count in outcome.excluded.items() if reason != ExclusionReason.OUTRANKED}
    possible = outcome.candidate_count + outcome.excluded.get(ExclusionReason.OUTRANKED, 0)
    if told != Counter(filter(None, reasons)) or possible != reasons.count(None):
        yield Violation(fault=Fault.UNACCOUNTED, booking_id=outcome.booking_id)
    idle = [w.provider_id for w, reason in zip(problem.workers, reasons, strict=True) if reason is None]
    if outcome.code in _OPEN_CODES and set(idle) - matched:
        yield Violation(fault=Fault.IDLE_CANDIDATE, booking_id=outcome.booking_id)
    if outcome.code not in (_closed_codes(problem, place) or {_open_code(problem, idle)}):
        yield Violation(fault=Fault.WRONG_CODE, booking_id=outcome.booking_id)


def _closed_codes(problem: WindowProblem, place: int) -> set[NobodyCode]:
    """Why a booking may have nobody at all, whoever is there."""
    job = problem.jobs[place]
    found = {
        NobodyCode.DUPLICATE_BOOKING: job.booking_id in {earlier.booking_id for earlier in problem.jobs[:place]},
        NobodyCode.ATTEMPTS_EXHAUSTED: job.attempts_left < 1,
        NobodyCode.CONTRADICTORY_WINDOW: job.window_end_s is not None and job.window_end_s < job.window_start_s,
    }
    return {code for code, holds in found.items() if holds}


def _open_code(problem: WindowProblem, possible: Sequence[Uid]) -> NobodyCode:
    if possible:
        return NobodyCode.OUTBID
    return NobodyCode.ALL_EXCLUDED if problem.workers else NobodyCode.NO_PROVIDERS


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
    for turn, ask in enumerate(outcome.providers):
        is_batched = turn == 0 and outcome.batch is not None
        fault, reason = _fault_of_ask(problem, place, ask, index, is_batched=is_batched)
        if fault:
            yield Violation(fault=fault, booking_id=booking_id, provider_id=ask.provider_id, reason=reason)


def _fault_of_ask(
    problem: WindowProblem, place: int, ask: Ask, index: dict[Uid, int], *, is_batched: bool
) -> tuple[Fault | None, ExclusionReason | None]:
    """When a batched booking is picked up is the plan's affair, but not before it is ready, and it ends after that."""
    if ask.provider_id not in index:
        return Fault.UNKNOWN_PROVIDER, None
    worker = index[ask.provider_id]
    case = case_of(problem, place, worker)
    reason = reason_of(case, worker)
    if reason:
        return Fault.EXCLUDED_CHOSEN, reason
    told, alone = (ask.pickup_s, ask.end_s), (case.pickup_s, case.end_s)
    in_order = max(0, case.job.window_start_s) <= ask.pickup_s <= ask.end_s
    is_right = in_order if is_batched else told == alone
    return (None if is_right else Fault.WRONG_PREDICTION), None


def _faults_of_offers(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    """A provider is matched once at most, or to one batch, then asked by nobody else; never beyond the open offers allowed."""
    firsts = Counter(outcome.providers[0].provider_id for outcome in _proposals(decision) if outcome.providers)
    batched = Counter(outcome.batch.provider_id for outcome in _proposals(decision) if outcome.batch)
    asked = Counter(ask.provider_id for outcome in _proposals(decision) for ask in outcome.providers)
    room = {worker.provider_id: worker.max_open_offers - worker.open_offers for worker in reversed(problem.workers)}
    for provider_id, count in asked.items():
        if firsts[provider_id] and count > max(1, batched[provider_id]):
            yield Violation(fault=Fault.MATCHED_TWICE, provider_id=provider_id)
        if count > room.get(provider_id, 0):
            yield Violation(fault=Fault.TOO_MANY_OFFERS, provider_id=provider_id)


def _proposals(decision: WindowDecision) -> Iterator[Proposal]:
    return (outcome for outcome in decision.outcomes if isinstance(outcome, Proposal))


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
