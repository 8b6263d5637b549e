"""Tell a group: the operators of an area, chunk by chunk, however many devices they have. There are no topics for groups."""

from datetime import datetime
from typing import Any

from muster.ports.backend import Backend
from muster.services.deliver_notice import Chunk, deliver_first, reached, was_told
from muster.services.gathering import booking_of
from shared.messages.routing import group_page
from shared.models.booking import Booking
from shared.notify.kinds import KINDS
from shared.notify.writing import Matter

CHUNK = 500


def notify_group(backend: Backend, matter: Matter, booking: Booking | None, after: str = "") -> int:
    """Tell a chunk of the group that a matter's kind is for, and ask for the next chunk before: so that chunks overlap.

    Args:
        backend: the ports.
        matter: what to say, to the people of its area.
        booking: what it is about, as it is now.
        after: installation id behind which to go on.
    """
    key = f"group.{after}"
    if was_told(backend, matter, key):
        return 0
    page = backend.store.devices_in_group(KINDS[matter.kind].app, matter.area_id, after, CHUNK)
    if len(page) == CHUNK:
        message = group_page(
            matter.event_id, matter.kind, matter.area_id, matter.ids, matter.expires_at, page[-1].value
        )
        backend.bus.publish(message.topic, message.key, message.payload)
    within_reach = reached(backend, page, matter.kind)
    return 1 if within_reach and deliver_first(backend, matter, Chunk(key, within_reach), booking) else 0


def notify_next_page(backend: Backend, page: dict[str, Any]) -> int:
    """Go on where a page ended, as ``shared.messages.routing.group_page`` wrote it down."""
    matter = Matter(
        event_id=page["event_id"],
        kind=page["kind"],
        area_id=page["area_id"],
        ids=page["ids"],
        expires_at=datetime.fromisoformat(page["expires_at"]),
    )
    if matter.expires_at <= backend.clock.real_now():
        return 0
    booking_id = matter.ids.get("booking_id")
    booking = booking_of(backend, booking_id).value if booking_id else None
    return notify_group(backend, matter, booking, page["after"])
