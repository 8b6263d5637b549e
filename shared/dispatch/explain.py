"""Explains a recorded decision in codes and seconds: who was asked, on what grounds, and what would have changed it."""

from collections.abc import Iterator, Sequence

from shared.dispatch import config
from shared.dispatch.rationale import job_rationale
from shared.dispatch.replay import NOT_REPEATABLE, Replay, ReplayCode, replay
from shared.dispatch.turning import Case, better_by, setting_change
from shared.dispatch.wording import words_of
from shared.models.decision import CandidateRationale, DecisionRecord, JobRationale, ScoreTerm
from shared.models.explanation import (
    BookingExplanation,
    DecisionExplanation,
    RankedCandidate,
    SettingChange,
    TermGap,
    TurningPoint,
)
from shared.units import BookingId, Uid

MOST_BOOKINGS = 50
"""Of a larger window the first so many are explained; any other by its own id."""
MOST_TURNING_POINTS = 3
MOST_PAIRS, MOST_PLANNED_PAIRS = 40_000, 4_000
"""A window of more bookings times providers takes too long to be decided some dozen times more; a plan takes longer."""


def explain(record: DecisionRecord, booking_id: BookingId | None = None) -> DecisionExplanation:
    """Explain a decision, or one booking of it.

    What would have changed it is worked out for one booking at a time: the one named, or the only one.

    Args:
        record: with all its inputs, as far as they are there.
        booking_id: this booking only; it is found by a replay when the readable part left it out.
    """
    again = replay(record)
    jobs = _rationales(record, again, booking_id)
    alone = len(jobs) == 1
    names = record.term_names
    bookings = tuple(_explained(job, names, _case(record, again, job) if alone else None) for job in jobs)
    told = DecisionExplanation(
        decision_id=record.decision_id,
        area_id=record.area_id,
        decided_at=record.decided_at,
        settings_version=record.settings_version,
        engine_version=record.engine_version,
        solver_fallback=record.solver_fallback,
        replay=again.code.value,
        bookings=bookings[:MOST_BOOKINGS],
        bookings_left_out=0 if booking_id else len(bookings[MOST_BOOKINGS:]) + record.jobs_left_out,
    )
    return told.model_copy(update={"text": tuple(words_of(told))})


def _rationales(record: DecisionRecord, again: Replay, booking_id: BookingId | None) -> list[JobRationale]:
    kept = [job for job in record.jobs if booking_id in {None, job.booking_id}]
    if kept or again.code is not ReplayCode.SAME or again.problem is None or again.decided is None:
        return kept
    outcomes = again.decided.decision.outcomes
    found = [place for place, outcome in enumerate(outcomes) if outcome.booking_id == booking_id]
    rows = config.READABLE_CANDIDATES
    return [job_rationale(again.problem, again.decided, place, outcomes[place], rows) for place in found[:1]]


def _case(record: DecisionRecord, again: Replay, job: JobRationale) -> Case | None:
    problem = again.problem
    if again.code is not ReplayCode.SAME or problem is None:
        return None
    most = MOST_PAIRS if problem.routes is None else MOST_PLANNED_PAIRS
    if len(problem.jobs) * len(problem.workers) > most:
        return None
    place = next(place for place, one in enumerate(problem.jobs) if one.booking_id == job.booking_id)
    forced = record.solver_fallback if record.solver_fallback in NOT_REPEATABLE else None
    return Case(problem=problem, job=place, forced=forced, first=_first(job))


def _first(job: JobRationale) -> Uid | None:
    """Who is asked first, or is to be later."""
    if job.held is not None:
        return job.held.provider_id
    return job.chosen[0] if job.chosen else None


def _explained(job: JobRationale, names: tuple[ScoreTerm, ...], case: Case | None) -> BookingExplanation:
    winner = next((one for one in job.candidates if one.provider_id == _first(job)), None)
    others = [one for one in job.candidates if one is not winner]
    return BookingExplanation(
        **job.model_dump(
            include={
                "booking_id",
                "chosen",
                "nobody",
                "candidate_count",
                "excluded",
                "margin_s",
                "confidence",
                "risks",
                "gate",
                "fallback",
                "fallback_provider",
                "would_change",
                "base",
                "held",
                "batch",
            }
        ),
        candidates=tuple(_ranked(job, names)),
        runner_up=others[0].provider_id if others else None,
        decided_by=_gaps(winner, others[0], names) if winner and others else (),
        turning_points=_turning_points(case, winner, others, names) if case else (),
        setting_change=_setting_change(case, winner, others, names) if case else None,
    )


def _ranked(job: JobRationale, names: tuple[ScoreTerm, ...]) -> Iterator[RankedCandidate]:
    for rank, one in enumerate(job.candidates, start=1):
        yield RankedCandidate(
            rank=rank,
            provider_id=one.provider_id,
            total_s=one.total_s,
            terms=dict(zip(names, one.terms, strict=True)),
            chosen=one.provider_id in job.chosen,
        )


def _gaps(winner: CandidateRationale, other: CandidateRationale, names: tuple[ScoreTerm, ...]) -> tuple[TermGap, ...]:
    gaps = [
        TermGap(term=name, winner_s=a, runner_up_s=b, gap_s=b - a)
        for name, a, b in zip(names, winner.terms, other.terms, strict=True)
        if a != b
    ]
    return tuple(sorted(gaps, key=lambda gap: -gap.gap_s))


def _turning_points(
    case: Case,
    winner: CandidateRationale | None,
    others: Sequence[CandidateRationale],
    names: tuple[ScoreTerm, ...],
) -> tuple[TurningPoint, ...]:
    points = []
    for other in others[:MOST_TURNING_POINTS]:
        lead_s = other.total_s - winner.total_s if winner else 0
        seconds = better_by(case, other.provider_id, lead_s + 1)
        points.append(
            TurningPoint(provider_id=other.provider_id, better_by_s=seconds, terms=_large_enough(other, names, seconds))
        )
    return tuple(points)


def _large_enough(
    candidate: CandidateRationale, names: tuple[ScoreTerm, ...], seconds: int | None
) -> tuple[ScoreTerm, ...]:
    if seconds is None:
        return ()
    by_size = sorted(zip(candidate.terms, names, strict=True), key=lambda term: -term[0])
    return tuple(name for value, name in by_size if value >= seconds)


def _setting_change(
    case: Case,
    winner: CandidateRationale | None,
    others: Sequence[CandidateRationale],
    names: tuple[ScoreTerm, ...],
) -> SettingChange | None:
    behind = [other for other in others if winner is not None and other.total_s > winner.total_s]
    return setting_change(case, winner, behind[0], names) if winner is not None and behind else None
