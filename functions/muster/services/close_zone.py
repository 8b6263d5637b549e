"""Close a zone for a while."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import check_staff, existing
from muster.services.put_zone import zone_change
from shared import paths
from shared.errors import Code, Missing, Rejected
from shared.messages.commands import CloseZone
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.zone import Closure, Zone

_MAX_CLOSURES = 50


def close_zone(backend: Backend, actor: Actor, command: CloseZone) -> dict[str, Any]:
    """Add a closure to a zone; past ones are dropped on the way.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Rejected: ``B108 BAD_WINDOW`` for a closure that is over already, ``X901`` for too many.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: closing(backend, once, command))


def closing(backend: Backend, once: Once, command: CloseZone) -> Decision:
    """Decide what ``close_zone`` commits; refused as there."""
    known = existing(backend, paths.zone(command.zone_id), Zone)
    check_staff(once.actor, known.value.area_id)
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


def opening(backend: Backend, once: Once, zone_id: str, closure: Closure) -> Decision:
    """Decide to take a closure back; the zone's other closures stay.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for a zone, or a closure of it, that is not there.
    """
    known = existing(backend, paths.zone(zone_id), Zone)
    check_staff(once.actor, known.value.area_id)
    if closure not in known.value.closures:
        raise Missing(Code.NOT_FOUND, {"zone_id": zone_id, "closures": len(known.value.closures)})
    changes = {
        "closures": tuple(one for one in known.value.closures if one != closure),
        "version": known.value.version + 1,
        "changed_at": moment_of(backend, once).real_at,
    }
    return zone_change(known, known.value.model_copy(update=changes))
