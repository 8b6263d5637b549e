"""Setting areas and zones up in a world of tests, and closing them."""

from typing import Any

from shared.messages.events import ActorKind
from tests.builders import CENTRE, OPERATOR, SQUARE, later
from tests.world import AREA, World

PLACE = {"lat": CENTRE.lat, "lng": CENTRE.lng}
SUPERVISOR = OPERATOR.model_copy(update={"kind": ActorKind.SUPERVISOR, "id": "supervisor-1"})


def put_area(world: World, actor: Any, area_id: str = AREA, **fields: Any) -> dict[str, Any]:
    known = {"name": "Berlin", "timezone": "Europe/Berlin", "centre": PLACE}
    return world.do(actor, "put_service_area", area_id=area_id, **{**known, **fields})


def put_zone(world: World, actor: Any, zone_id: str = "mitte", **fields: Any) -> dict[str, Any]:
    known = {"area_id": AREA, "name": "Mitte", "geometry": SQUARE, "services": ["courier", "repair"]}
    return world.do(actor, "put_zone", zone_id=zone_id, **{**known, **fields})


def close(world: World, actor: Any = OPERATOR, start_s: float = 0, end_s: float = 3600) -> dict[str, Any]:
    window = {"start_at": later(start_s).isoformat(), "end_at": later(end_s).isoformat()}
    return world.do(actor, "close_zone", zone_id="mitte", closure={"window": window, "reason": "marathon"})
