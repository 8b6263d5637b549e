"""Stop a measure of demand shaping, or a closure, before its end."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import check_staff, existing
from muster.services.put_zone import zone_writes
from shared import paths
from shared.booking.change import Moment, wake_for_supply
from shared.booking.shaping import without_shaping
from shared.errors import Code, Conflict, Missing
from shared.messages.commands import EndShaping
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.change import Decision, Versioned, Write, replace
from shared.models.shaping import Shaping, ShapingKind
from shared.models.zone import Closure, Zone
from shared.units import Uid


def end_shaping(backend: Backend, actor: Actor, command: EndShaping) -> dict[str, Any]:
    """Take a measure off its area, or a closure off its zone; who did it and when is kept with it.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``D243 SHAPING_OVER`` when it was ended before or has run its course.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: ending(backend, once, command))


def ending(backend: Backend, once: Once, command: EndShaping) -> Decision:
    """Decide what ``end_shaping`` commits; refused as there."""
    known = existing(backend, paths.shaping(command.shaping_id), Shaping)
    shaping = known.value
    check_staff(once.actor, shaping.area_id)
    moment = moment_of(backend, once)
    if shaping.ended_at is not None or shaping.window.end_at <= moment.at:
        ended_at = shaping.ended_at or shaping.window.end_at
        raise Conflict(Code.SHAPING_OVER, {"ended_at": ended_at.isoformat()})
    ended = shaping.model_copy(update={"ended_by": Uid(moment.actor.id), "ended_at": moment.at})
    lifted = _reopened(backend, shaping, moment) if _is_closure(shaping) else (_lifted(backend, shaping, moment),)
    told = {"shaping_id": shaping.shaping_id, "kind": shaping.kind.value}
    return Decision((replace(known, ended), *lifted), (wake_for_supply(shaping.area_id, moment.at),), told)


def opening(backend: Backend, once: Once, zone_id: str, closure: Closure) -> Decision:
    """Decide to take the closure of that time and reason off a zone, and to end its trail if it has one.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for a zone, or a closure of it, that is not there.
        Conflict: ``D243 SHAPING_OVER``.
    """
    zone = existing(backend, paths.zone(zone_id), Zone)
    check_staff(once.actor, zone.value.area_id)
    same = [one for one in zone.value.closures if (one.window, one.reason) == (closure.window, closure.reason)]
    if not same:
        raise Missing(Code.NOT_FOUND, {"zone_id": zone_id, "closures": len(zone.value.closures)})
    if same[-1].shaping_id is not None:
        return ending(backend, once, EndShaping(op_id=once.causation_id, shaping_id=same[-1].shaping_id))
    left = tuple(one for one in zone.value.closures if one is not same[-1])
    return Decision(_with_closures(zone, left, moment_of(backend, once)))


def _is_closure(shaping: Shaping) -> bool:
    return shaping.kind is ShapingKind.CLOSE_ZONE


def _lifted(backend: Backend, shaping: Shaping, moment: Moment) -> Write:
    area = existing(backend, paths.service_area(shaping.area_id), ServiceArea)
    return replace(area, without_shaping(area.value, shaping.shaping_id, moment.at))


def _reopened(backend: Backend, shaping: Shaping, moment: Moment) -> tuple[Write, ...]:
    """The zone without the closure. Nobody is called off by that, so nothing has to be checked again."""
    zone = existing(backend, paths.zone(str(shaping.zone_id)), Zone)
    left = tuple(c for c in zone.value.closures if c.shaping_id != shaping.shaping_id)
    return _with_closures(zone, left, moment)


def _with_closures(zone: Versioned[Zone], closures: tuple[Closure, ...], moment: Moment) -> tuple[Write, ...]:
    changes = {"closures": closures, "version": zone.value.version + 1, "changed_at": moment.real_at}
    return zone_writes(zone, zone.value.model_copy(update=changes), moment)
