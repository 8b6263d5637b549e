"""Which change of a window is worth a word to the customer: told windows move rarely, believed ones all the time.

A customer acts on three things: that the promise will be missed, that it comes notably later or earlier than told, and that the
time told has passed. Everything else is kept silently for operators and for learning, or is noise. To keep two rules from
telling back and forth (hysteresis), a window that moves against the direction told last has to move further, and nothing is
told again within a pause, unless the promise is newly in danger. A promise counts as in danger when it is more likely missed than
kept, and as safe again when it is kept in nine cases of ten, or when the time moved notably.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.models.area import RevisionSettings
from shared.models.customer_view import CustomerState
from shared.models.eta import EtaWindow, RevisionReason
from shared.units import whole_seconds

_ENDED = frozenset(
    {
        CustomerState.DELIVERED,
        CustomerState.NOT_SERVED,
        CustomerState.CANCELLED,
        CustomerState.FAILED,
        CustomerState.RETURNED,
    }
)


class Revision(StrEnum):
    """What becomes of a new forecast."""

    NONE = "none"
    """Nothing changed that anybody would notice."""
    SILENT = "silent"
    """Worth keeping, not worth saying."""
    TELL = "tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the customer was told last; ``shift_s`` is how far that had moved from what was told before, 0 for the first."""

    window: EtaWindow
    at: datetime
    shift_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What to do with a new window, why, and by how many seconds its middle lies after what was told."""

    revision: Revision
    reason: RevisionReason
    shift_s: int = 0


def revise(
    told: Told | None,
    new: EtaWindow,
    *,
    state: CustomerState,
    promise_end_at: datetime,
    now: datetime,
    settings: RevisionSettings,
) -> Verdict:
    """Decide what becomes of a new window for the last stop.

    Args:
        told: what the customer knows; none before the first word.
        new: what is believed now.
        state: what the customer sees of the booking.
        promise_end_at: the end of the promised window.
        now: business time.
        settings: the area's thresholds.
    """
    if state in _ENDED:
        return Verdict(revision=Revision.NONE, reason=RevisionReason.ENDED)
    if told is None:
        return Verdict(revision=Revision.TELL, reason=RevisionReason.FIRST)
    shift_s = whole_seconds(new.p50_at, told.window.p50_at)
    told_risk, new_risk = told.window.p50_at > promise_end_at, new.p50_at > promise_end_at
    if new_risk and not told_risk:
        return Verdict(revision=Revision.TELL, reason=RevisionReason.PROMISE_AT_RISK, shift_s=shift_s)
    reason = _noticed(told, new, shift_s, now, settings)
    if told_risk and not new_risk and (reason is RevisionReason.EARLIER or new.p90_at <= promise_end_at):
        reason = RevisionReason.PROMISE_SAFE_AGAIN
    if reason is None:
        is_same = abs(shift_s) < settings.keep_from_s and _width_s(told.window, new) < settings.keep_from_s
        kept = RevisionReason.UNCHANGED if is_same else RevisionReason.MINOR
        return Verdict(revision=Revision.NONE if is_same else Revision.SILENT, reason=kept, shift_s=shift_s)
    if now - told.at < timedelta(seconds=settings.pause_s):
        return Verdict(revision=Revision.SILENT, reason=RevisionReason.TOLD_JUST_NOW, shift_s=shift_s)
    return Verdict(revision=Revision.TELL, reason=reason, shift_s=shift_s)


def _noticed(
    told: Told, new: EtaWindow, shift_s: int, now: datetime, settings: RevisionSettings
) -> RevisionReason | None:
    """Say what a customer would notice, the pause aside; the threshold grows with the time that is left."""
    if now > told.window.p90_at and new.p50_at > now:
        return RevisionReason.TOLD_TIME_PASSED
    left_s = max(0.0, (told.window.p50_at - now).total_seconds())
    later_s = max(settings.later_s, settings.share_of_time_left * left_s)
    earlier_s = max(settings.earlier_s, settings.share_of_time_left * left_s)
    if shift_s >= later_s * (settings.turn_factor if told.shift_s < 0 else 1):
        return RevisionReason.LATER
    if -shift_s >= earlier_s * (settings.turn_factor if told.shift_s > 0 else 1):
        return RevisionReason.EARLIER
    return None


def _width_s(told: EtaWindow, new: EtaWindow) -> float:
    """By how much the window's width changed."""
    change = (new.p90_at - new.p10_at) - (told.p90_at - told.p10_at)
    return abs(change.total_seconds())
