"""Come on duty, pause, or go off."""

from datetime import datetime
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, for_system, moment_of, perform
from muster.services.gathering import among, check_staff, provider_of
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
    """
    once = for_command(actor, command.op_id, command)
    uid = command.provider_id or actor.id

    def decide() -> Decision:
        provider = provider_of(backend, uid)
        _check_may(actor, provider.value)
        position = backend.store.get(paths.position(uid), Position)
        if command.duty is Duty.ONLINE and position is None:
            raise Rejected(Code.LINK_LOST)
        now = moment_of(backend, once).at
        on_duty = _on_duty(provider, command.duty, now)
        changed = replace(provider, on_duty.model_copy(update={"shift_ends_at": command.shift_ends_at}))
        writes = (changed, *_matchable(position, provider.value, command.duty))
        online = command.duty is Duty.ONLINE
        wake = (wake_for_supply(provider.value.area_id, now),) if online else ()
        return Decision(writes, wake, _told(command.duty, uid))

    return perform(backend, once, decide)


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
    busy = bool(provider.value.active_bookings)
    changes = {
        "duty": duty,
        "duty_changed_at": now,
        "duty_reason": None,
        "idle_since": None if busy else now,
        "zone_id": provider.value.zone_id if busy else None,
        "version": provider.value.version + 1,
    }
    return provider.value.model_copy(update=changes)


def _check_may(actor: Actor, provider: Provider) -> None:
    if actor.kind is ActorKind.PROVIDER and actor.id == provider.provider_id:
        return
    if not actor.is_staff:
        raise Denied(Code.WRONG_ROLE)
    check_staff(actor, provider.area_id)


def _matchable(position: Versioned[Position] | None, provider: Provider, duty: Duty) -> tuple[Write, ...]:
    if position is None:
        return ()
    changes = {"matchable": duty is Duty.ONLINE, "area_id": provider.area_id}
    return (replace(position, position.value.model_copy(update=changes)),)


def _told(duty: Duty, uid: str) -> dict[str, str]:
    return {"provider_id": uid, "duty": duty.value}
