"""Close a zone for a while."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import check_staff, existing
from muster.services.put_zone import zone_change
from shared import paths
from shared.errors import Code, Rejected
from shared.messages.commands import CloseZone
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.zone import Zone

_MAX_CLOSURES = 50


def close_zone(backend: Backend, actor: Actor, command: CloseZone) -> dict[str, Any]:
    """Add a closure to a zone; past ones are dropped on the way.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Rejected: ``B108 BAD_WINDOW`` for a closure that is over already, ``X901`` for too many.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        known = existing(backend, paths.zone(command.zone_id), Zone)
        check_staff(actor, known.value.area_id)
        moment = moment_of(backend, once)
        if command.closure.window.end_at <= moment.at:
            raise Rejected(Code.BAD_WINDOW, {"now": moment.at.isoformat()})
        current = tuple(c for c in known.value.closures if c.window.end_at > moment.at)
        if len(current) >= _MAX_CLOSURES:
            raise Rejected(Code.INVALID_ARGUMENT, {"field": "closure", "limit": _MAX_CLOSURES})
        changes = {
            "closures": (*current, command.closure),
            "version": known.value.version + 1,
            "changed_at": moment.real_at,
        }
        return zone_change(known, known.value.model_copy(update=changes))

    return perform(backend, once, decide)
