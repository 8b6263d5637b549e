"""Who could be asked for a booking, judged by the engine as a matching window would: best first, with the chance of a yes."""

from dataclasses import dataclass

from shared.dispatch.acceptance.view import view_of
from shared.dispatch.engine import decide
from shared.dispatch.problem import WindowProblem
from shared.dispatch.views import job_of, window_problem, with_stays, worker_of
from shared.models.booking import Booking
from shared.models.decision import ExclusionReason
from shared.recovery.situation import Situation
from shared.units import Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """Somebody who could be asked: by rising score, in seconds of a customer's wait."""

    provider_id: Uid
    score_s: int
    acceptance: float
    terms: tuple[int, ...] = ()
    """The parts of the score, in the order of ``ScoreTerm``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Who could be asked for one booking, and how many could not, by reason."""

    prospects: tuple[Prospect, ...] = ()
    excluded: tuple[tuple[ExclusionReason, int], ...] = ()


def search(situation: Situation, booking: Booking, most: int) -> Search:
    """Judge the situation's parties for a booking that is searched for; those of whom no place is known are left out.

    Args:
        situation: the copy it is searched on.
        booking: as it is there; one that is not searched for finds nobody.
        most: how many to give.
    """
    problem = _problem(situation, booking)
    if problem is None:
        return Search()
    found = decide(problem).candidates
    best = [
        Prospect(
            provider_id=problem.workers[int(found.worker[arc])].provider_id,
            score_s=int(found.total_s[arc]),
            acceptance=float(found.acceptance[arc]),
            terms=tuple(found.terms[arc].tolist()),
        )
        for arc in list(found.of_job(0))[:most]
    ]
    return Search(prospects=tuple(best), excluded=tuple(sorted(found.left_out(0).items())))


def _problem(situation: Situation, booking: Booking) -> WindowProblem | None:
    hour, settings = situation.hour, situation.area.dispatch
    job = job_of(booking, settings, situation.now)
    workers = [
        worker_of(party.provider, party.position, party.link, situation.now, situation.real_now)
        for party in situation.parties.values()
        if party.position is not None
    ]
    if job is None:
        return None
    return window_problem(
        situation.area,
        [with_stays(job, booking.terms.stops, situation.learned, hour % 24)],
        workers,
        now=situation.now,
        hour=hour,
        pressure=situation.pressure,
        acceptance=view_of(situation.acceptance, situation.parties),
        seed=0,
        learned=situation.learned,
    )
