"""Note that an app showed a notification."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import existing
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import AckPush
from shared.messages.events import Actor
from shared.models.change import replace
from shared.models.push import Delivery


def ack_push(backend: Backend, actor: Actor, command: AckPush) -> dict[str, Any]:
    """Write down when the message came; nothing is decided by it, and a second time changes nothing.

    Raises:
        Missing: ``X909``.
        Denied: ``B111 NOT_YOURS``.
        Unavailable: ``X908`` also when another device's word came between; the app may say it again.
    """
    found = existing(backend, paths.delivery(command.delivery_id), Delivery)
    target = next((one for one in found.value.targets if one.nid == command.nid), None)
    if target is None or target.recipient != actor.id:
        raise Denied(Code.NOT_YOURS)
    if target.acked_at is None:
        acked = target.model_copy(update={"acked_at": backend.clock.real_now()})
        targets = tuple(acked if one.nid == command.nid else one for one in found.value.targets)
        keep(backend, [replace(found, found.value.model_copy(update={"targets": targets}))])
    return {"delivery_id": command.delivery_id, "nid": command.nid}
