"""Come on duty, pause, or go off."""

from datetime import datetime
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, for_system, moment_of, perform
from muster.services.gathering import among, check_staff, provider_of
from shared import paths
from shared.booking.change import wake_for_supply
from shared.errors import Code, Conflict, Denied, Rejected
from shared.messages.commands import SetDuty
from shared.messages.events import Actor, ActorKind
from shared.messages.routing import workflow_step
from shared.models.change import Decision, Message, Versioned, Write, replace
from shared.models.provider import Duty, Position, Provider


def set_duty(backend: Backend, actor: Actor, command: SetDuty) -> dict[str, Any]:
    """Change a provider's duty; a running job stays. Unless online, new offers stop and open ones are taken back.

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
    kept = None if online else pause_reason or provider.value.pause_reason
    changes = {"shift_ends_at": command.shift_ends_at, "pause_reason": kept}
    after = _on_duty(provider, command.duty, now).model_copy(update=changes)
    writes = (replace(provider, after), *_matchable(position, provider.value, command.duty))
    return Decision(writes, _follow_ups(after, now), _told(command.duty, uid))


def pause_lost(backend: Backend, provider: Provider, lost_s: float) -> dict[str, Any]:
    """Pause a provider without work of whom nothing was heard for ``lost_s``; coming back takes a word from them.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when something about the provider changed meanwhile.
    """
    uid = provider.provider_id
    once = for_system("pause_lost", f"{uid}.{provider.version}")

    def decide() -> Decision:
        found = backend.store.get_each({paths.provider(uid): Provider, paths.position(uid): Position})
        known: Versioned[Provider] = among(found, paths.provider(uid))
        if known.value.version != provider.version:
            raise Conflict(Code.WRONG_STATE)
        paused = _on_duty(known, Duty.PAUSED, moment_of(backend, once).at)
        reason = f"no position for {round(lost_s)} s"
        changed = replace(known, paused.model_copy(update={"duty_reason": reason}))
        position: Versioned[Position] | None = found.get(paths.position(uid))
        told = {**_told(Duty.PAUSED, uid), "reason": reason}
        return Decision((changed, *_matchable(position, known.value, Duty.PAUSED)), (), told)

    return perform(backend, once, decide)


def _on_duty(provider: Versioned[Provider], duty: Duty, now: datetime) -> Provider:
    busy = bool(provider.value.engagements)
    changes = {
        "duty": duty,
        "duty_changed_at": now,
        "duty_reason": None,
        "idle_since": None if busy else now,
        "zone_id": provider.value.zone_id if busy else None,
        "version": provider.value.version + 1,
    }
    return provider.value.model_copy(update=changes)


def _follow_ups(provider: Provider, now: datetime) -> tuple[Message, ...]:
    """Look for work for who is on duty now, and for others to ask what who is not had not answered."""
    if provider.duty is Duty.ONLINE:
        return (wake_for_supply(provider.area_id, now),)
    if provider.open_offers == 0:
        return ()
    uid = provider.provider_id
    return (workflow_step("take_back_offers", f"{uid}.{provider.version}", provider_id=uid),)


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
    changes = {"matchable": duty is Duty.ONLINE, "area_id": provider.area_id, "marks": provider.marks}
    return (replace(position, position.value.model_copy(update=changes)),)


def _told(duty: Duty, uid: str) -> dict[str, str]:
    return {"provider_id": uid, "duty": duty.value}
