"""Decide what waits for an operator."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.answer_disruption import answer_disruption
from muster.services.approving import approved
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, check_staff, existing
from shared import paths
from shared.dispatch import approvals
from shared.dispatch.approvals import Verdict
from shared.messages.commands import DecideTriage
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.triage import Triage
from shared.units import Uid


def decide_triage(backend: Backend, actor: Actor, command: DecideTriage) -> dict[str, Any]:
    """Approve the candidate (or the one named), or send the booking back to the search; staff of the area only.

    About a disruption: carry out the option recommended or named, or leave things as they are.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``D210 TRIAGE_DECIDED``, ``D205``, ``D206``.
        Rejected: ``D209 NOT_ELIGIBLE``, ``D232 NO_SUCH_OPTION``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        item = existing(backend, paths.triage(command.triage_id), Triage)
        check_staff(actor, item.value.area_id)
        approvals.check_open(item.value)
        if item.value.disruption_id is not None:
            return answer_disruption(backend, once, item, command)
        booking = booking_of(backend, str(item.value.booking_id))
        if not approvals.awaits(item.value, booking.value):
            return approvals.close_moot(item, moment_of(backend, once))
        area = area_of(backend, item.value.area_id)
        if not command.approve:
            verdict = Verdict("rejected", command.reason)
            return approvals.reject(item, booking, area, verdict, moment_of(backend, once))
        chosen = (Uid(command.provider_id),) if command.provider_id else item.value.candidates
        return approved(backend, once, item, booking, area, chosen, Verdict("approved", command.reason))

    return perform(backend, once, decide)
