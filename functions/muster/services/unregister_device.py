"""Forget a device at sign-out."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, perform
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import UnregisterDevice
from shared.messages.events import Actor
from shared.models.change import Decision, erase
from shared.models.device import Device


def unregister_device(backend: Backend, actor: Actor, command: UnregisterDevice) -> dict[str, Any]:
    """Delete the registration if it is still the caller's; an absent one is no error.

    Raises:
        Denied: ``B111 NOT_YOURS``.
    """
    once = for_command(actor, command.op_id, command)
    path = paths.device(command.installation_id)
    told = {"installation_id": command.installation_id}

    def decide() -> Decision:
        device = backend.store.get(path, Device)
        if device is None:
            return Decision((), result=told)
        if device.value.owner != actor.id:
            raise Denied(Code.NOT_YOURS)
        return Decision((erase(device),), result=told)

    return perform(backend, once, decide)
