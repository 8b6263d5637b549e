"""Notes: what operators write down about a booking for each other."""

from typing import Annotated

from pydantic import StringConstraints

from shared.models.base import Document
from shared.units import AreaId, BookingId, Instant, Uid

NoteText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class BookingNote(Document):
    """``bookings/{booking_id}/notes/{note_id}``: free text, so it may hold what is personal, and goes with the contact."""

    note_id: str
    booking_id: BookingId
    area_id: AreaId
    text: NoteText
    written_by: Uid
    written_at: Instant
    """Business time."""
    expires_at: Instant
    """Retention end, a TTL field."""
