"""Shape an area's demand for a while."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import check_staff, existing
from shared import paths
from shared.booking.change import Moment
from shared.booking.shaping import set_measure
from shared.errors import Code, Missing
from shared.messages.commands import ShapeDemand
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.change import Decision
from shared.models.shaping import Shaping
from shared.models.zone import Zone
from shared.units import AreaId, ShapingId, Uid, ZoneId

_S_PER_MIN = 60


def shape_demand(backend: Backend, actor: Actor, command: ShapeDemand) -> dict[str, Any]:
    """Set a measure: the area's copy of it acts from its start to its end, ``shapings/{id}`` keeps its trail.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for an unknown area, or a zone that is not in it.
        Rejected: ``B108 BAD_WINDOW`` for one that is over already, ``X901`` for too many.
        Conflict: ``D242 SHAPING_CONFLICT``.
    """
    once = for_command(actor, command.op_id, command)
    check_staff(actor, command.area_id)
    shaping_id = ShapingId(backend.ids.new("shp"))

    def decide() -> Decision:
        area = existing(backend, paths.service_area(command.area_id), ServiceArea)
        if command.zone_id is not None:
            _check_zone(backend, command.zone_id, command.area_id)
        moment = moment_of(backend, once)
        shaping = _shaping(command, shaping_id, moment)
        told = {"shaping_id": shaping_id, "area_id": command.area_id, "kind": command.kind.value}
        return Decision(set_measure(area, shaping, moment.at), result=told)

    return perform(backend, once, decide)


def _check_zone(backend: Backend, zone_id: str, area_id: str) -> None:
    if existing(backend, paths.zone(zone_id), Zone).value.area_id != area_id:
        raise Missing(Code.NOT_FOUND, {"zone_id": zone_id, "area_id": area_id})


def _shaping(command: ShapeDemand, shaping_id: ShapingId, moment: Moment) -> Shaping:
    return Shaping(
        shaping_id=shaping_id,
        area_id=AreaId(command.area_id),
        kind=command.kind,
        zone_id=ZoneId(command.zone_id) if command.zone_id else None,
        service=command.service,
        window=command.window,
        extra_s=(command.extra_min or 0) * _S_PER_MIN,
        reason=command.reason,
        set_by=Uid(moment.actor.id),
        set_at=moment.at,
    )
