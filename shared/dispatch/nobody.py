"""Why nobody is asked for a booking, and what would have changed it."""

from collections.abc import Mapping, Sequence

import numpy as np

from shared.dispatch import config
from shared.dispatch.candidates import CandidateSet, by_reason
from shared.dispatch.columns import CODE_OF, NO_CODE
from shared.dispatch.outcome import Fallback, Nobody
from shared.dispatch.problem import Job
from shared.models.decision import ExclusionReason, FallbackAction, NobodyCode, Remedy, WouldChange

_REMEDY: Mapping[ExclusionReason, Remedy] = {
    ExclusionReason.NOT_ON_DUTY: Remedy.BRING_ONLINE,
    ExclusionReason.LINK_LOST: Remedy.RESTORE_LINK,
    ExclusionReason.LINK_STALE: Remedy.RESTORE_LINK,
    ExclusionReason.POSITION_SUSPECT: Remedy.RESTORE_LINK,
    ExclusionReason.NO_SERVICE: Remedy.RELAX_REQUIREMENTS,
    ExclusionReason.NO_SKILL: Remedy.RELAX_REQUIREMENTS,
    ExclusionReason.WRONG_VEHICLE: Remedy.RELAX_REQUIREMENTS,
    ExclusionReason.BLOCKED_BY_CUSTOMER: Remedy.LIFT_BLOCK,
    ExclusionReason.ALREADY_OFFERED: Remedy.AWAIT_ANSWER,
    ExclusionReason.DECLINED_RECENTLY: Remedy.AWAIT_COOLDOWN,
    ExclusionReason.FULL: Remedy.AWAIT_CAPACITY,
    ExclusionReason.TOO_MANY_OPEN_OFFERS: Remedy.AWAIT_ANSWER,
    ExclusionReason.TOO_FAR: Remedy.WIDEN_RADIUS,
    ExclusionReason.TRAVEL_UNKNOWN: Remedy.REPAIR_TRAVEL,
    ExclusionReason.WINDOW_UNREACHABLE: Remedy.EXTEND_WINDOW,
    ExclusionReason.SHIFT_ENDS_BEFORE: Remedy.EXTEND_SHIFT,
    ExclusionReason.BREAKS_PROMISE: Remedy.AWAIT_SLACK,
}
"""A duplicate and an outranked candidate are nobody's loss, so nothing is to be changed about them."""
_HOPELESS = frozenset({NobodyCode.ATTEMPTS_EXHAUSTED, NobodyCode.CONTRADICTORY_WINDOW})


def closed_code(job: Job, *, is_duplicate: bool) -> NobodyCode | None:
    """Why a booking is not matched at all, whoever is there."""
    if is_duplicate:
        return NobodyCode.DUPLICATE_BOOKING
    if job.attempts_left <= 0:
        return NobodyCode.ATTEMPTS_EXHAUSTED
    if job.window_end_s is not None and job.window_end_s < job.window_start_s:
        return NobodyCode.CONTRADICTORY_WINDOW
    return None


def nobodies(
    candidates: CandidateSet, jobs: Mapping[int, Job], closed: Sequence[NobodyCode | None]
) -> dict[int, Nobody]:
    """Explain unmatched bookings.

    Args:
        candidates: of the window.
        jobs: the unmatched, by their index.
        closed: of all bookings, why they are not matched whoever is there.
    """
    counts = candidates.counts(np.fromiter(jobs, dtype=np.int64, count=len(jobs)))
    nobody_there = candidates.columns.shape[1] == 0
    rows = zip(jobs.items(), counts.pairs.tolist(), counts.shortfall.tolist(), strict=True)
    return {
        index: _nobody(job, pairs, shortfall, closed[index] or _open_code(pairs, nobody_there=nobody_there))
        for (index, job), pairs, shortfall in rows
    }


def _nobody(job: Job, pairs: list[int], shortfall: list[int], code: NobodyCode) -> Nobody:
    action = FallbackAction.UNFULFILLED if code in _HOPELESS else FallbackAction.WAIT
    return Nobody(
        booking_id=job.booking_id,
        code=code,
        excluded=by_reason(pairs),
        candidate_count=pairs[NO_CODE],
        would_change=_would_change(pairs, shortfall, code),
        fallback=Fallback(action=action),
    )


def _open_code(pairs: list[int], *, nobody_there: bool) -> NobodyCode:
    if nobody_there:
        return NobodyCode.NO_PROVIDERS
    could = pairs[NO_CODE] or pairs[CODE_OF[ExclusionReason.OUTRANKED]]
    return NobodyCode.OUTBID if could else NobodyCode.ALL_EXCLUDED


def _would_change(counts: list[int], shortfall: list[int], code: NobodyCode) -> tuple[WouldChange, ...]:
    """Remedies, the one for those who came closest to being candidates first."""
    if code in {NobodyCode.NO_PROVIDERS, NobodyCode.OUTBID}:
        return (WouldChange(remedy=Remedy.ADD_PROVIDER, providers=1),)
    if code != NobodyCode.ALL_EXCLUDED:
        return ()
    failed = [reason for reason in reversed(ExclusionReason) if reason in _REMEDY and counts[CODE_OF[reason]]]
    return tuple(_change(reason, counts, shortfall) for reason in failed)


def _change(reason: ExclusionReason, counts: list[int], shortfall: list[int]) -> WouldChange:
    lacks = shortfall[CODE_OF[reason]]
    known = lacks if lacks < config.FAR_FUTURE_S else None
    is_distance = reason == ExclusionReason.TOO_FAR
    return WouldChange(
        remedy=_REMEDY[reason],
        providers=counts[CODE_OF[reason]],
        least_s=None if is_distance else known,
        least_m=known if is_distance else None,
    )
