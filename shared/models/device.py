"""Devices, and what was sent to them."""

from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.units import BookingId, InstallationId, Instant, Seconds, SuggestionId, Uid


class Device(Document):
    """``devices/{installation_id}``: one app installation; it belongs to whoever signed in on it last."""

    installation_id: InstallationId
    owner: Uid
    app: Literal["customer", "provider", "operator"]
    target_kind: Literal["token", "fid"]
    target: Annotated[str, Field(min_length=8, max_length=4096)]
    locale: str = "en"
    refreshed_at: Instant
    """Real time."""


class PushMessage(Document):
    """What a phone is told: no name, phone number, address or coordinate ever; the app reads those under the rules."""

    nid: str
    """Deterministic id, for deduplication on the phone."""
    kind: str
    booking_id: BookingId | None = None
    offer_id: str | None = None
    suggestion_id: SuggestionId | None = None
    high_priority: bool = False
    ttl_s: Seconds = 3600
    collapse_key: str | None = None


class Delivery(Document):
    """``deliveries/{nid}``: one message to one person's devices; creating it is what makes a duplicate harmless."""

    nid: str
    recipient: Uid
    message: PushMessage
    installations: tuple[InstallationId, ...]
    outcomes: dict[InstallationId, str] = Field(default_factory=dict)
    recorded_at: Instant
    expires_at: Instant
    """Retention end, a TTL field."""
