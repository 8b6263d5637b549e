"""Send a partner the events of a booking again, from its timeline."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.call_webhooks import call_again
from muster.services.gathering import booking_of, check_staff, existing
from shared import paths
from shared.errors import Code, Conflict, Denied
from shared.messages.commands import ReplayWebhook
from shared.messages.events import Actor
from shared.models.webhook import Webhook, WebhookState


def replay_webhook(backend: Backend, actor: Actor, command: ReplayWebhook) -> dict[str, Any]:
    """Call for each event of the booking's timeline that the partner subscribes to, the oldest first.

    Raises:
        Denied: ``X905 WRONG_ROLE``, also for a booking of another area than the webhook's.
        Missing: ``X909``.
        Conflict: ``X920 WEBHOOK_PAUSED``.
    """
    hook = existing(backend, paths.webhook(command.webhook_id), Webhook).value
    check_staff(actor, hook.area_id)
    if hook.state is WebhookState.PAUSED:
        raise Conflict(Code.WEBHOOK_PAUSED, {"reason": hook.pause_reason})
    booking = booking_of(backend, command.booking_id).value
    if booking.area_id != hook.area_id:
        raise Denied(Code.WRONG_ROLE, {"area_id": booking.area_id})
    wanted = [event for event in backend.store.timeline(booking.booking_id) if event.type in hook.events]
    for event in wanted:
        call_again(backend, hook, event, booking)
    return {"webhook_id": hook.webhook_id, "calls": len(wanted)}
