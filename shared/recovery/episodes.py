"""What becomes of disruptions: opened once a kind and subject, made worse, over, moot, and opened again.

Between the two thresholds of a rule nothing changes. What was noticed is not over, and what is over is not noticed again, before
``settle_s`` have passed, so signs that come and go are one episode. What somebody reported is over only when the stop or job
it is about is: no reading knows better than a person there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, Evidence, Severity
from shared.recovery.detectors import Findings
from shared.recovery.severity import is_worse, severity_in
from shared.recovery.signs import Scene, Sign, is_finished, seconds
from shared.units import DisruptionId

K = DisruptionKind
AFTERMATH = frozenset({K.CANCELLATION, K.FAILED_HANDOFF})
"""Kinds that follow from something that is over already: they do not end with the booking they are about."""
_MOST_EVIDENCE = 12


class Step(StrEnum):
    """What happened to a disruption, as signals tell it."""

    OPENED = "opened"
    REPORTED = "reported"
    """Somebody reported what was open already."""
    WORSENED = "worsened"
    CLEARED = "cleared"
    MOOT = "moot"


ASKS_FOR_RECOVERY = frozenset({Step.OPENED, Step.WORSENED})


@dataclass(frozen=True, slots=True)
class Change:
    """A disruption as it becomes, what it was (None when there was none), and why."""

    before: Disruption | None
    after: Disruption
    step: Step


def judge(scene: Scene, findings: Findings, known: Mapping[DisruptionId, Disruption]) -> tuple[Change, ...]:
    """Compare what there is to see with what is known.

    Args:
        scene: one provider at work.
        findings: what its detectors say.
        known: the provider's open disruptions, and any document of those that ``findings`` would open.
    """
    signs = {sign.disruption_id: sign for sign in findings.signs}
    kept = (_followed(scene, known[one], signs.get(one), findings) for one in known if known[one].is_open)
    opened = (
        _opened(scene, sign, known.get(one))
        for one, sign in signs.items()
        if sign.begins and not (one in known and known[one].is_open)
    )
    return tuple(change for change in (*kept, *opened) if change is not None)


def opened(first: Disruption, before: Disruption | None) -> Change:
    """Open a disruption, or the next episode of one that is over; what was decided about the last one is in the signals."""
    if before is None:
        return Change(None, first, Step.OPENED)
    again = first.model_copy(update={"episodes": before.episodes + 1, "version": before.version + 1})
    return Change(before, again, Step.OPENED)


def closed(before: Disruption, state: DisruptionState, reason: str, at: datetime) -> Change:
    """End one whose signs are gone, or which is about nothing any more."""
    update = {"state": state, "end_reason": reason, "ended_at": at, "version": before.version + 1}
    step = Step.CLEARED if state is DisruptionState.CLEARED else Step.MOOT
    return Change(before, before.model_copy(update=update), step)


def may_come_back(before: Disruption, now: datetime, settings: DetectionSettings) -> bool:
    """Whether the next episode of one that is over may begin: not while a recovery may still show its effect."""
    ended_at, pause_s = before.ended_at, settings.settle_s
    if before.recovery is not None:
        ended_at, pause_s = before.recovery.executed_at, settings.again_after_s
    return ended_at is None or seconds(ended_at, now) >= pause_s


def with_evidence(disruption: Disruption, evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Add readings to those there are; the newest of a name stands, and the oldest names give way."""
    newest = {one.name: one for one in (*disruption.evidence, *evidence)}
    return tuple(newest.values())[-_MOST_EVIDENCE:]


def _opened(scene: Scene, sign: Sign, before: Disruption | None) -> Change | None:
    settings = scene.area.detection
    if before is not None and not may_come_back(before, scene.now, settings):
        return None
    assignment = sign.booking.assignment
    first = Disruption(
        disruption_id=sign.disruption_id,
        area_id=sign.booking.area_id,
        kind=sign.kind,
        severity=severity_in(scene, sign),
        booking_id=sign.booking.booking_id,
        provider_id=scene.provider.provider_id,
        assignment_epoch=assignment.epoch if assignment else None,
        stop_id=sign.stop_id,
        evidence=sign.evidence,
        onset_at=min(sign.since, scene.now),
        detected_at=scene.now,
    )
    return opened(first, before)


def _followed(scene: Scene, before: Disruption, sign: Sign | None, findings: Findings) -> Change | None:
    if (end := _end_of(scene, before)) is not None:
        return end
    if _is_handed_over(scene, before):
        return None
    if sign is not None and (sign.lasts or sign.begins):
        return _worsened(before, severity_in(scene, sign), sign.evidence)
    is_young = seconds(before.detected_at, scene.now) < scene.area.detection.settle_s
    if before.reported_by is not None or before.kind in findings.unknown | AFTERMATH or is_young:
        return None
    return closed(before, DisruptionState.CLEARED, "signs_gone", scene.now)


def _is_handed_over(scene: Scene, before: Disruption) -> bool:
    """Whether goods are to change hands because of it: that goes on, whatever the signs say now."""
    booking = scene.bookings.get(before.booking_id) if before.booking_id else None
    return (
        booking is not None
        and booking.hand_over is not None
        and booking.hand_over.disruption_id == before.disruption_id
    )


def _end_of(scene: Scene, before: Disruption) -> Change | None:
    """End what is about a job, or a stop, that is over."""
    if before.kind in AFTERMATH:
        is_old = seconds(before.detected_at, scene.now) >= scene.area.detection.aftermath_s
        return closed(before, DisruptionState.MOOT, "settled", scene.now) if is_old else None
    if not scene.holds(before.booking_id, before.assignment_epoch):
        return closed(before, DisruptionState.MOOT, "assignment_over", scene.now)
    booking = scene.bookings.get(before.booking_id) if before.booking_id else None
    if booking is not None and is_finished(booking, before.stop_id):
        return closed(before, DisruptionState.CLEARED, "stop_finished", scene.now)
    return None


def _worsened(before: Disruption, severity: Severity, evidence: Iterable[Evidence]) -> Change | None:
    if not is_worse(severity, before.severity):
        return None
    update = {"severity": severity, "evidence": with_evidence(before, evidence), "version": before.version + 1}
    return Change(before, before.model_copy(update=update), Step.WORSENED)
