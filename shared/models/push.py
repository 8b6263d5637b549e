"""Notifications: what a phone is told, what the push service answered, and the record of both."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.device import Device
from shared.units import AreaId, InstallationId, Instant, Seconds, Uid


class PushMessage(Document):
    """One message to one device: no name, phone number, address or coordinate ever; the app reads those under the rules."""

    nid: str
    """Deterministic by event, recipient and device, so that a phone drops what it has had."""
    delivery_id: str = ""
    """The delivery it is part of; the app names both when it says that the message came."""
    kind: str
    ids: dict[str, str] = Field(default_factory=dict)
    """What a tap opens: ``booking_id``, ``offer_id`` and the like."""
    title: str = ""
    body: str = ""
    link: str = ""
    """Where a tap leads in the app."""
    high_priority: bool = False
    ttl_s: Seconds = 3600
    collapse_key: str | None = None
    sound: str | None = None
    """None is silent: in quiet hours, and for what is not worth a sound."""
    expires_at: Instant | None = None
    """Real time after which the app shows it as over."""


class Envelope(Document):
    """A message and the device it is for."""

    message: PushMessage
    device: Device


class PushAnswer(Document):
    """What FCM's HTTP v1 API answered for one message, before anybody judges it.

    Source: https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode
    """

    status: int | None
    """HTTP status; None when no answer came: a time-out, or a connection that broke."""
    error_code: str | None = None
    """``errorCode`` of the FcmError detail."""
    fields: tuple[str, ...] = ()
    """Fields of a BadRequest detail's violations."""
    retry_after_s: Annotated[float, Field(ge=0)] | None = None
    """Seconds of a Retry-After header."""


class TargetState(StrEnum):
    """Where one device of a delivery stands."""

    PENDING = "pending"
    """Not sent yet, or to be sent again."""
    SENT = "sent"
    """Taken by the push service."""
    GONE = "gone"
    """The registration was no longer valid and has been deleted."""
    QUARANTINED = "quarantined"
    """The registration belongs to another sender; it is not used until it is refreshed."""
    REFUSED = "refused"
    """The push service will never take this message; the registration is kept."""
    EXPIRED = "expired"
    """Not delivered while it mattered."""
    MOOT = "moot"
    """The matter was over before it went out."""


class Target(Document):
    """One device of a delivery."""

    recipient: Uid
    installation_id: InstallationId
    nid: str
    state: TargetState = TargetState.PENDING
    attempts: Annotated[int, Field(ge=0)] = 0
    code: str | None = None
    """Why, in the push service's terms."""
    acked_at: Instant | None = None
    """When the app said that it showed it; real time."""


class Delivery(Document):
    """``deliveries/{delivery_id}``: one message to at most 500 devices; creating it is what makes a duplicate harmless."""

    delivery_id: str
    event_id: str
    kind: str
    area_id: AreaId
    ids: dict[str, str] = Field(default_factory=dict)
    """What it is about: ``booking_id``, ``offer_id`` and the like."""
    recipients: Annotated[tuple[Uid, ...], Field(max_length=500)] = ()
    targets: Annotated[tuple[Target, ...], Field(max_length=500)] = ()
    state: Literal["done", "retrying", "dead"] = "done"
    happened_at: Instant | None = None
    """When the event was stored, real time: what happened together is one trouble, however late it is worked off."""
    sent_at: Instant | None = None
    """When it was first given to the push service; None while it is held back. Real time."""
    retry_at: Instant | None = None
    """When the pending ones are to be tried again; real time."""
    matters_until: Instant
    """When the message has lost its meaning; real time."""
    drop_at: Instant
    """When trying ends; real time."""
    recorded_at: Instant
    """Real time."""
    expires_at: Instant
    """Retention end, a TTL field."""
