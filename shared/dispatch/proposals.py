"""Makes each booking's outcome out of the matching: whom to ask, how sure that is, and what follows if it fails."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from shared.dispatch import config
from shared.dispatch.acceptance.columns import circumstances_of
from shared.dispatch.candidates import CandidateSet, by_reason
from shared.dispatch.columns import NO_CODE, Ints
from shared.dispatch.confidence import chance_of_a_yes, confidence
from shared.dispatch.forecasts import forecast_job, forecast_leg
from shared.dispatch.horizon.look_ahead import Ahead, Hold
from shared.dispatch.horizon.trips import Leg
from shared.dispatch.outcome import Ask, Fallback, Held, Proposal
from shared.dispatch.problem import Job, WindowProblem
from shared.eta.forecast import chance_by
from shared.models.decision import BatchRationale, FallbackAction, Gate, Risk
from shared.models.provider import Link
from shared.models.zone import AutonomyMode, DispatchSettings, OfferStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Positions in the candidate set: who is asked for a booking, and the best who is still free."""

    asked: tuple[int, ...]
    next_best: int | None


def choices(problem: WindowProblem, candidates: CandidateSet, matched_arcs: Ints) -> dict[int, Choice]:
    """Decide who is asked for each matched booking, the longest waiting booking first.

    A provider matched to one booking is never asked for another besides; others are shared out as far as their open
    offers allow.
    """
    chosen = matched_arcs.tolist()
    workers = candidates.worker.tolist()
    offer_room = candidates.columns.fleet.offer_room.copy()
    offer_room[candidates.worker[matched_arcs[matched_arcs >= 0]]] = 0
    free = np.flatnonzero(offer_room[candidates.worker] > 0)
    bounds, free_arcs = np.searchsorted(free, candidates.first).tolist(), free.tolist()
    made: dict[int, Choice] = {}
    for index in sorted(range(len(problem.jobs)), key=lambda place: (-problem.jobs[place].waiting_s, place)):
        if chosen[index] < 0:
            continue
        others = [arc for arc in free_arcs[bounds[index] : bounds[index + 1]] if offer_room[workers[arc]] > 0]
        extra = others[: asked_at_once(problem.jobs[index], problem.settings) - 1]
        for arc in extra:
            offer_room[workers[arc]] -= 1
        rest = others[len(extra) :]
        made[index] = Choice(asked=(chosen[index], *extra), next_best=rest[0] if rest else None)
    return made


def asked_at_once(job: Job, settings: DispatchSettings) -> int:
    """How many providers the strategy asks at a time; each further wave is wider. Never more than may still be asked."""
    size = {
        OfferStrategy.SEQUENTIAL: 1,
        OfferStrategy.WAVES: min(settings.wave_size * max(1, job.wave), settings.broadcast_size),
        OfferStrategy.BROADCAST: settings.broadcast_size,
    }[settings.strategy]
    return min(size, job.attempts_left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A booking's part in a batch, and when it is then picked up and done."""

    batch: BatchRationale
    leg: Leg


def batched(ahead: Ahead, index: int) -> Shared | None:
    """The batch that a booking is asked for in, if any."""
    return Shared(batch=ahead.batches[index], leg=ahead.legs[index]) if index in ahead.batches else None


def helds(problem: WindowProblem, candidates: CandidateSet, holds: Mapping[int, Hold]) -> dict[int, Held]:
    """Make the outcomes of bookings that are planned and not asked for yet."""
    counts = candidates.counts(np.fromiter(holds, dtype=np.int64, count=len(holds))).pairs.tolist()
    return {index: _held(problem, index, hold, told) for (index, hold), told in zip(holds.items(), counts, strict=True)}


def _held(problem: WindowProblem, index: int, hold: Hold, counts: list[int]) -> Held:
    return Held(
        booking_id=problem.jobs[index].booking_id,
        provider_id=problem.workers[hold.trip.worker].provider_id,
        turn=hold.trip.turn,
        offer_s=hold.offer_s,
        pickup_s=hold.leg.pickup_s,
        end_s=hold.leg.end_s,
        excluded=by_reason(counts),
        candidate_count=counts[NO_CODE],
        fallback=Fallback(action=FallbackAction.WAIT),
    )


def proposal(
    problem: WindowProblem, candidates: CandidateSet, index: int, choice: Choice, shared: Shared | None
) -> Proposal:
    """Make a booking's proposal out of who is asked."""
    job, settings = problem.jobs[index], problem.settings
    first, *others = (_ask(problem, candidates, arc) for arc in choice.asked)
    if shared:
        first = _in_batch(problem, candidates, choice.asked[0], first, shared.leg)
    asks = (first, *others)
    margin_s = _margin_s(candidates, choice)
    sure = _confidence(problem, candidates, index, choice, asks[0], margin_s)
    return Proposal(
        booking_id=job.booking_id,
        providers=asks,
        wave=job.wave,
        margin_s=margin_s,
        confidence=sure,
        risks=_risks(problem, candidates, index, choice, margin_s),
        fallback=_fallback(problem, candidates, index, choice),
        gate=gate(sure, settings),
        batch=shared.batch if shared else None,
    )


def gate(sure: float, settings: DispatchSettings) -> Gate:
    """Whether a proposal of this confidence goes out by itself under the area's mode."""
    threshold = {
        AutonomyMode.MANUAL: float("inf"),
        AutonomyMode.ASSISTED: settings.approval_confidence,
        AutonomyMode.AUTOMATIC: settings.floor_confidence,
    }[settings.mode]
    return Gate.APPROVE if sure < threshold else Gate.SEND


def _ask(problem: WindowProblem, candidates: CandidateSet, arc: int) -> Ask:
    job, worker = int(candidates.job[arc]), int(candidates.worker[arc])
    foreseen = forecast_job(problem, job, worker, way_s=int(candidates.travel_s[arc]))
    return Ask(
        provider_id=problem.workers[worker].provider_id,
        total_s=int(candidates.total_s[arc]),
        pickup_s=int(candidates.pickup_s[arc]),
        end_s=int(candidates.end_s[arc]),
        acceptance=round(float(candidates.acceptance[arc]), 4),
        circumstances=circumstances_of(
            problem,
            job,
            worker,
            travel_s=int(candidates.travel_s[arc]),
            trip_s=int(candidates.columns.jobs.trip_s[job]),
            pressure=float(candidates.columns.jobs.left_pressure[job]),
        ),
        eta_pickup=foreseen.pickup,
        eta_end=foreseen.end,
    )


def _in_batch(problem: WindowProblem, candidates: CandidateSet, arc: int, ask: Ask, leg: Leg) -> Ask:
    """Predict for a booking in a batch what was predicted for it alone."""
    job, worker = int(candidates.job[arc]), int(candidates.worker[arc])
    foreseen = forecast_leg(problem, job, worker, pickup_s=leg.pickup_s, end_s=leg.end_s)
    return replace(ask, pickup_s=leg.pickup_s, end_s=leg.end_s, eta_pickup=foreseen.pickup, eta_end=foreseen.end)


def _margin_s(candidates: CandidateSet, choice: Choice) -> int | None:
    """How much dearer the best is who could have been matched instead: one of the wave, or the best left."""
    others = [*choice.asked[1:], *([] if choice.next_best is None else [choice.next_best])]
    if not others:
        return None
    return int(min(candidates.total_s[arc] for arc in others) - candidates.total_s[choice.asked[0]])


def _confidence(
    problem: WindowProblem, candidates: CandidateSet, index: int, choice: Choice, best: Ask, margin_s: int | None
) -> float:
    job, first = problem.jobs[index], choice.asked[0]
    worker = problem.workers[int(candidates.worker[first])]
    return confidence(
        yes=chance_of_a_yes(float(candidates.acceptance[arc]) for arc in choice.asked),
        margin_s=margin_s,
        position_age_s=worker.position_age_s,
        lost_after_s=problem.settings.lost_after_s,
        promise=1.0 if job.promise_end_s is None else chance_by(best.eta_end, job.promise_end_s),
    )


def _risks(
    problem: WindowProblem, candidates: CandidateSet, index: int, choice: Choice, margin_s: int | None
) -> tuple[Risk, ...]:
    job, first = problem.jobs[index], choice.asked[0]
    slack_s = None if job.promise_end_s is None else job.promise_end_s - int(candidates.end_s[first])
    worker = int(candidates.worker[first])
    found = {
        Risk.THIN_SUPPLY: len(candidates.of_job(index)) <= config.THIN_SUPPLY_CANDIDATES,
        Risk.STALE_POSITION: problem.workers[worker].link != Link.FRESH,
        Risk.LOW_MARGIN: margin_s is not None and margin_s < config.LOW_MARGIN_S,
        Risk.TIGHT_PROMISE: slack_s is not None and 0 <= slack_s < config.TIGHT_SLACK_S,
        Risk.LATE_PROMISE: slack_s is not None and slack_s < 0,
        Risk.LOW_ACCEPTANCE: float(candidates.acceptance[first]) < config.LOW_ACCEPTANCE,
        Risk.LAST_ATTEMPT: job.attempts_left <= len(choice.asked),
    }
    return tuple(risk for risk, holds in found.items() if holds)


def _fallback(problem: WindowProblem, candidates: CandidateSet, index: int, choice: Choice) -> Fallback:
    if problem.jobs[index].attempts_left <= len(choice.asked):
        return Fallback(action=FallbackAction.UNFULFILLED)
    if choice.next_best is None:
        return Fallback(action=FallbackAction.WAIT)
    is_waves = problem.settings.strategy == OfferStrategy.WAVES
    action = FallbackAction.WIDER_WAVE if is_waves else FallbackAction.NEXT_CANDIDATE
    return Fallback(action=action, provider_id=problem.workers[int(candidates.worker[choice.next_best])].provider_id)
