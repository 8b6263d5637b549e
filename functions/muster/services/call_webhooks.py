"""Tell partners of events: at least once, signed, tried again for a day; a partner who never answers is paused."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.execution import is_time_for, kept, look_again
from muster.services.gathering import booking_of, existing
from muster.services.subscriptions import active_webhooks
from shared import paths
from shared.errors import Rejected
from shared.hooks.body import body_of
from shared.hooks.retrying import GIVEN_UP_AFTER, is_gone, is_taken, next_call
from shared.hooks.signing import HEADER, signature
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, create, replace
from shared.models.webhook import CallState, Webhook, WebhookCall, WebhookState

WEBHOOK_QUEUE = "callwebhook"
_KEPT = timedelta(days=30)


def call_webhooks(backend: Backend, events: Sequence[TimelineEvent]) -> int:
    """Call everybody who wants to hear of the events of one commit; what was called before is not called again.

    Returns:
        How many calls were made.
    """
    if not events:
        return 0
    hooks = active_webhooks(backend, events[0].area_id)
    wanted = [(hook, event) for event in events for hook in hooks if event.type in hook.events]
    if not wanted:
        return 0
    known = backend.store.get_many([paths.webhook_call(_call_id(hook, event)) for hook, event in wanted], WebhookCall)
    booking = booking_of(backend, events[0].booking_id).value
    fresh = [(hook, event) for hook, event in wanted if paths.webhook_call(_call_id(hook, event)) not in known]
    for hook, event in fresh:
        _call(backend, hook, event, booking, None)
    return len(fresh)


def retry_webhook_call(backend: Backend, call_id: str) -> None:
    """Make a call again whose time has come; too early or done before, nothing happens.

    Raises:
        Missing: ``X909``.
    """
    held = existing(backend, paths.webhook_call(call_id), WebhookCall)
    if not is_time_for(backend, held.value.retry_at):
        return
    hook = existing(backend, paths.webhook(held.value.webhook_id), Webhook).value
    if hook.state is WebhookState.PAUSED:
        dead = held.value.model_copy(update={"state": CallState.DEAD, "retry_at": None})
        _keep(backend, replace(held, dead), dead)
        return
    event = existing(backend, paths.event(held.value.booking_id, held.value.seq), TimelineEvent).value
    _call(backend, hook, event, booking_of(backend, held.value.booking_id).value, held)


def call_again(backend: Backend, hook: Webhook, event: TimelineEvent, booking: Booking) -> None:
    """Make a call whatever became of it before, for a replay."""
    held = backend.store.get(paths.webhook_call(_call_id(hook, event)), WebhookCall)
    _call(backend, hook, event, booking, held)


def post(backend: Backend, hook: Webhook, body: bytes) -> int | None:
    """Sign a body and post it; None when no answer came."""
    stamp = int(backend.clock.real_now().timestamp())
    try:
        return backend.hooks.post(hook.url, body, {HEADER: signature(body, hook.secrets, stamp)})
    except Rejected as refusal:
        backend.log.step("call_webhook", "refused", webhook_id=hook.webhook_id, code=refusal.code.label)
        return None


def _call_id(hook: Webhook, event: TimelineEvent) -> str:
    return f"{hook.webhook_id}.{event.event_id}"


def _call(
    backend: Backend, hook: Webhook, event: TimelineEvent, booking: Booking, held: Versioned[WebhookCall] | None
) -> None:
    status = post(backend, hook, body_of(event, booking))
    made = _judged(hook, event, held, status, backend.clock.real_now())
    _keep(backend, replace(held, made) if held else create(paths.webhook_call(made.call_id), made), made)
    _note_health(backend, hook, status)


def _judged(
    hook: Webhook, event: TimelineEvent, held: Versioned[WebhookCall] | None, status: int | None, real_now: datetime
) -> WebhookCall:
    attempts = held.value.attempts + 1 if held else 1
    replayed = held is not None and held.value.retry_at is None
    first_at = held.value.first_at if held and not replayed else real_now
    call_id = _call_id(hook, event)
    due = None if is_taken(status) else next_call(call_id, attempts, first_at, real_now)
    state = CallState.DELIVERED if is_taken(status) else CallState.RETRYING if due else CallState.DEAD
    return WebhookCall(
        call_id=call_id,
        webhook_id=hook.webhook_id,
        area_id=event.area_id,
        booking_id=event.booking_id,
        seq=event.seq,
        state=state,
        attempts=attempts,
        status=status,
        first_at=first_at,
        retry_at=due,
        expires_at=real_now + _KEPT,
    )


def _keep(backend: Backend, write: Write, call: WebhookCall) -> None:
    is_kept = kept(backend, write, "record_call", "already_recorded", webhook_id=call.webhook_id)
    if is_kept and call.retry_at is not None:
        look_again(backend, WEBHOOK_QUEUE, call.call_id, {"call_id": call.call_id}, call.retry_at)


def _note_health(backend: Backend, hook: Webhook, status: int | None) -> None:
    """Write down when a partner begins or ceases to fail, and pause one who has failed for a day or is gone."""
    if is_taken(status) and hook.failing_since is None:
        return
    known = existing(backend, paths.webhook(hook.webhook_id), Webhook)
    changes = _health(known.value, status, backend.clock.real_now())
    if not changes:
        return
    changed = known.value.model_copy(update=changes)
    is_kept = kept(backend, replace(known, changed), "note_health", webhook_id=hook.webhook_id)
    if is_kept and changed.state is WebhookState.PAUSED:
        backend.log.step("webhook", "alert_team", webhook_id=hook.webhook_id, code=changed.pause_reason)


def _health(hook: Webhook, status: int | None, real_now: datetime) -> dict[str, object]:
    if is_taken(status):
        return {"failing_since": None} if hook.failing_since is not None else {}
    if is_gone(status):
        return {"state": WebhookState.PAUSED, "pause_reason": "gone"}
    if hook.failing_since is None:
        return {"failing_since": real_now}
    if real_now - hook.failing_since >= GIVEN_UP_AFTER:
        return {"state": WebhookState.PAUSED, "pause_reason": "failing_for_a_day"}
    return {}
