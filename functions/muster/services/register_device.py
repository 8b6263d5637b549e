"""Register a device."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from shared import paths
from shared.geo.hours import local_zone
from shared.messages.commands import RegisterDevice
from shared.messages.events import Actor
from shared.models.change import Decision, Write, erase, put
from shared.models.device import Device
from shared.units import AreaId, InstallationId, Instant, Uid

_COPIES = 10


def register_device(backend: Backend, actor: Actor, command: RegisterDevice) -> dict[str, Any]:
    """Make this installation the caller's; whoever had it before hears nothing on it any more.

    Another installation with the same target is an older one of the same phone, and is forgotten.

    Raises:
        Rejected: ``X901`` for an unknown timezone.
    """
    if command.timezone is not None:
        local_zone(command.timezone)
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        older = _older(backend, command)
        device = _device(actor, command, moment_of(backend, once).real_at)
        told = {"installation_id": command.installation_id}
        return Decision((*older, put(paths.device(command.installation_id), device)), result=told)

    return perform(backend, once, decide)


def _older(backend: Backend, command: RegisterDevice) -> tuple[Write, ...]:
    same = backend.store.devices_at(command.target, _COPIES)
    return tuple(erase(one) for one in same if one.value.installation_id != command.installation_id)


def _device(actor: Actor, command: RegisterDevice, real_now: Instant) -> Device:
    return Device(
        installation_id=InstallationId(command.installation_id),
        owner=Uid(actor.id),
        app=command.app,
        target_kind=command.target_kind,
        target=command.target,
        locale=command.locale,
        timezone=command.timezone,
        areas=tuple(AreaId(area) for area in actor.areas),
        wants=command.wants,
        quiet=command.quiet,
        least_severity=command.least_severity,
        refreshed_at=real_now,
    )
