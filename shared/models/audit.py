"""Audit: what staff did by hand. One entry for each command of theirs that did something, or showed them something personal."""

from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, Instant, Uid

MOST_ABOUT = 60


class AuditEntry(Document):
    """``audit/{uid}.{op_id}``: written in the very commit that did it, and never changed. No personal data but what a reason says."""

    entry_id: str
    area_id: AreaId | None
    """None for what belongs to no single area, such as a role given: administrators alone read that."""
    action: str
    """The command."""
    actor_id: Uid
    actor_role: Literal["operator", "supervisor", "admin"]
    at: Instant
    """Business time, as in a booking's timeline."""
    subject: dict[str, str] = Field(default_factory=dict)
    """What it was about: ``booking_id``, ``zone_id`` and the like."""
    about: Annotated[tuple[str, ...], Field(max_length=MOST_ABOUT)]
    """Every id it touched, people's too, and who did it. Derived, kept for the query."""
    reason: str | None = None
    details: dict[str, str] = Field(default_factory=dict)
    """What was chosen and what it came to, such as the ``version`` of a zone: short coded values."""
