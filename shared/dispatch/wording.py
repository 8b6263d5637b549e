"""Says in words what an explanation holds in codes, when somebody asks."""

from collections.abc import Iterator, Mapping

from shared.models.decision import BatchRationale, ExclusionReason, ScoreTerm, WouldChange
from shared.models.explanation import BookingExplanation, DecisionExplanation, RankedCandidate

TERMS_SHOWN = 4


def words_of(told: DecisionExplanation) -> Iterator[str]:
    """Give an explanation as lines of plain text: who won, why, and what would have changed it."""
    for booking in told.bookings:
        yield from _lines(booking)
    if told.bookings_left_out:
        yield f"{told.bookings_left_out} more bookings: ask for one by its id."
    if told.solver_fallback:
        yield f"The matching was greedy, not optimal: {_words(told.solver_fallback)}."


def _lines(job: BookingExplanation) -> Iterator[str]:
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
    yield from _plan(job)
    yield from (f"  {_candidate(candidate)}" for candidate in job.candidates)
    if job.excluded:
        yield f"  Left out: {_counts(job.excluded)}."
    yield from (f"  Would change it: {_change(change)}." for change in job.would_change)
    yield from _comparison(job)
    yield from _turns(job)
    yield f"  If it fails: {_words(job.fallback)}{f' ({job.fallback_provider})' if job.fallback_provider else ''}."


def _plan(job: BookingExplanation) -> Iterator[str]:
    """What looking ahead had to do with it."""
    if job.batch:
        yield from _batch(job.batch)
    if job.base and job.base not in (job.chosen or ((job.held.provider_id,) if job.held else ())):
        yield f"  By itself this window would ask {job.base}; the plan ahead decided otherwise."


def _batch(batch: BatchRationale) -> Iterator[str]:
    yield (
        f"  In one trip with the others of {', '.join(batch.bookings)}: {batch.gain_s} s gained in all, confidence "
        f"{batch.confidence}; to be undone when a pickup slips by more than {batch.breaks_when_late_s} s."
    )
    for one in batch.unbatched:
        alone = f"{one.provider_id} in {one.end_s} s" if one.provider_id else "nobody"
        yield f"    {one.booking_id} ends in {one.batched_end_s} s; unbatched: {alone}."


def _candidate(candidate: RankedCandidate) -> str:
    largest = sorted(candidate.terms.items(), key=lambda named: -abs(named[1]))
    shown = [f"{_words(name)} {seconds:+d}" for name, seconds in largest[:TERMS_SHOWN] if seconds]
    return f"{candidate.rank}. {candidate.provider_id}: {candidate.total_s} s ({', '.join(shown)})"


def _comparison(job: BookingExplanation) -> Iterator[str]:
    """Why the first beat the best of the others."""
    totals = {candidate.provider_id: candidate.total_s for candidate in job.candidates}
    first = job.held.provider_id if job.held else next(iter(job.chosen), None)
    if first not in totals:
        return
    because = "is needed more by another booking" if first == job.base else f"the plan ahead is better with {first}"
    for uid in (uid for uid in totals if uid != first):
        lead_s = totals[uid] - totals[first]
        if lead_s >= 0:
            break
        yield f"  {uid} is {-lead_s} s better here, but {because}."
    spoke = [gap for gap in job.decided_by if gap.gap_s > 0]
    if spoke:
        parts = ", ".join(f"{_words(gap.term)} ({gap.gap_s} s)" for gap in spoke[:TERMS_SHOWN])
        yield f"  Against {job.runner_up} what spoke for {first}: {parts}."


def _turns(job: BookingExplanation) -> Iterator[str]:
    for point in job.turning_points:
        if point.better_by_s is None:
            yield f"  {point.provider_id} would not be asked first at any score."
            continue
        by = f", for example {_words(point.terms[0])}" if point.terms else ""
        yield f"  {point.provider_id} is asked first if {point.better_by_s} s better{by}."
    change = job.setting_change
    if change is not None:
        yield f"  With {change.setting} {change.would_be:g} instead of {change.now:g}: {change.first_asked or 'nobody'}."


def _change(change: WouldChange) -> str:
    amounts = [f"{change.least_s} s" if change.least_s else "", f"{change.least_m} m" if change.least_m else ""]
    by = next((f" by {amount}" for amount in amounts if amount), "")
    return f"{_words(change.remedy)}{by} (providers: {change.providers})"


def _counts(counts: Mapping[ExclusionReason, int]) -> str:
    return ", ".join(f"{count} {_words(reason)}" for reason, count in counts.items())


def _listed(label: str, codes: tuple[str, ...]) -> str:
    return f".{label}{', '.join(_words(code) for code in codes)}" if codes else ""


def _words(code: ScoreTerm | str) -> str:
    return code.replace("_", " ")
