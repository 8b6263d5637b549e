"""Snapshots for operators: the fleet on the map, pressure by zone, and how dense the supply is; on schedule.

Where a zone is short, the same look serves to ask idle providers to move.
"""

import math
from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.area_look import judge_zones, look_at_area
from muster.services.execution import keep, kept
from muster.services.gathering import existing
from muster.services.rebalance_areas import suggest_moves
from muster.services.tolerance import each
from muster.services.watch_fleet import Watched, entries_of, entry_of, pause_the_lost, watch_fleet
from shared import paths
from shared.booking.hours import hour_of, work_seen
from shared.models.area import ServiceArea
from shared.models.change import Write, put, remove, replace
from shared.models.facts import FleetEntry, FleetSnapshot, WorkHour
from shared.supply.pressure import search_precision
from shared.units import AreaId

_PER_SNAPSHOT = 200


def snapshot_areas(backend: Backend) -> int:
    """Look at every area once. What it reads grows with the fleet, once a minute, and no booking waits for it.

    Returns:
        How many areas were looked at.
    """
    return each(backend, "snapshot", backend.store.area_ids, lambda area_id: _snapshot(backend, AreaId(area_id)))


def _snapshot(backend: Backend, area_id: AreaId) -> None:
    sight = look_at_area(backend, area_id)
    look = sight.look
    placed = [(seen.provider, sight.positions[seen.provider.provider_id]) for seen in look.fleet]
    fleet = watch_fleet(backend, look.area, placed, _fleet_before(backend, area_id, len(placed)))
    _write_fleet(backend, look.area, fleet)
    pause_the_lost(backend, look.area.dispatch, fleet)
    suggest_moves(backend, look, judge_zones(backend, look), "schedule")
    precision = search_precision([p.geohash for p in sight.positions.values()], look.area.dispatch.candidates_enough)
    if precision != look.area.search_precision:
        _note_density(backend, area_id, precision)


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
    gone = remove(paths.fleet_snapshot(area.area_id, len(chunks)))
    keep(backend, [*snapshots, gone, _work(backend, area.area_id, entries)])


def _work(backend: Backend, area_id: AreaId, fleet: Sequence[FleetEntry]) -> Write:
    """Count who is on duty and who of them works; of two looks at the same moment one counts."""
    hour = hour_of(backend.clock.now())
    path = paths.work_hour(area_id, hour)
    known = backend.store.get(path, WorkHour)
    return put(path, work_seen(known.value if known else None, area_id, hour, fleet, backend.clock.real_now()))


def _note_density(backend: Backend, area_id: AreaId, precision: int) -> None:
    area = existing(backend, paths.service_area(area_id), ServiceArea)
    hinted = area.value.model_copy(update={"search_precision": precision})
    kept(backend, replace(area, hinted), "note_density", area_id=area_id)
