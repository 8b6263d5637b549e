"""Learn how much the areas' zones are asked for, from bookings that ended and demand that was refused, on schedule.

As with ``learn_etas``, the instant up to which was learned is stored with what was learned, under a precondition: repeated or
overlapping runs count nothing twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend
from muster.services.execution import kept
from muster.services.gathering import area_of
from muster.services.settled import settled_facts
from muster.services.tolerance import add_up
from shared import paths
from shared.geo.cells import middle
from shared.geo.zone_index import ZoneIndex
from shared.models.change import create, replace
from shared.models.facts import Refusal
from shared.models.supply import DemandModel
from shared.models.zone import Zone
from shared.supply.demand import Want, learned, wants_of
from shared.units import AreaId

_HISTORY = timedelta(days=14)
"""How far back an area's first look goes."""
_AT_ONCE = 1000
"""Refusals beyond this of one look are not counted: such a flood says nothing of demand."""


def learn_demand(backend: Backend) -> int:
    """Look at every area.

    Returns:
        How many wishes were learned from.
    """
    return add_up(backend, "learn_demand", backend.store.area_ids, lambda area_id: _learn(backend, AreaId(area_id)))


def _learn(backend: Backend, area_id: AreaId) -> int:
    area = area_of(backend, area_id)
    before = backend.store.get(paths.demand_model(area_id), DemandModel)
    since = before.value.learned_until if before else backend.clock.now() - _HISTORY
    facts, until = settled_facts(backend, area_id, since)
    if until <= since:
        return 0
    wants = [*wants_of(facts), *_refused(backend, area_id, since, until)]
    known = before.value if before else None
    after = learned(known, area_id, wants, since=since, until=until, tz=ZoneInfo(area.timezone))
    write = replace(before, after) if before else create(paths.demand_model(area_id), after)
    return len(wants) if kept(backend, write, "learn_demand", area_id=area_id) else 0


def _refused(backend: Backend, area_id: AreaId, since: datetime, until: datetime) -> list[Want]:
    refusals = backend.store.refusals_between(area_id, since, until, _AT_ONCE)
    return _located(refusals, backend.store.zones_of_area(area_id)) if refusals else []


def _located(refusals: Sequence[Refusal], zones: Sequence[Zone]) -> list[Want]:
    """Demand that a zone turned away is demand of the zone; what lies in no zone is nobody's."""
    index = ZoneIndex(zones)
    return [
        Want(found[0].zone_id, refusal.at, served=False)
        for refusal in refusals
        if (found := index.locate(middle(refusal.cell)))
    ]
