"""A matching window as it is gathered: the waiting bookings of an area and the supply around each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend, Learned
from muster.services.learned import models_of, remembered
from muster.services.supply import Nearby, Need, SupplySearch
from shared import paths
from shared.dispatch.acceptance.view import view_of
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.views import job_of, window_problem, with_stays, worker_of
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.dispatch_settings import Planning
from shared.models.facts import ZoneState
from shared.models.plan import AreaPlan
from shared.models.provider import Position, Provider
from shared.units import Uid, ZoneId

_MOST_CANDIDATES = 50
_LOOKS = 4
"""Looks at the supply around a booking: each time twice as many providers, while too few of those seen can be asked."""


@dataclass(frozen=True)
class Window:
    """What was gathered for one window."""

    area: ServiceArea
    waiting: Sequence[Versioned[Booking]]
    nearby: dict[Uid, Nearby]
    problem: WindowProblem
    plan: AreaPlan


def gather_window(backend: Backend, area: ServiceArea, waiting: Sequence[Versioned[Booking]]) -> Window:
    """Read what the decision needs, and no more: its cost grows with the bookings, not with the fleet."""
    now, real_now = backend.clock.now(), backend.clock.real_now()
    known = [(job, b.value.terms.stops) for b in waiting if (job := job_of(b.value, area.dispatch, now)) is not None]
    around = _around(backend, area, [job for job, _ in known])
    workers = [worker_of(one.provider.value, one.position, one.link, now, real_now) for one in around.nearby.values()]
    local = now.astimezone(ZoneInfo(area.timezone))
    looks_ahead = area.dispatch.planning is Planning.ROLLING
    problem = window_problem(
        area,
        [with_stays(job, stops, around.learned.etas, local.hour) for job, stops in known],
        workers,
        now=now,
        hour=local.weekday() * 24 + local.hour,
        pressure=around.pressure,
        acceptance=view_of(around.learned.acceptance, around.nearby),
        seed=int(now.timestamp()),
        learned=around.learned.etas,
        routes=around.plan.routes if looks_ahead else None,
    )
    return Window(area, waiting, around.nearby, problem, around.plan)


@dataclass(frozen=True)
class _Around:
    """What lies around a window's bookings: providers, the zones' pressure, the last plan, and what was learned."""

    nearby: dict[Uid, Nearby]
    pressure: dict[ZoneId, float]
    plan: AreaPlan
    learned: Learned


def _around(backend: Backend, area: ServiceArea, jobs: Sequence[Job]) -> _Around:
    """Find who is near, how the zones stand, what was planned and learned: a query for each place, one request for the rest."""
    plan_path = paths.plan(area.area_id)
    search = SupplySearch(backend, area)
    zones = sorted({zone for job in jobs for zone in (job.pickup_zone, job.dropoff_zone) if zone})
    wanted: dict[str, type[Document]] = {paths.zone_state(zone): ZoneState for zone in zones}
    learned = backend.learned.get(area.area_id, backend.clock.real_now())
    wanted |= {plan_path: AreaPlan} | ({} if learned else models_of(area.area_id))
    found: dict[str, Versioned[Any]] = {}
    positions: dict[Uid, Position] = {}
    short = [(job, area.dispatch.candidates_enough) for job in jobs]
    for _ in range(_LOOKS):
        around = {job.booking_id: search.around(_need(job), enough) for job, enough in short}
        positions |= {position.provider_id: position for seen in around.values() for position in seen}
        wanted |= {path: Provider for uid in sorted(positions) if (path := paths.provider(uid)) not in found}
        found |= backend.store.get_each(wanted)
        wanted = {}
        short = [
            (job, min(2 * enough, _MOST_CANDIDATES))
            for job, enough in short
            if enough <= len(around[job.booking_id])
            and enough < _MOST_CANDIDATES
            and 2 * _askable(job, around[job.booking_id], found) < area.dispatch.candidates_enough
        ]
    states: list[ZoneState] = [known.value for zone in zones if (known := found.get(paths.zone_state(zone)))]
    plan = found[plan_path].value if plan_path in found else AreaPlan(area_id=area.area_id)
    pressure = {state.zone_id: state.pressure for state in states}
    learned = learned or remembered(backend, area.area_id, found)
    return _Around(search.nearby(positions, found), pressure, plan, learned)


def _need(job: Job) -> Need:
    return Need.of(job.pickup, job.service, job.skills)


def _askable(job: Job, positions: Sequence[Position], found: Mapping[str, Versioned[Any]]) -> int:
    """Count those seen who could be asked for ``job``, the engine's finer reasons aside."""
    seen = [found[path].value for p in positions if (path := paths.provider(p.provider_id)) in found]
    return sum(
        provider.load + job.demand <= provider.capacity
        and provider.open_offers < provider.max_open_offers
        and job.service in provider.services
        and provider.provider_id not in job.declined_by
        for provider in seen
    )
