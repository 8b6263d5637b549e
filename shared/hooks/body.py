"""The body of a call: one event as partners see it. Field names are a contract: they are added to and never changed."""

import json
from typing import Any

from shared.messages.events import TimelineEvent
from shared.models.booking import Booking

TEST_EVENT = "webhook.test"
_DETAILS = frozenset(
    {"stop_id", "reason", "code", "by", "fee_minor", "predicted_pickup_at", "predicted_end_at", "epoch"}
)
"""Fields of an event that go out as they are; none is about a person."""


def body_of(event: TimelineEvent, booking: Booking) -> bytes:
    """Write one event for partners: always the same bytes for the same event and booking state.

    ``sequence`` is dense by booking: calls may come late, twice and in any order, and a partner who keeps the highest sequence
    of each booking is right. ``state`` is the booking's when the call is made, which may be later than the event.
    """
    details = event.data.model_dump(mode="json", exclude_none=True)
    return _encoded(
        {
            "id": event.event_id,
            "type": event.type,
            "area_id": event.area_id,
            "booking_id": event.booking_id,
            "external_id": booking.terms.external_id,
            "sequence": event.seq,
            "occurred_at": event.occurred_at.isoformat(),
            "state": booking.state.value,
            "customer_state": booking.customer_view.state.value,
            "data": {name: details[name] for name in sorted(_DETAILS & set(details))},
        }
    )


def test_body(webhook_id: str, area_id: str, occurred_at: str) -> bytes:
    """Write the event by which a partner tries out its address; it is about no booking."""
    sent = {"id": f"{webhook_id}.test", "type": TEST_EVENT, "area_id": area_id, "occurred_at": occurred_at, "data": {}}
    return _encoded(sent)


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
