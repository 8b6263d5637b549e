"""One look at an area, for snapshots and rebalancing: its zones, its bookings and its whole fleet. Never on a booking's path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import existing
from shared import paths
from shared.geo.zone_index import ZoneIndex
from shared.models.area import ServiceArea
from shared.models.booking import OPEN_STATES
from shared.models.change import put
from shared.models.facts import ZoneState
from shared.models.provider import Position, Provider, link_of
from shared.models.supply import DemandModel
from shared.models.zone import Zone
from shared.supply.capacity import Seen
from shared.supply.pressure import Look, zone_states
from shared.units import AreaId, Uid, ZoneId

_FLEET_LIMIT = 5000
_BOOKING_LIMIT = 2000


@dataclass(frozen=True)
class AreaLook:
    """What was read: the look that the zones are judged by, and all positions by provider."""

    look: Look
    positions: Mapping[Uid, Position]


def look_at_area(backend: Backend, area_id: AreaId) -> AreaLook:
    """Read an area once: its cost grows with its fleet and its open bookings."""
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    positions = {p.provider_id: p for p in backend.store.positions_of_area(area_id, _FLEET_LIMIT)}
    providers = backend.store.providers_of_area(area_id, _FLEET_LIMIT)
    zones = backend.store.zones_of_area(area_id)
    bookings = [b.value for b in backend.store.bookings_in(sorted(OPEN_STATES), _BOOKING_LIMIT, area_id)]
    states, model = _remembered(backend, area_id, zones)
    fleet = _fleet(
        backend, area, zones, [(p, positions[p.provider_id]) for p in providers if p.provider_id in positions]
    )
    return AreaLook(Look(area, zones, bookings, fleet, model, states), positions)


def judge_zones(backend: Backend, look: Look) -> tuple[ZoneState, ...]:
    """Judge the zones of a look and keep how they stand."""
    states = zone_states(look, backend.clock.now())
    keep(backend, [put(paths.zone_state(state.zone_id), state) for state in states])
    return states


def _remembered(
    backend: Backend, area_id: AreaId, zones: Sequence[Zone]
) -> tuple[dict[ZoneId, ZoneState], DemandModel | None]:
    """How the zones stood at the last look, and what was learned of their demand."""
    model_path = paths.demand_model(area_id)
    found = backend.store.get_each(
        {model_path: DemandModel, **{paths.zone_state(zone.zone_id): ZoneState for zone in zones}}
    )
    model = found.pop(model_path).value if model_path in found else None
    return {known.value.zone_id: known.value for known in found.values()}, model


def _fleet(
    backend: Backend, area: ServiceArea, zones: Sequence[Zone], seen: Sequence[tuple[Provider, Position]]
) -> list[Seen]:
    index, real_now = ZoneIndex(zones), backend.clock.real_now()
    fleet = []
    for provider, position in sorted(seen, key=lambda one: one[0].provider_id):
        zone_id = found[0].zone_id if (found := index.locate(position.point)) else None
        fleet.append(Seen(provider, position.point, link_of(position, area.dispatch, real_now), zone_id))
    return fleet
