"""Subscribe a partner to events of an area, or change a subscription."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, check_staff, existing
from muster.services.versions import next_version
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import PutWebhook
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, create, replace
from shared.models.webhook import Webhook, WebhookState
from shared.units import AreaId, Uid


def put_webhook(backend: Backend, actor: Actor, command: PutWebhook) -> dict[str, Any]:
    """Write the subscription; the answer to a new one, or to one with ``new_secret``, is the only place its secret is told.

    The secret is kept in the webhook alone, not in the record of the command: the same command sent again is told it from there,
    until a later change.

    Raises:
        Denied: ``X905 WRONG_ROLE``: supervisors of the area and administrators only.
        Missing: ``X909`` for an unknown area.
        Rejected: ``X921 BAD_WEBHOOK_URL``.
        Conflict: ``X910 STALE_VERSION``.
    """
    once = for_command(actor, command.op_id, command)
    check_staff(actor, command.area_id)
    if actor.kind is ActorKind.OPERATOR:
        raise Denied(Code.WRONG_ROLE)
    backend.hooks.check(command.url)
    secret = backend.ids.secret()
    path = paths.webhook(command.webhook_id)

    def decide() -> Decision:
        area_of(backend, command.area_id)
        known = backend.store.get(path, Webhook)
        if known is not None:
            check_staff(actor, known.value.area_id)
        version = next_version(known.value.version if known else None, command.expected_version)
        is_new_secret = known is None or command.new_secret
        kept = known.value.secrets if known else ()
        hook = Webhook(
            webhook_id=command.webhook_id,
            area_id=AreaId(command.area_id),
            url=command.url,
            events=tuple(sorted(command.events)),
            secrets=(secret, *kept[:1]) if is_new_secret else kept,
            state=WebhookState.ACTIVE if command.active else WebhookState.PAUSED,
            pause_reason=None if command.active else "by_staff",
            changed_by=Uid(actor.id),
            changed_at=moment_of(backend, once).real_at,
            version=version,
        )
        told = {"webhook_id": hook.webhook_id, "version": hook.version, "is_new_secret": is_new_secret}
        return Decision((replace(known, hook) if known else create(path, hook),), result=told)

    return _with_secret(backend, perform(backend, once, decide))


def _with_secret(backend: Backend, told: dict[str, Any]) -> dict[str, Any]:
    """Add the secret that this change has made, while nothing has changed since."""
    hook = existing(backend, paths.webhook(told["webhook_id"]), Webhook).value
    is_its_own = told["is_new_secret"] and hook.version == told["version"]
    return told | ({"secret": hook.secrets[0]} if is_its_own else {})
