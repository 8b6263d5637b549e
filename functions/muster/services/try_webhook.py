"""Let a partner's address be tried out: one signed call, and what came back."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.call_webhooks import post
from muster.services.gathering import check_staff, existing
from shared import paths
from shared.hooks.body import test_body
from shared.hooks.retrying import is_taken
from shared.messages.commands import TryWebhook
from shared.messages.events import Actor
from shared.models.webhook import Webhook


def try_webhook(backend: Backend, actor: Actor, command: TryWebhook) -> dict[str, Any]:
    """Call the address with an event that is about no booking; paused or not, and nothing is kept of it.

    Returns:
        ``taken`` and the HTTP ``status``, None when no answer came.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
    """
    hook = existing(backend, paths.webhook(command.webhook_id), Webhook).value
    check_staff(actor, hook.area_id)
    status = post(backend, hook, test_body(hook.webhook_id, hook.area_id, backend.clock.now().isoformat()))
    return {"webhook_id": hook.webhook_id, "taken": is_taken(status), "status": status}
