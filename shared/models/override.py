"""Overrides: what an operator wants instead of the engine, what it would mean, and what came of it."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.decision import ScoreTerm
from shared.models.disruption import Impact
from shared.models.override_change import Change, OverrideKind
from shared.models.override_reason import ReasonCode
from shared.units import AreaId, BookingId, Instant, OverrideId, Uid


class OverrideState(StrEnum):
    """``previewed -> committed -> undone``; a preview past ``valid_until`` is worth nothing."""

    PREVIEWED = "previewed"
    COMMITTED = "committed"
    UNDONE = "undone"


FactValue = bool | int | str | tuple[str, ...] | None
"""One thing that is so, in a form that can be compared and shown."""


class Ground(Document):
    """What is so of one document, as far as the override depends on it."""

    path: str
    facts: dict[str, FactValue]


class EngineChoice(Document):
    """Whom the engine would have taken for the booking at the moment of the preview, and when that would have ended."""

    provider_id: Uid
    end_at: Instant | None
    terms: dict[ScoreTerm, int] = Field(default_factory=dict)
    """Score terms of the engine's candidate, seconds; lower is better."""
    taken_terms: dict[ScoreTerm, int] = Field(default_factory=dict)
    """The same for the provider whom the operator took; empty when that one was no candidate."""


class OverrideOutcome(Document):
    """How a booking that an override concerned ended, against what was forecast for it."""

    booking_id: BookingId
    outcome: str
    ended_at: Instant
    late: bool
    error_s: int | None = None
    """Actual minus predicted end; None where none was predicted or the booking was not completed."""
    saved_s: int | None = None
    """End forecast for the engine's way minus actual end: positive means that the operator's way was better."""
    predicted_saved_s: int | None = None
    """The same as the preview foresaw it."""


class Override(Document):
    """``overrides/{override_id}``: a preview, and what became of it. Committing it is one commit with all its effects."""

    override_id: OverrideId
    area_id: AreaId
    kind: OverrideKind
    change: Change
    state: OverrideState = OverrideState.PREVIEWED
    impact: Impact = Impact()
    ends: tuple[BookingId, ...] = ()
    """Waiting bookings that would be called off by it."""
    engine: EngineChoice | None = None
    """For a booking given to somebody: whom the engine would have taken."""
    rests_on: tuple[Ground, ...]
    """What has to be so still when it is committed."""
    previewed_by: Uid
    previewed_at: Instant
    valid_until: Instant
    expires_at: Instant | None
    """Retention end of a preview that nobody committed, a TTL field; None once it was."""
    reason_code: ReasonCode | None = None
    note: Annotated[str, Field(max_length=280)] | None = None
    committed_by: Uid | None = None
    committed_at: Instant | None = None
    undo_until: Instant | None = None
    undo: tuple[Change, ...] = ()
    """What takes it back, in order; empty when nothing can."""
    left: tuple[Ground, ...] = ()
    """What its commit left, and what has to be so still when it is undone."""
    undone_by: Uid | None = None
    undone_at: Instant | None = None
    outcomes: tuple[OverrideOutcome, ...] = ()
    awaits: tuple[BookingId, ...] = ()
    """Bookings whose outcome is not known yet."""
    awaits_outcome: bool = False
    """Whether there are any. Derived, kept for the query."""
