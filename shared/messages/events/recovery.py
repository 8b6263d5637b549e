"""Events of trouble with a booking under way: what an operator is asked, and what was done. Its plan is not their concern."""

from typing import Literal

from shared.models.base import Document
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.units import DisruptionId, Instant, Minor, TriageId, Uid


class RecoveryEscalated(Document):
    """What to do about a disruption waits for an operator."""

    type: Literal["recovery.escalated"] = "recovery.escalated"
    disruption_id: DisruptionId
    kind: DisruptionKind
    triage_id: TriageId
    recommended: RecoveryAction
    deadline_at: Instant


class RecoveryExecuted(Document):
    """An option was carried out; what it changes on the booking itself has its own events in the same commit."""

    type: Literal["recovery.executed"] = "recovery.executed"
    disruption_id: DisruptionId
    kind: DisruptionKind
    action: RecoveryAction
    by: Literal["playbook", "operator", "fallback"]
    provider_id: Uid | None = None
    """Whom it concerns: who is asked, reminded or given another order."""
    predicted_wait_saved_s: int | None = None
    refund_minor: Minor = 0
    """What the payment hook is asked to give back."""
