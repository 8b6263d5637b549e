"""Turns a window's bookings and providers into columns."""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from shared.dispatch import config
from shared.dispatch.acceptance.columns import acceptance_columns
from shared.dispatch.arrays import are, facts, flags, floats, ints, not_negative, or_never, row_of
from shared.dispatch.columns import (
    CODE_OF,
    NO_CODE,
    Barred,
    Codes,
    Columns,
    Fitness,
    Flags,
    FleetColumns,
    Ints,
    JobColumns,
    LineTravel,
    PickupTravel,
    TableTravel,
)
from shared.dispatch.exclusion import fitness_codes
from shared.dispatch.positions import degrees_of, headings_of, starts_of
from shared.dispatch.problem import Job, RoutePromise, WindowProblem, Worker
from shared.dispatch.ways import of_shape
from shared.eta.estimate import TravelEstimate
from shared.eta.travel import UNKNOWN, FloatArray, TravelTable, on_sphere
from shared.models.decision import ExclusionReason
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import Duty, Link
from shared.units import Uid, ZoneId

Need = TypeVar("Need", bound=Hashable)
Has = TypeVar("Has", bound=Hashable)


def columns_of(problem: WindowProblem) -> Columns:
    """Turn a window into arrays. What the travel table lacks is ``UNKNOWN``; what it has too much is ignored."""
    n_jobs, n_workers = len(problem.jobs), len(problem.workers)
    first = _first_index(problem.workers)
    jobs, fleet = _job_columns(problem, first), _fleet_columns(problem, first)
    return Columns(
        settings=problem.settings,
        jobs=jobs,
        fleet=fleet,
        travel=_travel(problem.travel, n_jobs, n_workers),
        barred=_barred(problem.jobs, n_workers, first),
        fitness=fitness_of(jobs, fleet),
        acceptance=acceptance_columns(problem, jobs.trip_s, jobs.left_pressure),
    )


def fitness_of(jobs: JobColumns, fleet: FleetColumns) -> Fitness:
    """Judge what providers are against what bookings need, once for all bookings that need the same."""
    kinds = zip(*(column.tolist() for column in (jobs.service, jobs.skills, jobs.vehicles, jobs.demand)), strict=True)
    need = row_of(list(kinds))
    of_each_need = np.flatnonzero(np.diff(np.maximum.accumulate(need), prepend=-1))
    workers = np.arange(len(fleet.room))
    return Fitness(need=need, codes=fitness_codes(jobs, fleet, of_each_need[:, None], workers[None, :]))


def _travel(given: TravelTable | TravelEstimate, n_jobs: int, n_workers: int) -> PickupTravel:
    if isinstance(given, TravelTable):
        return TableTravel(to_pickup_s=of_shape(given.to_pickup_s, n_jobs, n_workers))
    return LineTravel(road_mps=given.speeds_of(n_workers), detour_factor=given.detour_factor)


def own_rate(made: Ints, accepted: Ints, settings: DispatchSettings) -> FloatArray:
    """Expected chance of a yes by each worker's own record, drawn towards the prior when data is thin."""
    prior = settings.weights.prior_offers
    tried = np.maximum(0, made)
    rates: FloatArray = np.minimum(np.maximum(0, accepted), tried) + prior * settings.weights.prior_acceptance
    return rates / (tried + prior)


def _first_index(workers: Sequence[Worker]) -> dict[Uid, int]:
    uids = [worker.provider_id for worker in reversed(workers)]
    return dict(zip(uids, reversed(range(len(uids))), strict=True))


def _pressures(problem: WindowProblem, zones: Sequence[ZoneId | None], otherwise: float) -> FloatArray:
    known = {zone: _pressure(problem, zone) if zone else otherwise for zone in set(zones)}
    return floats(map(known.__getitem__, zones))


def _pressure(problem: WindowProblem, zone: ZoneId) -> float:
    value = problem.pressure.get(zone, config.NEUTRAL_PRESSURE)
    return config.NEUTRAL_PRESSURE if math.isnan(value) else min(max(value, 0.0), config.MAX_PRESSURE)


def _job_columns(problem: WindowProblem, first: Mapping[Uid, int]) -> JobColumns:
    jobs = problem.jobs
    starts_s, ends_s, promises_s, services_s, demands, waiting_s = facts(
        jobs, "window_start_s", "window_end_s", "promise_end_s", "service_s", "demand", "waiting_s"
    )
    services, skills, vehicles, preferred, left, entered = facts(
        jobs, "service", "skills", "vehicles", "preferred", "pickup_zone", "dropoff_zone"
    )
    pickup_deg, on_site_s = degrees_of([job.pickup for job in jobs]), not_negative(services_s)
    work_s = _work_s(problem, on_site_s)
    return JobColumns(
        pickup_deg=pickup_deg,
        pickup_at=on_sphere(pickup_deg),
        window_start_s=ints(starts_s),
        window_end_s=or_never(ends_s),
        promise_end_s=or_never(promises_s),
        work_s=work_s,
        trip_s=np.maximum(0, work_s - on_site_s),
        demand=ints(demands),
        waiting_s=not_negative(waiting_s),
        service=row_of(services),
        skills=row_of(skills),
        vehicles=row_of(vehicles),
        preferred=ints([first.get(uid, -1) if uid else -1 for uid in preferred]),
        left_pressure=_pressures(problem, left, config.NEUTRAL_PRESSURE),
        entered_pressure=_pressures(
            problem, [to or start for to, start in zip(entered, left, strict=True)], config.NEUTRAL_PRESSURE
        ),
    )


def _work_s(problem: WindowProblem, on_site_s: Ints) -> Ints:
    trip_s = np.full(len(problem.jobs), UNKNOWN, dtype=np.int64)
    told_s = problem.travel.trip_s.reshape(-1)[: len(trip_s)]
    trip_s[: len(told_s)] = told_s
    trip_s[are([job.dropoff for job in problem.jobs], None)] = 0
    return np.where(trip_s < 0, UNKNOWN, np.minimum(on_site_s + trip_s, config.FAR_FUTURE_S))


def _fleet_columns(problem: WindowProblem, first: Mapping[Uid, int]) -> FleetColumns:
    jobs, workers, settings = problem.jobs, problem.workers, problem.settings
    free_at_s, ages_s, accuracies_m, idle_s, ends_s, promises, zones = facts(
        workers, "free_at_s", "position_age_s", "accuracy_m", "idle_s", "shift_ends_s", "promises", "zone"
    )
    capacity, load, most, open_offers, made, accepted = map(
        ints,
        facts(workers, "capacity", "load", "max_open_offers", "open_offers", "offers_made", "offers_accepted"),
    )
    services, skills, vehicles = facts(workers, "services", "skills", "vehicle")
    interruption_s = settings.weights.interruption_s
    position_deg = degrees_of([worker.position for worker in workers])
    start_deg = starts_of(workers, position_deg)
    return FleetColumns(
        own_code=_own_codes(workers, first, _are_suspect(workers, position_deg, settings), settings),
        start_deg=start_deg,
        start_at=on_sphere(start_deg),
        free_at_s=not_negative(free_at_s),
        age_s=not_negative(ages_s),
        accuracy_m=floats(accuracies_m),
        heading=headings_of(workers),
        capacity=np.maximum(1, capacity),
        room=capacity - load,
        offer_room=most - open_offers,
        idle_s=not_negative(idle_s),
        own_rate=own_rate(made, accepted, settings),
        shift_ends_s=or_never(ends_s),
        breaks_promise=flags([bool(some) and _would_break(some, interruption_s) for some in promises]),
        late_promises=ints([sum(promise.slack_s < 0 for promise in some) if some else 0 for some in promises]),
        pressure=_pressures(problem, zones, math.nan),
        service_ok=_table([job.service for job in jobs], services, lambda need, has: need in has),
        skills_ok=_table([job.skills for job in jobs], skills, lambda need, has: set(need) <= set(has)),
        vehicles_ok=_table([job.vehicles for job in jobs], vehicles, lambda need, has: not need or has in need),
    )


def _would_break(promises: Sequence[RoutePromise], interruption_s: int) -> bool:
    return any(0 <= promise.slack_s < interruption_s for promise in promises)


def _table(needs: Iterable[Need], held: Sequence[Has], meets: Callable[[Need, Has], bool]) -> Flags:
    """``(n_needs, n_workers)``: each need against what each worker has, worked out once for each kind of either."""
    distinct, kinds = list(dict.fromkeys(needs)), set(held)
    table = [
        list(map(known.__getitem__, held))
        for need in distinct
        for known in ({kind: meets(need, kind) for kind in kinds},)
    ]
    return np.array(table, dtype=np.bool_).reshape(len(distinct), len(held))


def _own_codes(
    workers: Sequence[Worker], first: Mapping[Uid, int], suspect: Flags, settings: DispatchSettings
) -> Codes:
    """The first reason that lies in each worker alone, in the order of ``ExclusionReason``."""
    uids, duties, links = facts(workers, "provider_id", "duty", "link")
    first_places = ints(list(map(first.__getitem__, uids)))
    found = {
        ExclusionReason.DUPLICATE_PROVIDER: first_places != np.arange(len(workers)),
        ExclusionReason.NOT_ON_DUTY: ~are(duties, Duty.ONLINE),
        ExclusionReason.LINK_LOST: are(links, Link.LOST),
        ExclusionReason.LINK_STALE: are(links, Link.STALE) & settings.exclude_stale,
        ExclusionReason.POSITION_SUSPECT: suspect,
    }
    codes: Codes = np.full(len(workers), NO_CODE, dtype=np.uint8)
    for reason, holds in reversed(found.items()):
        codes[holds] = CODE_OF[reason]
    return codes


def _are_suspect(workers: Sequence[Worker], position_deg: FloatArray, settings: DispatchSettings) -> Flags:
    accuracies_m, speeds_mps = facts(workers, "accuracy_m", "speed_mps")
    nowhere: Flags = (position_deg == 0).all(axis=1)
    precise = floats(accuracies_m) <= settings.suspect_accuracy_m
    plausible = floats([0.0 if speed is None else speed for speed in speeds_mps]) <= settings.suspect_speed_mps
    return nowhere | ~precise | ~plausible


def _barred(jobs: Sequence[Job], n_workers: int, first: Mapping[Uid, int]) -> Barred:
    found: dict[int, int] = {}
    for row, job in enumerate(jobs):
        if not (job.declined_by or job.offered_to or job.blocked):
            continue
        named = (
            (job.declined_by, ExclusionReason.DECLINED_RECENTLY),
            (job.offered_to, ExclusionReason.ALREADY_OFFERED),
            (job.blocked, ExclusionReason.BLOCKED_BY_CUSTOMER),
        )
        for uids, reason in named:
            found |= {row * n_workers + first[uid]: CODE_OF[reason] for uid in uids if uid in first}
    places = sorted(found)
    codes = np.array([found[place] for place in places], dtype=np.uint8)
    return Barred(n_workers=n_workers, places=ints(places), codes=codes)
