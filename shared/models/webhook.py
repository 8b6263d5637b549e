"""Webhooks: what partners subscribe to, and each call that was made to them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BookingId, Instant, Uid


class WebhookState(StrEnum):
    """Whether a partner is called."""

    ACTIVE = "active"
    PAUSED = "paused"
    """By an operator, or by itself after a day of failures; what happens meanwhile can be replayed from the timelines."""


class Webhook(Document):
    """``webhooks/{webhook_id}``: a partner's address, what it wants to hear of in an area, and the secrets that calls are signed by."""

    webhook_id: str
    area_id: AreaId
    url: str
    events: tuple[str, ...]
    """Event types."""
    secrets: Annotated[tuple[str, ...], Field(min_length=1, max_length=2)]
    """The newest first; a call is signed by each, so that a partner can change over at leisure."""
    state: WebhookState = WebhookState.ACTIVE
    pause_reason: str | None = None
    failing_since: Instant | None = None
    """Since when no call has succeeded; real time."""
    changed_by: Uid
    changed_at: Instant
    """Real time."""
    version: Annotated[int, Field(ge=1)] = 1


class CallState(StrEnum):
    """Where a call stands."""

    DELIVERED = "delivered"
    RETRYING = "retrying"
    DEAD = "dead"
    """Given up after a day, or because the webhook was paused."""


class WebhookCall(Document):
    """``webhook_calls/{webhook_id}.{event_id}``: one event for one partner. The event itself stays in the booking's timeline."""

    call_id: str
    webhook_id: str
    area_id: AreaId
    booking_id: BookingId
    seq: Annotated[int, Field(ge=1)]
    """Of the event in the booking's timeline."""
    state: CallState
    attempts: Annotated[int, Field(ge=0)]
    status: int | None = None
    """HTTP status of the last attempt; None when no answer came."""
    first_at: Instant
    """Real time, as all of these."""
    retry_at: Instant | None = None
    expires_at: Instant
    """Retention end, a TTL field."""
