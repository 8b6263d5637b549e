"""Explain a dispatch decision to an operator: who was asked, on what grounds, and what would have changed it."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.gathering import check_staff
from muster.services.keep_decision import read_decision
from shared.dispatch.explain import explain
from shared.errors import Code, Denied, Missing
from shared.messages.commands import ExplainDecision
from shared.messages.events import Actor
from shared.units import BookingId


def explain_decision(backend: Backend, actor: Actor, command: ExplainDecision) -> dict[str, Any]:
    """Read a decision and explain it, all of it or one booking. Nothing is changed.

    Its readable part is enough for that; ``replay`` in the answer says whether the inputs allowed more.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for an unknown decision, or a booking that was not part of it.
    """
    if not actor.is_staff:
        raise Denied(Code.WRONG_ROLE)
    record = read_decision(backend, command.decision_id, whole=False)
    check_staff(actor, record.area_id)
    told = explain(record, BookingId(command.booking_id) if command.booking_id else None)
    if command.booking_id and not told.bookings:
        raise Missing(Code.NOT_FOUND, {"decision_id": command.decision_id, "booking_id": command.booking_id})
    return told.model_dump(mode="json")
