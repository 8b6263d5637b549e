"""Makes each booking's outcome out of the matching: whom to ask, how sure that is, and what follows if it fails."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, compress, islice
from typing import NamedTuple

import numpy as np

from shared.dispatch import config
from shared.dispatch.arrays import floats, things
from shared.dispatch.asks import asks_of, in_batch
from shared.dispatch.candidates import CandidateSet, by_reason
from shared.dispatch.columns import NO_CODE, Ints
from shared.dispatch.confidence import chances_of_a_yes, confidences
from shared.dispatch.horizon.look_ahead import Ahead, Hold
from shared.dispatch.outcome import UNFULFILLED, WAIT, Ask, Fallback, Held, Proposal
from shared.dispatch.problem import Job, WindowProblem
from shared.eta.forecast import chance_by
from shared.models.decision import FallbackAction, Gate, Risk
from shared.models.dispatch_settings import AutonomyMode, DispatchSettings, OfferStrategy
from shared.models.provider import Link


class Choice(NamedTuple):
    """Positions in the candidate set: who is asked for a booking, and the best who is still free."""

    asked: tuple[int, ...]
    next_best: int | None

    @property
    def second(self) -> int | None:
        """The best who could have been matched instead: one of the wave, or the best left."""
        return self.asked[1] if len(self.asked) > 1 else self.next_best


@dataclass(frozen=True, slots=True)
class _Asked:
    """All who are asked, as positions in the candidate set, wave by wave; ``starts`` tells where each wave begins."""

    arcs: Ints
    starts: Ints

    @property
    def firsts(self) -> Ints:
        """The first of each wave."""
        return self.arcs[self.starts]

    @classmethod
    def of(cls, choices: Iterable[Choice]) -> "_Asked":
        waves = [choice.asked for choice in choices]
        sizes = np.array([len(wave) for wave in waves], dtype=np.int64)
        return cls(np.array(list(chain.from_iterable(waves)), dtype=np.int64), np.cumsum(sizes) - sizes)


def choices(problem: WindowProblem, candidates: CandidateSet, matched_arcs: Ints) -> dict[int, Choice]:
    """Decide who is asked for each matched booking, the longest waiting booking first.

    A provider matched to one booking is never asked for another besides; others are shared out as far as their open
    offers allow.
    """
    chosen, jobs = matched_arcs.tolist(), problem.jobs
    offer_room = candidates.columns.fleet.offer_room.copy()
    offer_room[candidates.worker[matched_arcs[matched_arcs >= 0]]] = 0
    free = np.flatnonzero(offer_room[candidates.worker] > 0)
    bounds, room = np.searchsorted(free, candidates.first).tolist(), offer_room.tolist()
    # Few of them are looked at: whole lists would take longer to make.
    workers = candidates.worker[free]
    made: dict[int, Choice] = {}
    matched = (place for place, arc in enumerate(chosen) if arc >= 0)
    for index in sorted(matched, key=lambda place: -jobs[place].waiting_s):
        most = asked_at_once(jobs[index], problem.settings)
        others = range(bounds[index], bounds[index + 1])
        best = list(islice((at for at in others if room[workers[at]] > 0), most)) if others else []
        extra, rest = best[: most - 1], best[most - 1 :]
        for at in extra:
            room[workers[at]] -= 1
        asked = (chosen[index], *(int(free[at]) for at in extra)) if extra else (chosen[index],)
        made[index] = Choice(asked, int(free[rest[0]]) if rest else None)
    return made


def asked_at_once(job: Job, settings: DispatchSettings) -> int:
    """How many providers the strategy asks at a time; each further wave is wider. Never more than may still be asked."""
    if settings.strategy is OfferStrategy.SEQUENTIAL:
        return min(1, job.attempts_left)
    most = min(settings.broadcast_size, job.attempts_left)
    return most if settings.strategy is OfferStrategy.BROADCAST else min(most, settings.wave_size * max(1, job.wave))


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
        fallback=WAIT,
    )


def proposals(
    problem: WindowProblem, candidates: CandidateSet, chosen: Mapping[int, Choice], ahead: Ahead
) -> dict[int, Proposal]:
    """Make the proposals of bookings, by index, out of who is asked."""
    jobs = [problem.jobs[index] for index in chosen]
    asked = _Asked.of(chosen.values())
    margins_s = _margins_s(candidates, chosen, asked.firsts)
    waves = _waves(problem, candidates, chosen, asked, ahead)
    sure = _confidences(problem, candidates, chosen, asked, margins_s, waves)
    made = things(
        Proposal,
        booking_id=[job.booking_id for job in jobs],
        providers=waves,
        wave=[job.wave for job in jobs],
        margin_s=margins_s,
        confidence=sure,
        risks=_risks(problem, candidates, chosen, asked.firsts, margins_s),
        fallback=_fallbacks(problem, candidates, chosen),
        gate=gates(sure, problem.settings),
        batch=[ahead.batches.get(index) for index in chosen],
    )
    return dict(zip(chosen, made, strict=True))


def _waves(
    problem: WindowProblem, candidates: CandidateSet, chosen: Mapping[int, Choice], asked: _Asked, ahead: Ahead
) -> list[tuple[Ask, ...]]:
    """Who is asked for each booking, in batches at the batch's times."""
    asks = iter(asks_of(problem, candidates, asked.arcs))
    waves = [tuple(islice(asks, len(choice.asked))) for choice in chosen.values()]
    for place, (index, choice) in enumerate(chosen.items()):
        if leg := ahead.legs.get(index):
            first, *others = waves[place]
            worker = int(candidates.worker[choice.asked[0]])
            waves[place] = (in_batch(problem, index, worker, first, leg), *others)
    return waves


def _confidences(
    problem: WindowProblem,
    candidates: CandidateSet,
    chosen: Iterable[int],
    asked: _Asked,
    margins_s: Sequence[int | None],
    waves: Sequence[Sequence[Ask]],
) -> list[float]:
    """How sure each choice is."""
    promises_s = [problem.jobs[index].promise_end_s for index in chosen]
    return confidences(
        yes=chances_of_a_yes(candidates.acceptance[asked.arcs], asked.starts),
        margin_s=floats(np.inf if margin_s is None else margin_s for margin_s in margins_s),
        position_age_s=candidates.columns.fleet.age_s[candidates.worker[asked.firsts]],
        lost_after_s=problem.settings.lost_after_s,
        promise=floats(
            1.0 if end_s is None else chance_by(wave[0].eta_end, end_s)
            for end_s, wave in zip(promises_s, waves, strict=True)
        ),
    )


def gates(sure: Sequence[float], settings: DispatchSettings) -> list[Gate]:
    """Whether proposals of these confidences go out by themselves under the area's mode."""
    if settings.mode is AutonomyMode.MANUAL:
        return [Gate.APPROVE] * len(sure)
    is_assisted = settings.mode is AutonomyMode.ASSISTED
    enough = settings.approval_confidence if is_assisted else settings.floor_confidence
    return [Gate.APPROVE if one < enough else Gate.SEND for one in sure]


def _margins_s(candidates: CandidateSet, chosen: Mapping[int, Choice], firsts: Ints) -> list[int | None]:
    """How much dearer the best is who could have been matched instead: one of the wave, or the best left."""
    seconds = [choice.second for choice in chosen.values()]
    others = [first if second is None else second for first, second in zip(firsts.tolist(), seconds, strict=True)]
    dearer_s = candidates.total_s[np.array(others, dtype=np.int64)] - candidates.total_s[firsts]
    return [None if second is None else one for second, one in zip(seconds, dearer_s.tolist(), strict=True)]


def _risks(
    problem: WindowProblem,
    candidates: CandidateSet,
    chosen: Mapping[int, Choice],
    first: Ints,
    margins_s: Sequence[int | None],
) -> list[tuple[Risk, ...]]:
    """What may go wrong with each choice."""
    jobs = np.fromiter(chosen, dtype=np.int64, count=len(chosen))
    slack_s = candidates.columns.jobs.promise_end_s[jobs] - candidates.end_s[first]
    workers = [problem.workers[worker] for worker in candidates.worker[first].tolist()]
    found = {
        Risk.THIN_SUPPLY: np.diff(candidates.first)[jobs] <= config.THIN_SUPPLY_CANDIDATES,
        Risk.STALE_POSITION: np.array([worker.link != Link.FRESH for worker in workers]),
        Risk.LOW_MARGIN: np.array([margin_s is not None and margin_s < config.LOW_MARGIN_S for margin_s in margins_s]),
        Risk.TIGHT_PROMISE: (slack_s >= 0) & (slack_s < config.TIGHT_SLACK_S),
        Risk.LATE_PROMISE: slack_s < 0,
        Risk.LOW_ACCEPTANCE: candidates.acceptance[first] < config.LOW_ACCEPTANCE,
        Risk.LAST_ATTEMPT: np.array(
            [problem.jobs[index].attempts_left <= len(choice.asked) for index, choice in chosen.items()]
        ),
    }
    rows = zip(*(holds.tolist() for holds in found.values()), strict=True)
    return [tuple(compress(found, row)) for row in rows]


def _fallbacks(problem: WindowProblem, candidates: CandidateSet, chosen: Mapping[int, Choice]) -> list[Fallback]:
    """What follows if a choice comes to nothing."""
    ends = [_end(problem.jobs[index], choice) for index, choice in chosen.items()]
    arcs = [choice.next_best for choice, end in zip(chosen.values(), ends, strict=True) if end is None]
    others = candidates.worker[np.array(arcs, dtype=np.int64)].tolist()
    is_waves = problem.settings.strategy == OfferStrategy.WAVES
    action = FallbackAction.WIDER_WAVE if is_waves else FallbackAction.NEXT_CANDIDATE
    uids = [problem.workers[other].provider_id for other in others]
    onwards = iter(things(Fallback, action=[action] * len(uids), provider_id=uids))
    return [end or next(onwards) for end in ends]


def _end(job: Job, choice: Choice) -> Fallback | None:
    """What follows where there is nobody else to ask now."""
    if job.attempts_left <= len(choice.asked):
        return UNFULFILLED
    return WAIT if choice.next_best is None else None
