"""Changes of disruptions as one commit: the documents, a signal on each booking's course, and the call for a recovery."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shared import paths
from shared.messages.routing import workflow_step
from shared.models.change import Decision, Message, Versioned, Write, create, put, replace
from shared.models.disruption import Disruption
from shared.models.signal import Signal
from shared.recovery.episodes import ASKS_FOR_RECOVERY, Change, Step
from shared.units import DisruptionId


def noted(
    changes: Sequence[Change],
    read: Mapping[DisruptionId, Versioned[Disruption]],
    at: datetime,
    real_at: datetime,
    result: Mapping[str, Any] | None = None,
) -> Decision:
    """Commit what became of disruptions.

    Args:
        changes: what became of them.
        read: their documents as read; what is not among them must not exist.
        at: business time.
        real_at: server time.
        result: what the caller is told.
    """
    writes = tuple(write for change in changes for write in _writes(change, read, at, real_at))
    messages = tuple(call_for_recovery(change.after) for change in changes if change.step in ASKS_FOR_RECOVERY)
    return Decision(writes, messages, result)


def call_for_recovery(disruption: Disruption) -> Message:
    """Ask the workflow pipeline to do something about a disruption as it stands now."""
    key = f"{disruption.disruption_id}.{disruption.version}"
    return workflow_step("recover", key, disruption_id=disruption.disruption_id)


def signal_of(disruption: Disruption, step: Step, at: datetime, real_at: datetime) -> Signal | None:
    """Tell a booking's course of a step; None for trouble that is no booking's."""
    if disruption.booking_id is None:
        return None
    readings: dict[str, str | float] = {one.name: one.value for one in disruption.evidence}
    ended = {"reason": disruption.end_reason} if disruption.end_reason and not disruption.is_open else {}
    return Signal(
        signal_id=f"{disruption.disruption_id}.{disruption.version}",
        booking_id=disruption.booking_id,
        area_id=disruption.area_id,
        type=f"disruption.{step.value}",
        disruption_id=disruption.disruption_id,
        kind=disruption.kind,
        severity=disruption.severity,
        since=disruption.onset_at,
        detail={**readings, **ended},
        at=at,
        recorded_at=real_at,
    )


def _writes(
    change: Change, read: Mapping[DisruptionId, Versioned[Disruption]], at: datetime, real_at: datetime
) -> tuple[Write, ...]:
    after = change.after
    known = read.get(after.disruption_id)
    stored = replace(known, after) if known else create(paths.disruption(after.disruption_id), after)
    signal = signal_of(after, change.step, at, real_at)
    return (stored, put(paths.signal(signal.booking_id, signal.signal_id), signal)) if signal else (stored,)
