"""Problems that somebody reports: who may report what about which job, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from shared.errors import Code, Conflict, Denied, Missing, Rejected
from shared.messages.commands import ReportProblem
from shared.messages.events import Actor, ActorKind
from shared.models.booking import Booking
from shared.models.disruption import Disruption, DisruptionKind, Evidence
from shared.recovery.delays import EXPECTED_DELAY
from shared.recovery.episodes import Change, Step, opened, with_evidence
from shared.recovery.severity import is_worse, late_chance, severity_of
from shared.recovery.signs import HELD, Scene, disruption_id, is_finished, reading
from shared.units import DisruptionId, StopId

K = DisruptionKind
_OF_THE_PLACE = frozenset({K.PICKUP_NOT_READY, K.ADDRESS_PROBLEM})
MAY_REPORT: Mapping[ActorKind, frozenset[DisruptionKind]] = {
    ActorKind.PROVIDER: _OF_THE_PLACE | {K.PROVIDER_TROUBLE, K.TRAFFIC_DELAY},
    ActorKind.CUSTOMER: _OF_THE_PLACE,
}
"""Who may report what; staff report whatever anybody told them. What is measured better than seen is not reported."""
BY_STAFF = frozenset().union(*MAY_REPORT.values())
_REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that may be made, about one booking of the scene."""

    command: ReportProblem
    actor: Actor
    booking: Booking

    @property
    def stop_id(self) -> StopId | None:
        """The stop that it is about; who can not go on can not do any."""
        if self.command.kind is K.PROVIDER_TROUBLE:
            return None
        named = StopId(self.command.stop_id) if self.command.stop_id else None
        upcoming = self.booking.next_stop
        return named or (upcoming.stop_id if upcoming else None)


def check_report(command: ReportProblem, actor: Actor, booking: Booking) -> Report:
    """Let those concerned report on a running job what they can know.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE`` for a job, or a stop, that nobody works on.
        Rejected: ``D220 NOT_REPORTABLE`` with the kinds that are.
        Missing: ``X909`` for a stop that there is not.
    """
    is_staff = actor.may_operate(booking.area_id)
    if not is_staff and actor.id not in {booking.customer_id, booking.provider_id}:
        raise Denied(Code.NOT_YOURS)
    kinds = BY_STAFF if is_staff else MAY_REPORT.get(actor.kind, frozenset())
    if command.kind not in kinds:
        raise Rejected(Code.NOT_REPORTABLE, {"kinds": sorted(kind.value for kind in kinds)})
    if booking.state not in HELD:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    if command.stop_id is not None and booking.stop(command.stop_id) is None:
        raise Missing(Code.NOT_FOUND, {"stop_id": command.stop_id})
    report = Report(command, actor, booking)
    if is_finished(booking, report.stop_id):
        raise Conflict(Code.WRONG_STATE, {"stop_id": report.stop_id})
    return report


def concerned(report: Report, scene: Scene) -> tuple[Booking, ...]:
    """Give the bookings that the report is about: who can not go on can not do any job held."""
    return tuple(scene.bookings.values()) if report.command.kind is K.PROVIDER_TROUBLE else (report.booking,)


def reported(report: Report, scene: Scene, known: Mapping[DisruptionId, Disruption]) -> tuple[Change, ...]:
    """Open what is reported, or add to what is known.

    Args:
        report: as checked.
        scene: of the provider who has the booking.
        known: the documents that there are of what is reported, open or not.
    """
    return tuple(_reported(report, booking, scene, known) for booking in concerned(report, scene))


def _reported(report: Report, booking: Booking, scene: Scene, known: Mapping[DisruptionId, Disruption]) -> Change:
    fresh = _first(report, booking, scene)
    before = known.get(fresh.disruption_id)
    if before is None or not before.is_open:
        return opened(fresh, before)
    worse = is_worse(fresh.severity, before.severity)
    counted = before.evidence_named(_REPORTS)
    reports = (counted.value if counted else 0.0) + 1
    said = _said(report, scene.now - before.detected_at)
    update = {
        "severity": fresh.severity if worse else before.severity,
        "evidence": with_evidence(before, [*said, reading(_REPORTS, reports, unit="count")]),
        "reported_by": before.reported_by or fresh.reported_by,
        "note": fresh.note or before.note,
        "version": before.version + 1,
    }
    return Change(before, before.model_copy(update=update), Step.WORSENED if worse else Step.REPORTED)


def _said(report: Report, noticed_for: timedelta) -> list[Evidence]:
    """How much longer it takes, as it was said: counted from when the trouble was noticed."""
    delay_s = report.command.expected_delay_s
    return [] if delay_s is None else [reading(EXPECTED_DELAY, noticed_for.total_seconds() + delay_s)]


def _first(report: Report, booking: Booking, scene: Scene) -> Disruption:
    delay_s = report.command.expected_delay_s
    kind, epoch = report.command.kind, booking.assignment_epoch
    return Disruption(
        disruption_id=disruption_id(kind, booking.booking_id, epoch),
        area_id=booking.area_id,
        kind=kind,
        severity=severity_of(kind, late_chance(scene, booking, delay_s or 0), scene.area.detection),
        booking_id=booking.booking_id,
        provider_id=scene.provider.provider_id,
        assignment_epoch=epoch,
        stop_id=report.stop_id,
        evidence=(*_said(report, timedelta(0)), reading(_REPORTS, 1, unit="count")),
        reported_by=report.actor.id,
        note=report.command.note,
        onset_at=scene.now,
        detected_at=scene.now,
    )
