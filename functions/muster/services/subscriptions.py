"""Who subscribes to events of an area, as known within the last minute: most areas have nobody, and a commit must not pay for that."""

from muster.ports.backend import Backend
from shared.messages.routing import WEBHOOKS
from shared.models.change import Message, Publish
from shared.models.webhook import Webhook

_MOST = 20


def active_webhooks(backend: Backend, area_id: str) -> tuple[Webhook, ...]:
    """The active webhooks of an area."""
    real_now = backend.clock.real_now()
    known = backend.webhooks.get(area_id, real_now)
    if known is None:
        found = tuple(one.value for one in backend.store.webhooks_of(area_id, _MOST))
        known = backend.webhooks.put(area_id, found, real_now)
    return known


def is_wanted(backend: Backend, message: Message) -> bool:
    """Whether a message is worth publishing: one for webhooks is, if any webhook wants one of its events."""
    if not isinstance(message, Publish) or message.topic != WEBHOOKS:
        return True
    events = message.payload["events"]
    types = {event["type"] for event in events}
    return any(types & set(hook.events) for hook in active_webhooks(backend, events[0]["area_id"]))
