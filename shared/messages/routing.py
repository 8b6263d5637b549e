"""Which pipeline hears of which event, and which follow-ups the workflow pipeline is asked for.

An event that no pipeline wants is not published at all.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared.messages.events import BookingCancelled, TimelineEvent
from shared.models.change import Publish
from shared.models.device import Device

NOTIFICATIONS = "notifications"
ANALYTICS = "analytics"
WORKFLOW = "workflow"
WEBHOOKS = "webhooks"

PUBLIC_EVENTS = frozenset(
    {
        "booking.created",
        "booking.assigned",
        "assignment.released",
        "stop.enroute",
        "stop.arrived",
        "stop.done",
        "stop.failed",
        "hand_over.taken",
        "eta.revised",
        "booking.amended",
        "booking.completed",
        "booking.failed",
        "booking.returned",
        "booking.cancelled",
        "booking.unfulfilled",
        "booking.reopened",
    }
)
"""What a partner may subscribe to; the rest of the timeline is how Muster works inside."""

PIPELINES: Mapping[str, frozenset[str]] = {
    NOTIFICATIONS: frozenset(
        {
            "offers.made",
            "booking.assigned",
            "assignment.released",
            "eta.revised",
            "approval.requested",
            "search.alerted",
            "stop.done",
            "stop.failed",
            "booking.completed",
            "booking.failed",
            "booking.returned",
            "booking.cancelled",
            "booking.unfulfilled",
            "recovery.escalated",
            "recovery.executed",
            "hand_over.agreed",
            "hand_over.taken",
            "hand_over.failed",
            "hand_over.ended",
        }
    ),
    ANALYTICS: frozenset(
        {
            "booking.completed",
            "booking.failed",
            "booking.returned",
            "booking.cancelled",
            "booking.unfulfilled",
            "booking.expired",
        }
    ),
    WORKFLOW: frozenset({"booking.cancelled", "stop.failed"}),
    WEBHOOKS: PUBLIC_EVENTS,
}
"""Topic -> event types."""


def publications(events: Iterable[TimelineEvent]) -> tuple[Publish, ...]:
    """Group the events of one commit into at most one message a topic."""
    listed = tuple(events)
    return tuple(
        message for topic, types in PIPELINES.items() if (message := _message(topic, types, listed)) is not None
    )


def _message(topic: str, types: frozenset[str], events: tuple[TimelineEvent, ...]) -> Publish | None:
    wanted = [event for event in events if event.type in types and not (topic == WORKFLOW and _is_nobodys(event))]
    if not wanted:
        return None
    payload: dict[str, Any] = {"events": [event.model_dump(mode="json") for event in wanted]}
    return Publish(topic=topic, key=f"{topic}.{wanted[0].event_id}", payload=payload)


def _is_nobodys(event: TimelineEvent) -> bool:
    """Whether a booking went that was in nobody's plan."""
    return isinstance(event.data, BookingCancelled) and event.data.provider_id is None


def workflow_step(step: str, key: str, **payload: str | int | list[str]) -> Publish:
    """Ask the workflow pipeline for a follow-up that has to happen after a commit.

    Args:
        step: its name, as ``muster.services.progress_workflow`` knows it.
        key: what makes this request the same one when it is delivered again.
        **payload: plain identifiers.
    """
    return Publish(topic=WORKFLOW, key=f"{WORKFLOW}.{step}.{key}", payload={"step": step, **payload})


def group_page(
    event_id: str, kind: str, area_id: str, ids: Mapping[str, str], expires_at: datetime, last: Device
) -> Publish:
    """Ask the notifications pipeline to go on telling a group, behind the ``last`` device that was told."""
    page = {
        "event_id": event_id,
        "kind": kind,
        "area_id": area_id,
        "ids": dict(ids),
        "expires_at": expires_at.isoformat(),
        "after": last.installation_id,
    }
    return Publish(
        topic=NOTIFICATIONS, key=f"{NOTIFICATIONS}.{event_id}.{kind}.{last.installation_id}", payload={"page": page}
    )
