"""Snapshots for operators: the fleet on the map, pressure by zone, and how dense the supply is; on schedule."""

import math
from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.execution import keep
from muster.services.gathering import existing
from muster.services.watch_fleet import Watched, entries_of, entry_of, pause_the_lost, watch_fleet
from shared import paths
from shared.geo.zone_index import ZoneIndex
from shared.models.booking import OPEN_STATES
from shared.models.change import put, remove, replace
from shared.models.facts import FleetEntry, FleetSnapshot
from shared.models.provider import Position, Work
from shared.models.zone import ServiceArea, Zone
from shared.supply.pressure import Look, search_precision, zone_states
from shared.units import AreaId, ZoneId

_FLEET_LIMIT = 5000
_BOOKING_LIMIT = 2000
_PER_SNAPSHOT = 200


def snapshot_areas(backend: Backend) -> int:
    """Look at every area once. What it reads grows with the fleet, once a minute, and no booking waits for it.

    Returns:
        How many areas were looked at.
    """
    areas = backend.store.area_ids()
    for area_id in areas:
        _snapshot(backend, AreaId(area_id))
    return len(areas)


def _snapshot(backend: Backend, area_id: AreaId) -> None:
    area = existing(backend, paths.service_area(area_id), ServiceArea)
    positions = {p.provider_id: p for p in backend.store.positions_of_area(area_id, _FLEET_LIMIT)}
    providers = backend.store.providers_of_area(area_id, _FLEET_LIMIT)
    zones = backend.store.zones_of_area(area_id)
    seen = sorted((p for p in providers if p.provider_id in positions), key=lambda p: p.provider_id)
    before = _fleet_before(backend, area_id, len(seen))
    fleet = watch_fleet(backend, area.value, [(p, positions[p.provider_id]) for p in seen], before)
    _write_fleet(backend, area.value, fleet)
    pause_the_lost(backend, area.value.dispatch, fleet)
    bookings = [b.value for b in backend.store.bookings_in(sorted(OPEN_STATES), _BOOKING_LIMIT, area_id)]
    idle = [positions[p.provider_id] for p in seen if p.work is Work.IDLE]
    look = Look(area_id, zones, bookings, _zones_of(zones, idle))
    keep(backend, [put(paths.zone_state(s.zone_id), s) for s in zone_states(look, backend.clock.now())])
    precision = search_precision([p.geohash for p in positions.values()], area.value.dispatch.candidates_enough)
    if precision != area.value.search_precision:
        _note_density(backend, area_id, precision)


def _zones_of(zones: Sequence[Zone], positions: Sequence[Position]) -> list[ZoneId]:
    index = ZoneIndex(zones)
    return [found[0].zone_id for position in positions if (found := index.locate(position.point))]


def _fleet_before(backend: Backend, area_id: AreaId, providers: int) -> dict[str, FleetEntry]:
    """Read as many of the last snapshots as the fleet fills now: who was on a further one is seen as if for the first time."""
    numbers = range(math.ceil(providers / _PER_SNAPSHOT))
    found = (
        backend.store.get_many([paths.fleet_snapshot(area_id, n) for n in numbers], FleetSnapshot) if providers else {}
    )
    return entries_of([one.value for one in found.values()])


def _write_fleet(backend: Backend, area: ServiceArea, fleet: Sequence[Watched]) -> None:
    taken_at = backend.clock.real_now()
    entries = [entry_of(one, area.dispatch, taken_at) for one in fleet]
    chunks = [tuple(entries[i : i + _PER_SNAPSHOT]) for i in range(0, len(entries), _PER_SNAPSHOT)] or [()]
    snapshots = [
        put(
            paths.fleet_snapshot(area.area_id, number),
            FleetSnapshot(area_id=area.area_id, number=number, providers=chunk, taken_at=taken_at),
        )
        for number, chunk in enumerate(chunks)
    ]
    keep(backend, [*snapshots, remove(paths.fleet_snapshot(area.area_id, len(chunks)))])


def _note_density(backend: Backend, area_id: AreaId, precision: int) -> None:
    area = existing(backend, paths.service_area(area_id), ServiceArea)
    hinted = area.value.model_copy(update={"search_precision": precision})
    try:
        backend.store.commit([replace(area, hinted)])
    except (CommitLost, CommitUnknown):
        backend.log.step("note_density", "left", area_id=area_id)
