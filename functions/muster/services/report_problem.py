"""Report a problem with a running job."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, perform
from muster.services.gathering import booking_of
from muster.services.look_at_provider import log_change
from muster.services.scenes import known_disruptions, scene_of
from shared.booking.change import check_version
from shared.errors import Code, Conflict
from shared.messages.commands import ReportProblem
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.recovery.episodes import Change
from shared.recovery.noting import noted
from shared.recovery.reports import check_report, concerned, reported
from shared.recovery.signs import disruption_id


def report_problem(backend: Backend, actor: Actor, command: ReportProblem) -> dict[str, Any]:
    """Open the disruption that is reported, or add to the one that is known; recovery follows by itself.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE`` when nobody works on the job or stop, ``X910 STALE_VERSION``.
        Rejected: ``D220 NOT_REPORTABLE``.
        Missing: ``X909``.
    """
    once = for_command(actor, command.op_id, command)
    made: list[Change] = []

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id).value
        report = check_report(command, actor, booking)
        check_version(booking, command.expected_version)
        scene = scene_of(backend, booking.provider_id) if booking.provider_id else None
        if scene is None or not scene.holds(booking.booking_id, booking.assignment_epoch):
            raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
        ids = [disruption_id(command.kind, one.booking_id, one.assignment_epoch) for one in concerned(report, scene)]
        read = known_disruptions(backend, ids)
        changes = reported(report, scene, {one: document.value for one, document in read.items()})
        made[:] = changes
        told = next(one.after for one in changes if one.after.booking_id == booking.booking_id)
        result = {"disruption_id": told.disruption_id, "state": told.state.value, "severity": told.severity.value}
        return noted(changes, read, scene.now, scene.real_now, result)

    result = perform(backend, once, decide)
    for change in made:
        log_change(backend, change)
    return result
