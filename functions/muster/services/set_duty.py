"""Come on duty, pause, or go off."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import check_staff, provider_of
from shared import paths
from shared.booking.change import wake_for_supply
from shared.errors import Code, Conflict, Denied, Rejected
from shared.messages.commands import SetDuty
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, Versioned, Write, replace
from shared.models.provider import Duty, Position, Provider


def set_duty(backend: Backend, actor: Actor, command: SetDuty) -> dict[str, Any]:
    """Change a provider's duty; a running job stays, new offers stop unless online.

    Raises:
        Denied: ``X905 WRONG_ROLE`` for somebody else's duty.
        Missing: ``X909`` for a provider nobody admitted.
        Rejected: ``D207 LINK_LOST`` when going online without a position.
        Conflict: ``D256 PAUSED_BY_OPERATOR`` when coming back before the operator who paused them allows it.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: duty_change(backend, once, command))


def duty_change(backend: Backend, once: Once, command: SetDuty, pause_reason: str | None = None) -> Decision:
    """Decide what ``set_duty`` commits; refused as there.

    Args:
        backend: the ports.
        once: who asks.
        command: what was asked.
        pause_reason: why an operator pauses this provider, who can not end such a pause alone.
    """
    uid = command.provider_id or once.actor.id
    provider = provider_of(backend, uid)
    _check_may(once.actor, provider.value, command.duty)
    position = backend.store.get(paths.position(uid), Position)
    online = command.duty is Duty.ONLINE
    if online and position is None:
        raise Rejected(Code.LINK_LOST)
    now = moment_of(backend, once).at
    changes = {
        "duty": command.duty,
        "duty_changed_at": now,
        "shift_ends_at": command.shift_ends_at,
        "idle_since": None if provider.value.active_bookings else now,
        "zone_id": provider.value.zone_id if provider.value.active_bookings else None,
        "pause_reason": None if online else pause_reason or provider.value.pause_reason,
        "version": provider.value.version + 1,
    }
    on_duty = replace(provider, provider.value.model_copy(update=changes))
    writes = (on_duty, *_matchable(position, provider.value, command.duty))
    wake = (wake_for_supply(provider.value.area_id, now),) if online else ()
    return Decision(writes, wake, _told(command, uid))


def _check_may(actor: Actor, provider: Provider, duty: Duty) -> None:
    if actor.kind is ActorKind.PROVIDER and actor.id == provider.provider_id:
        if duty is Duty.ONLINE and provider.pause_reason is not None:
            raise Conflict(Code.PAUSED_BY_OPERATOR, {"reason": provider.pause_reason})
        return
    if not actor.is_staff:
        raise Denied(Code.WRONG_ROLE)
    check_staff(actor, provider.area_id)


def _matchable(position: Versioned[Position] | None, provider: Provider, duty: Duty) -> tuple[Write, ...]:
    if position is None:
        return ()
    changes = {"matchable": duty is Duty.ONLINE, "area_id": provider.area_id}
    return (replace(position, position.value.model_copy(update=changes)),)


def _told(command: SetDuty, uid: str) -> dict[str, str]:
    return {"provider_id": uid, "duty": command.duty.value}
