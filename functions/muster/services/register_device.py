"""Register a device."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from shared import paths
from shared.messages.commands import RegisterDevice
from shared.messages.events import Actor
from shared.models.change import Decision, put
from shared.models.device import Device
from shared.units import InstallationId, Uid


def register_device(backend: Backend, actor: Actor, command: RegisterDevice) -> dict[str, Any]:
    """Make this installation the caller's; whoever had it before hears nothing on it any more."""
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        device = Device(
            installation_id=InstallationId(command.installation_id),
            owner=Uid(actor.id),
            app=command.app,
            target_kind=command.target_kind,
            target=command.target,
            locale=command.locale,
            refreshed_at=moment_of(backend, once).real_at,
        )
        told = {"installation_id": command.installation_id}
        return Decision((put(paths.device(command.installation_id), device),), result=told)

    return perform(backend, once, decide)
