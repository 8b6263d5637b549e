"""Signals: what else is known of a booking's course, beside the moves of which its timeline is made."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.disruption import DisruptionKind, Severity
from shared.units import AreaId, BookingId, DisruptionId, Instant


class Signal(Document):
    """``bookings/{id}/signals/{signal_id}``: one reading or step; ordered by ``at``, and no claim depends on it.

    Like the timeline it holds opaque ids and figures, never personal data or free text.
    """

    signal_id: str
    booking_id: BookingId
    area_id: AreaId
    type: Annotated[str, Field(max_length=64)]
    """In the past tense, for example ``disruption.opened``."""
    disruption_id: DisruptionId | None = None
    kind: DisruptionKind | None = None
    severity: Severity | None = None
    since: Instant | None = None
    """Since when it is believed to have been so."""
    detail: dict[str, str | float] = Field(default_factory=dict)
    """Readings by name with their figures; reasons by name with their codes."""
    at: Instant
    """Business time."""
    recorded_at: Instant
    """Real time."""
