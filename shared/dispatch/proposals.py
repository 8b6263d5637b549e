"""Makes each booking's outcome out of the matching: whom to ask, how sure that is, and what follows if it fails."""

from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Ints
from shared.dispatch.confidence import chance_of_a_yes, confidence
from shared.dispatch.matching import Matching
from shared.dispatch.outcome import Ask, Fallback, Proposal
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.eta.forecast import chance_by, forecast
from shared.models.decision import FallbackAction, Gate, Risk
from shared.models.provider import Link
from shared.models.zone import AutonomyMode, DispatchSettings, OfferStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Positions in the candidate set: who is asked for a booking, and the best who is still free."""

    asked: tuple[int, ...]
    next_best: int | None


def choices(problem: WindowProblem, candidates: CandidateSet, matching: Matching) -> dict[int, Choice]:
    """Decide who is asked for each matched booking, the longest waiting booking first.

    A provider matched to one booking is never asked for another besides; others are shared out as far as their open
    offers allow.
    """
    chosen = matching.chosen.tolist()
    workers = candidates.worker.tolist()
    offer_room = candidates.columns.fleet.offer_room.copy()
    offer_room[candidates.worker[matching.chosen[matching.chosen >= 0]]] = 0
    free, bounds = _by_job(candidates, np.flatnonzero(offer_room[candidates.worker] > 0))
    made: dict[int, Choice] = {}
    for index in sorted(range(len(problem.jobs)), key=lambda place: (-problem.jobs[place].waiting_s, place)):
        if chosen[index] < 0:
            continue
        others = [arc for arc in free[bounds[index] : bounds[index + 1]] if offer_room[workers[arc]] > 0]
        extra = others[: asked_at_once(problem.jobs[index], problem.settings) - 1]
        for arc in extra:
            offer_room[workers[arc]] -= 1
        rest = others[len(extra) :]
        made[index] = Choice(asked=(chosen[index], *extra), next_best=rest[0] if rest else None)
    return made


def _by_job(candidates: CandidateSet, arcs: Ints) -> tuple[list[int], list[int]]:
    """These positions as a list, and where those of each booking begin in it."""
    return arcs.tolist(), np.searchsorted(arcs, candidates.first).tolist()


def asked_at_once(job: Job, settings: DispatchSettings) -> int:
    """How many providers the strategy asks at a time; each further wave is wider. Never more than may still be asked."""
    size = {
        OfferStrategy.SEQUENTIAL: 1,
        OfferStrategy.WAVES: min(settings.wave_size * max(1, job.wave), settings.broadcast_size),
        OfferStrategy.BROADCAST: settings.broadcast_size,
    }[settings.strategy]
    return min(size, job.attempts_left)


def proposals(problem: WindowProblem, candidates: CandidateSet, matching: Matching) -> dict[int, Proposal]:
    """Make the proposal of each matched booking, by its index."""
    sheet = Sheet(
        problem=problem,
        n_candidates=np.diff(candidates.first).tolist(),
        worker=candidates.worker.tolist(),
        total_s=candidates.total_s.tolist(),
        pickup_s=candidates.pickup_s.tolist(),
        end_s=candidates.end_s.tolist(),
        acceptance=candidates.columns.fleet.acceptance.tolist(),
    )
    return {index: _proposal(sheet, index, choice) for index, choice in choices(problem, candidates, matching).items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The candidates of a window as plain lists, which are quicker to read one by one."""

    problem: WindowProblem
    n_candidates: list[int]
    worker: list[int]
    total_s: list[int]
    pickup_s: list[int]
    end_s: list[int]
    acceptance: list[float]

    def of(self, arc: int) -> Worker:
        """The provider of a candidate."""
        return self.problem.workers[self.worker[arc]]


def _proposal(sheet: Sheet, index: int, choice: Choice) -> Proposal:
    job, settings = sheet.problem.jobs[index], sheet.problem.settings
    margin_s = _margin_s(sheet, choice)
    sure = _confidence(sheet, job, choice, margin_s)
    return Proposal(
        booking_id=job.booking_id,
        providers=tuple([_ask(sheet, arc) for arc in choice.asked]),
        wave=job.wave,
        margin_s=margin_s,
        confidence=sure,
        risks=_risks(sheet, index, choice, margin_s),
        fallback=_fallback(sheet, job, choice),
        gate=gate(sure, settings),
    )


def gate(sure: float, settings: DispatchSettings) -> Gate:
    """Whether a proposal of this confidence goes out by itself under the area's mode."""
    threshold = {
        AutonomyMode.MANUAL: float("inf"),
        AutonomyMode.ASSISTED: settings.approval_confidence,
        AutonomyMode.AUTOMATIC: settings.floor_confidence,
    }[settings.mode]
    return Gate.APPROVE if sure < threshold else Gate.SEND


def _ask(sheet: Sheet, arc: int) -> Ask:
    return Ask(
        provider_id=sheet.of(arc).provider_id,
        total_s=sheet.total_s[arc],
        pickup_s=sheet.pickup_s[arc],
        end_s=sheet.end_s[arc],
        acceptance=round(sheet.acceptance[sheet.worker[arc]], 4),
    )


def _margin_s(sheet: Sheet, choice: Choice) -> int | None:
    """How much dearer the best is who could have been matched instead: one of the wave, or the best left."""
    others = [*choice.asked[1:], *([] if choice.next_best is None else [choice.next_best])]
    if not others:
        return None
    return min(sheet.total_s[arc] for arc in others) - sheet.total_s[choice.asked[0]]


def _confidence(sheet: Sheet, job: Job, choice: Choice, margin_s: int | None) -> float:
    first = choice.asked[0]
    worker = sheet.of(first)
    return confidence(
        yes=chance_of_a_yes([sheet.acceptance[sheet.worker[arc]] for arc in choice.asked]),
        margin_s=margin_s,
        position_age_s=worker.position_age_s,
        lost_after_s=sheet.problem.settings.lost_after_s,
        promise=1.0 if job.promise_end_s is None else _kept(job, worker, sheet.end_s[first], job.promise_end_s),
    )


def _kept(job: Job, worker: Worker, end_s: int, promise_end_s: int) -> float:
    """The chance to end by what was promised."""
    window = forecast(end_s, earliest_s=job.window_start_s, position_age_s=worker.position_age_s, dwell_s=job.service_s)
    return chance_by(window, promise_end_s)


def _risks(sheet: Sheet, index: int, choice: Choice, margin_s: int | None) -> tuple[Risk, ...]:
    job, first = sheet.problem.jobs[index], choice.asked[0]
    slack_s = None if job.promise_end_s is None else job.promise_end_s - sheet.end_s[first]
    found = (
        (Risk.THIN_SUPPLY, sheet.n_candidates[index] <= config.THIN_SUPPLY_CANDIDATES),
        (Risk.STALE_POSITION, sheet.of(first).link != Link.FRESH),
        (Risk.LOW_MARGIN, margin_s is not None and margin_s < config.LOW_MARGIN_S),
        (Risk.TIGHT_PROMISE, slack_s is not None and 0 <= slack_s < config.TIGHT_SLACK_S),
        (Risk.LATE_PROMISE, slack_s is not None and slack_s < 0),
        (Risk.LOW_ACCEPTANCE, sheet.acceptance[sheet.worker[first]] < config.LOW_ACCEPTANCE),
        (Risk.LAST_ATTEMPT, job.attempts_left <= len(choice.asked)),
    )
    return tuple([risk for risk, holds in found if holds])


def _fallback(sheet: Sheet, job: Job, choice: Choice) -> Fallback:
    if job.attempts_left <= len(choice.asked):
        return Fallback(action=FallbackAction.UNFULFILLED)
    if choice.next_best is None:
        return Fallback(action=FallbackAction.WAIT)
    is_waves = sheet.problem.settings.strategy == OfferStrategy.WAVES
    action = FallbackAction.WIDER_WAVE if is_waves else FallbackAction.NEXT_CANDIDATE
    return Fallback(action=action, provider_id=sheet.of(choice.next_best).provider_id)
