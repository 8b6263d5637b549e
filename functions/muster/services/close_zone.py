"""Close a zone for a while."""

from collections.abc import Sequence
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import check_staff, existing
from muster.services.put_zone import zone_change
from shared import paths
from shared.booking.change import Moment
from shared.booking.shaping import overlap
from shared.errors import Code, Conflict, Rejected
from shared.messages.commands import CloseZone
from shared.messages.events import Actor
from shared.models.change import Decision, create
from shared.models.shaping import Shaping, ShapingKind
from shared.models.zone import Closure, Zone
from shared.units import ShapingId, Uid

_MAX_CLOSURES = 50


def close_zone(backend: Backend, actor: Actor, command: CloseZone) -> dict[str, Any]:
    """Add a closure to a zone, with its trail in ``shapings``; past ones are dropped on the way.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Rejected: ``B108 BAD_WINDOW`` for a closure that is over already or lasts no time, ``X901`` for too many.
        Conflict: ``D244 CLOSURE_CONFLICT`` when it overlaps one with another reason.
    """
    once = for_command(actor, command.op_id, command)
    shaping_id = ShapingId(backend.ids.new("shp"))
    return perform(backend, once, lambda: closing(backend, once, command, shaping_id))


def closing(backend: Backend, once: Once, command: CloseZone, shaping_id: ShapingId) -> Decision:
    """Decide what ``close_zone`` commits; refused as there."""
    known = existing(backend, paths.zone(command.zone_id), Zone)
    check_staff(once.actor, known.value.area_id)
    moment = moment_of(backend, once)
    closure = command.closure.model_copy(update={"shaping_id": shaping_id})
    current = tuple(c for c in known.value.closures if c.window.end_at > moment.at)
    _check(closure, current, moment)
    changes = {
        "closures": (*current, closure),
        "version": known.value.version + 1,
        "changed_at": moment.real_at,
    }
    changed = zone_change(known, known.value.model_copy(update=changes), moment)
    trail = create(paths.shaping(shaping_id), _trail(known.value, closure, shaping_id, moment))
    return Decision((*changed.writes, trail), changed.messages, {**(changed.result or {}), "shaping_id": shaping_id})


def _check(closure: Closure, current: Sequence[Closure], moment: Moment) -> None:
    if closure.window.end_at <= max(moment.at, closure.window.start_at):
        raise Rejected(Code.BAD_WINDOW, {"now": moment.at.isoformat()})
    if len(current) >= _MAX_CLOSURES:
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "closure", "limit": _MAX_CLOSURES})
    for other in current:
        if other.reason != closure.reason and overlap(other.window, closure.window):
            raise Conflict(Code.CLOSURE_CONFLICT, {"reason": other.reason, "shaping_id": other.shaping_id})


def _trail(zone: Zone, closure: Closure, shaping_id: ShapingId, moment: Moment) -> Shaping:
    return Shaping(
        shaping_id=shaping_id,
        area_id=zone.area_id,
        kind=ShapingKind.CLOSE_ZONE,
        zone_id=zone.zone_id,
        window=closure.window,
        reason=closure.reason,
        set_by=Uid(moment.actor.id),
        set_at=moment.at,
    )
