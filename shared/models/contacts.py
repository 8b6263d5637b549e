"""Personal data of a booking, apart from it."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import BookingId, Instant, StopId, Uid


class Contacts(Document):
    """``contacts/{booking_id}``: personal data, for the server only; operators see it by ``reveal_contact``."""

    booking_id: BookingId
    customer_id: Uid
    name: Annotated[str, Field(max_length=80)] | None = None
    phone: Annotated[str, Field(max_length=32)] | None = None
    addresses: dict[StopId, Annotated[str, Field(max_length=200)]] = Field(default_factory=dict)
    notes: Annotated[str, Field(max_length=500)] | None = None
    pins: dict[StopId, str] = Field(default_factory=dict)
    """Salted hash of the PIN by stop: never where a provider could read and guess it."""
    wrong_pins: dict[StopId, int] = Field(default_factory=dict)
    """How many wrong ones were given, by stop: after a few only staff may give one."""
    expires_at: Instant
    """Retention end, a TTL field."""
