"""The life of an override's document: previewed, committed, undone, and the outcomes that are known later."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from shared.booking.change import Moment
from shared.errors import Code, Conflict, Rejected
from shared.models.area import OverrideSettings
from shared.models.booking import BookingState
from shared.models.disruption import BookingImpact
from shared.models.facts import BookingFacts
from shared.models.override import Ground, Override, OverrideOutcome, OverrideState
from shared.models.override_change import Change, Giving
from shared.models.override_reason import REASONS, ReasonCode
from shared.overrides.grounds import Moved
from shared.units import BookingId, Uid, whole_seconds

WAITS_FOR = timedelta(days=60)
"""How long after an override its outcomes may come."""


def check_may_commit(kept: Override, reason: ReasonCode, at: datetime) -> None:
    """Refuse what was committed before, what is too old, and a reason that does not fit.

    Raises:
        Conflict: ``D250 OVERRIDE_EXPIRED``, ``D252 OVERRIDE_CLOSED``.
        Rejected: ``D255 WRONG_REASON`` with those that fit.
    """
    if kept.state is not OverrideState.PREVIEWED:
        raise Conflict(Code.OVERRIDE_CLOSED, {"override_state": kept.state.value})
    if reason not in REASONS[kept.kind]:
        raise Rejected(Code.WRONG_REASON, {"kind": kept.kind.value, "reasons": sorted(REASONS[kept.kind])})
    if at > kept.valid_until:
        raise Conflict(Code.OVERRIDE_EXPIRED, {"valid_until": kept.valid_until.isoformat()})


def check_unmoved(found: Sequence[Moved], code: Code = Code.WORLD_MOVED) -> None:
    """Refuse when the world moved in a way that matters, saying what moved.

    Raises:
        Conflict: ``code`` with a line for each fact: ``document``, ``field``, ``was``, ``is``.
    """
    if found:
        raise Conflict(code, {"moved": [one.told() for one in found]})


def committed(
    kept: Override,
    reason: ReasonCode,
    note: str | None,
    undo: tuple[Change, ...],
    left: tuple[Ground, ...],
    settings: OverrideSettings,
    moment: Moment,
) -> Override:
    """Write down that it was done, by whom and why, and how it is taken back."""
    awaits = tuple(row.booking_id for row in kept.impact.bookings if row.end_after is not None)
    changes = {
        "state": OverrideState.COMMITTED,
        "expires_at": None,
        "reason_code": reason,
        "note": note,
        "committed_by": Uid(moment.actor.id),
        "committed_at": moment.at,
        "undo_until": moment.at + timedelta(seconds=settings.undo_within_s),
        "undo": undo,
        "left": left,
        "awaits": awaits,
        "awaits_outcome": bool(awaits),
    }
    return kept.model_copy(update=changes)


def check_may_undo(kept: Override, at: datetime) -> None:
    """Refuse to undo what was not done, what was done too long ago, and what nothing takes back.

    Raises:
        Conflict: ``D252 OVERRIDE_CLOSED``, ``D253 UNDO_TOO_LATE``, ``D254 NOT_UNDOABLE``.
    """
    if kept.state is not OverrideState.COMMITTED or kept.undo_until is None:
        raise Conflict(Code.OVERRIDE_CLOSED, {"override_state": kept.state.value})
    if at > kept.undo_until:
        raise Conflict(Code.UNDO_TOO_LATE, {"undo_until": kept.undo_until.isoformat()})
    if not kept.undo:
        raise Conflict(Code.NOT_UNDOABLE, {"kind": kept.kind.value})


def undone(kept: Override, moment: Moment) -> Override:
    """Write down that it was taken back; nothing is learned from it any more."""
    changes = {
        "state": OverrideState.UNDONE,
        "undone_by": Uid(moment.actor.id),
        "undone_at": moment.at,
        "awaits": (),
        "awaits_outcome": False,
    }
    return kept.model_copy(update=changes)


def settled(kept: Override, facts: Mapping[BookingId, BookingFacts], now: datetime) -> Override:
    """Attach the outcomes of the bookings that have ended since; the same facts give the same document.

    A booking that had ended before the override, and was reopened by it, is not over by that. What has not ended after
    ``WAITS_FOR`` is not waited for any more: the oldest are looked at first, and would keep newer ones from their outcomes.
    """
    since = kept.committed_at
    known = {one: fact for one, fact in facts.items() if since is not None and fact.ended_at >= since}
    rows = {row.booking_id: row for row in kept.impact.bookings}
    ended = [one for one in kept.awaits if one in known]
    is_given_up = since is not None and now - since > WAITS_FOR
    left = () if is_given_up else tuple(one for one in kept.awaits if one not in known)
    outcomes = (*kept.outcomes, *(_outcome(kept, rows[one], known[one]) for one in ended))
    return kept.model_copy(update={"outcomes": outcomes, "awaits": left, "awaits_outcome": bool(left)})


def _outcome(kept: Override, row: BookingImpact, fact: BookingFacts) -> OverrideOutcome:
    is_done = fact.outcome == BookingState.COMPLETED.value
    otherwise_at, predicted_at = engine_end(kept, row), row.end_after.p50_at if row.end_after else None
    return OverrideOutcome(
        booking_id=row.booking_id,
        outcome=fact.outcome,
        ended_at=fact.ended_at,
        late=fact.late,
        error_s=_seconds(predicted_at, fact.ended_at) if is_done else None,
        saved_s=_seconds(fact.ended_at, otherwise_at) if is_done else None,
        predicted_saved_s=_seconds(predicted_at, otherwise_at),
    )


def engine_end(kept: Override, row: BookingImpact) -> datetime | None:
    """When the booking would have ended in the engine's way, as foreseen at the preview.

    The engine's candidate is one for the booking given away; what else its provider holds would have gone on as it was.
    """
    is_given = isinstance(kept.change, Giving) and kept.change.booking_id == row.booking_id
    if is_given and kept.engine is not None and kept.engine.end_at is not None:
        return kept.engine.end_at
    return row.end_before.p50_at if row.end_before else None


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else whole_seconds(end, start)
