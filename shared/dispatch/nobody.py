"""Why nobody is asked for a booking, and what would have changed it."""

from collections.abc import Mapping, Sequence

import numpy as np

from shared.dispatch import config
from shared.dispatch.arrays import things
from shared.dispatch.candidates import CandidateSet, by_reason
from shared.dispatch.columns import CODE_OF, NO_CODE
from shared.dispatch.outcome import UNFULFILLED, WAIT, Nobody
from shared.dispatch.problem import Job
from shared.models.decision import ExclusionReason, NobodyCode, Remedy, WouldChange

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
_ONE_MORE = (WouldChange(remedy=Remedy.ADD_PROVIDER, providers=1),)


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
    pairs, shortfalls = counts.pairs.tolist(), counts.shortfall.tolist()
    nobody_there = candidates.columns.shape[1] == 0
    codes = [
        closed[index] or _open_code(row, nobody_there=nobody_there) for index, row in zip(jobs, pairs, strict=True)
    ]
    made = things(
        Nobody,
        booking_id=[job.booking_id for job in jobs.values()],
        code=codes,
        excluded=[by_reason(row) for row in pairs],
        candidate_count=[row[NO_CODE] for row in pairs],
        would_change=list(map(_would_change, pairs, shortfalls, codes)),
        fallback=[UNFULFILLED if code in _HOPELESS else WAIT for code in codes],
    )
    return dict(zip(jobs, made, strict=True))


def _open_code(pairs: list[int], *, nobody_there: bool) -> NobodyCode:
    if nobody_there:
        return NobodyCode.NO_PROVIDERS
    could = pairs[NO_CODE] or pairs[CODE_OF[ExclusionReason.OUTRANKED]]
    return NobodyCode.OUTBID if could else NobodyCode.ALL_EXCLUDED


def _would_change(counts: list[int], shortfall: list[int], code: NobodyCode) -> tuple[WouldChange, ...]:
    """Remedies, the one for those who came closest to being candidates first."""
    if code in {NobodyCode.NO_PROVIDERS, NobodyCode.OUTBID}:
        return _ONE_MORE
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
