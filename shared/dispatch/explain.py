"""Says in words what a record holds in codes, when somebody asks."""

from collections.abc import Iterator, Mapping

from shared.models.decision import (
    BatchRationale,
    CandidateRationale,
    DecisionRecord,
    ExclusionReason,
    JobRationale,
    ScoreTerm,
    WouldChange,
)
from shared.units import BookingId

TERMS_SHOWN = 4


def explain(record: DecisionRecord, booking_id: BookingId | None = None) -> str:
    """Explain a recorded decision: who won, why, and what would have changed it.

    Args:
        record: the record; its readable part is enough.
        booking_id: this booking only.

    Returns:
        Lines of plain text; a booking whose readable part was left out is said to need a replay.
    """
    jobs = [job for job in record.jobs if booking_id in {None, job.booking_id}]
    lines = [line for job in jobs for line in _lines(job, record.term_names)]
    if booking_id is not None and not jobs:
        lines = [f"Booking {booking_id}: not in the readable part; replay the decision to see it."]
    if record.solver_fallback:
        lines.append(f"The matching was greedy, not optimal: {_words(record.solver_fallback)}.")
    return "\n".join(lines)


def _lines(job: JobRationale, names: tuple[ScoreTerm, ...]) -> Iterator[str]:
    if job.held:
        yield (
            f"Booking {job.booking_id}: held for {job.held.provider_id}, who is to be asked in {job.held.offer_s} s; "
            f"pickup in {job.held.pickup_s} s, end in {job.held.end_s} s."
        )
    elif job.nobody:
        yield f"Booking {job.booking_id}: nobody is asked ({_words(job.nobody)}), {job.candidate_count} candidates."
    else:
        yield (
            f"Booking {job.booking_id}: {', '.join(job.chosen)} asked, confidence {job.confidence}, "
            f"{_words(job.gate or '')}{_listed(' Risks: ', job.risks)}."
        )
    if job.batch:
        yield from _batch(job.batch)
    if job.base and job.base not in (job.chosen or ((job.held.provider_id,) if job.held else ())):
        yield f"  By itself this window would ask {job.base}; the plan ahead decided otherwise."
    yield from (f"  {place}. {_candidate(candidate, names)}" for place, candidate in enumerate(job.candidates, start=1))
    if job.excluded:
        yield f"  Left out: {_counts(job.excluded)}."
    yield from (f"  Would change it: {_change(change)}." for change in job.would_change)
    yield from _turning_points(job, names)
    yield f"  If it fails: {_words(job.fallback)}{f' ({job.fallback_provider})' if job.fallback_provider else ''}."


def _batch(batch: BatchRationale) -> Iterator[str]:
    yield (
        f"  In one trip with the others of {', '.join(batch.bookings)}: {batch.gain_s} s gained in all, confidence "
        f"{batch.confidence}; to be undone when a pickup slips by more than {batch.breaks_when_late_s} s."
    )
    for one in batch.unbatched:
        alone = f"{one.provider_id} in {one.end_s} s" if one.provider_id else "nobody"
        yield f"    {one.booking_id} ends in {one.batched_end_s} s; unbatched: {alone}."


def _candidate(candidate: CandidateRationale, names: tuple[ScoreTerm, ...]) -> str:
    ranked = sorted(zip(names, candidate.terms, strict=True), key=lambda named: -abs(named[1]))
    shown = [f"{_words(name)} {seconds:+d}" for name, seconds in ranked[:TERMS_SHOWN] if seconds]
    return f"{candidate.provider_id}: {candidate.total_s} s ({', '.join(shown)})"


def _turning_points(job: JobRationale, names: tuple[ScoreTerm, ...]) -> Iterator[str]:
    """Why the first beat the others that are shown, and by how much each would have had to be better."""
    scores = {candidate.provider_id: candidate for candidate in job.candidates}
    winner = scores.get(job.chosen[0]) if job.chosen else None
    if winner is None:
        return
    for other in job.candidates:
        lead_s = other.total_s - winner.total_s
        if other is winner:
            continue
        if lead_s < 0:
            yield f"  {other.provider_id} is {-lead_s} s better here, but is needed more by another booking."
        else:
            yield f"  {other.provider_id} wins if its pickup were {lead_s + 1} s sooner{_decisive(winner, other, names)}."
            return


def _decisive(winner: CandidateRationale, other: CandidateRationale, names: tuple[ScoreTerm, ...]) -> str:
    gaps = {name: b - a for name, a, b in zip(names, winner.terms, other.terms, strict=True)}
    name = max(names, key=lambda term: gaps[term])
    return f"; {_words(name)} decided ({gaps[name]} s)" if gaps[name] > 0 else ""


def _change(change: WouldChange) -> str:
    amounts = [f"{change.least_s} s" if change.least_s else "", f"{change.least_m} m" if change.least_m else ""]
    by = next((f" by {amount}" for amount in amounts if amount), "")
    return f"{_words(change.remedy)}{by} (providers: {change.providers})"


def _counts(counts: Mapping[ExclusionReason, int]) -> str:
    return ", ".join(f"{count} {_words(reason)}" for reason, count in counts.items())


def _listed(label: str, codes: tuple[str, ...]) -> str:
    return f".{label}{', '.join(_words(code) for code in codes)}" if codes else ""


def _words(code: str) -> str:
    return code.replace("_", " ")
