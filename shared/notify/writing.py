"""Writing a notification for one device: its id, its words, and the limits of the push service."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from shared.digest import digest
from shared.models.booking import Booking
from shared.models.device import Device
from shared.models.push import PushMessage
from shared.notify.kinds import KINDS, Collapse
from shared.notify.reach import is_silent
from shared.notify.wording import cause, wording
from shared.units import AreaId

MAX_PAYLOAD_BYTES = 4096
"""Source: https://firebase.google.com/docs/cloud-messaging/concept-options"""
_RESERVED = re.compile(r"^(from|message_type|collapse_key|google\..*|gcm\..*)$")
"""Source: https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages (data)"""
_MINUTE_S = 60


def delivery_id(event_id: str, kind: str, chunk: str) -> str:
    """Name the delivery of one event's notice to one chunk of devices; the same each time."""
    return digest(event_id, kind, chunk)


def nid_of(event_id: str, kind: str, recipient: str, installation_id: str) -> str:
    """Name one message to one device; the same each time, so that the phone drops a second copy."""
    return digest(event_id, kind, recipient, installation_id)


def values_for(booking: Booking | None, device: Device, left_s: float) -> dict[str, str]:
    """Collect what the texts may say: the window believed now in local time, why it is late, and the time left to answer."""
    values = {"minutes": f"{max(1, round(left_s / _MINUTE_S))}"}
    if booking is None:
        return values
    window = booking.customer_view.eta_window
    if window is not None and device.timezone is not None:
        zone = ZoneInfo(device.timezone)
        values |= {"from": _clock(window.start_at, zone), "until": _clock(window.end_at, zone)}
    why = cause(booking.customer_view.cause, device.locale)
    return values | ({"cause": why} if why else {})


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%H:%M")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What there is to say, whoever hears it.

    Attributes:
        event_id: of the event that caused it.
        kind: one of ``KINDS``.
        area_id: where it happened.
        ids: what the app opens: ``booking_id``, ``offer_id`` and the like, as far as there are.
        expires_at: when it has lost its meaning, real time.
        happened_at: when the event was stored, real time; None for what is no event.
        told_as: what deliveries and messages are named by, where that is not the event: matters of one name are one message.
    """

    event_id: str
    kind: str
    area_id: AreaId
    ids: Mapping[str, str]
    expires_at: datetime
    happened_at: datetime | None = None
    told_as: str = ""

    @property
    def name(self) -> str:
        """What deliveries and messages are named by."""
        return self.told_as or self.event_id


def message_for(
    matter: Matter, named: tuple[str, str], device: Device, booking: Booking | None, real_now: datetime
) -> PushMessage:
    """Write one message in the device's language, silent in its quiet hours.

    Args:
        matter: what to say.
        named: its id, and that of the delivery it is part of: the app drops copies by the one and says that it came by both.
        device: whom it is for.
        booking: what it is about, as it is now.
        real_now: server time.
    """
    how = KINDS[matter.kind]
    left_s = max(0.0, (matter.expires_at - real_now).total_seconds())
    title, body = wording(matter.kind, device.locale, values_for(booking, device, left_s))
    return PushMessage(
        nid=named[0],
        delivery_id=named[1],
        kind=matter.kind,
        title=title,
        body=body,
        link=how.link.format_map(matter.ids),
        high_priority=how.urgent,
        ttl_s=math.ceil(left_s),
        collapse_key=matter.ids.get("booking_id") if how.collapse is Collapse.BOOKING else None,
        sound=None if is_silent(device, matter.kind, real_now) else how.sound,
        expires_at=matter.expires_at,
        ids=dict(matter.ids),
    )


def fault_of(message: PushMessage) -> str | None:
    """Why the push service would refuse a message whoever it is for: found here, so that no request is made for it.

    Returns:
        A code; None when nothing is wrong.
    """
    if any(_RESERVED.match(key) for key in message.ids):
        return "RESERVED_KEY"
    return "PAYLOAD_TOO_BIG" if payload_bytes(message) > MAX_PAYLOAD_BYTES else None


def payload_bytes(message: PushMessage) -> int:
    """Size of what counts against FCM's limit: data and notification, as JSON."""
    counted = message.model_dump(mode="json", exclude_none=True)
    return len(json.dumps(counted, ensure_ascii=False).encode())
