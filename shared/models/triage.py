"""Triage: what waits for an operator, with what happens if nobody answers."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from shared.models.acceptance import Circumstances
from shared.models.base import Document
from shared.models.disruption import RecoveryAction, RecoveryOption
from shared.units import AreaId, BatchId, BookingId, DecisionId, DisruptionId, Instant, Share, TriageId, Uid


class TriageKind(StrEnum):
    """Why it waits."""

    APPROVAL = "approval"
    """A dispatch decision under the area's threshold."""
    SEARCH_FAILING = "search_failing"
    """Nobody has taken the booking and its search is about to end."""
    DISRUPTION = "disruption"
    """What to do about a disruption, where the playbook leaves that to an operator."""


class TriageState(StrEnum):
    """Where the item stands."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    LAPSED = "lapsed"
    MOOT = "moot"
    """The matter ended another way."""


class Triage(Document):
    """``triage/{triage_id}``: decided by an operator, or by its deadline, after which ``fallback`` runs."""

    triage_id: TriageId
    area_id: AreaId
    kind: TriageKind
    booking_id: BookingId | None = None
    """None for trouble with a zone."""
    decision_id: DecisionId | None = None
    disruption_id: DisruptionId | None = None
    state: TriageState = TriageState.OPEN
    severity: Literal["info", "warning", "critical"] = "warning"
    candidates: tuple[Uid, ...] = ()
    """The recommended provider first, then the alternatives."""
    confidence: Share | None = None
    risks: tuple[str, ...] = ()
    reason: str
    fallback: str
    projected_pickup_s: dict[Uid, int] = Field(default_factory=dict)
    """Projected impact: seconds until the first stop, by candidate."""
    circumstances: dict[Uid, Circumstances] = Field(default_factory=dict)
    """On what their chances of acceptance rest, by candidate; goes into their offers."""
    batch_id: BatchId | None = None
    """Of the batch in which the recommended provider is to be asked; goes into that offer."""
    options: tuple[RecoveryOption, ...] = ()
    """What could be done about the disruption, the recommended first, each with its impact."""
    opened_at: Instant
    deadline_at: Instant
    decided_by: Uid | None = None
    decided_at: Instant | None = None
    decision_reason: str | None = None
    chosen: RecoveryAction | None = None
    """What was done about the disruption in the end."""


class Operator(Document):
    """``operators/{uid}``: a person who supervises areas; ``valid_after`` revokes older tokens at once."""

    uid: Uid
    areas: tuple[AreaId, ...]
    role: Literal["operator", "supervisor", "admin"]
    valid_after: Instant | None = None


class DeadLetter(Document):
    """``dead_letters/{id}``: a message that can not be handled, kept once, acknowledged, and alerted on."""

    consumer: str
    key: str
    code: str
    cause: str
    recorded_at: Instant
    expires_at: Instant
