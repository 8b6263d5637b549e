"""Turns a window's bookings and providers into columns."""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from shared.dispatch import config
from shared.dispatch.acceptance.columns import acceptance_columns
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
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.dispatch.ways import of_shape
from shared.eta.estimate import TravelEstimate
from shared.eta.travel import UNKNOWN, FloatArray, TravelTable, on_sphere
from shared.models.decision import ExclusionReason
from shared.models.place import LatLng
from shared.models.provider import Duty, Link
from shared.models.zone import DispatchSettings
from shared.units import Uid, ZoneId

Need = TypeVar("Need", bound=Hashable)


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
    need = _row_of(list(kinds))
    _, of_each_need = np.unique(need, return_index=True)
    workers = np.arange(len(fleet.room))
    return Fitness(need=need, codes=fitness_codes(jobs, fleet, of_each_need[:, None], workers[None, :]))


def _travel(given: TravelTable | TravelEstimate, n_jobs: int, n_workers: int) -> PickupTravel:
    if isinstance(given, TravelTable):
        return TableTravel(to_pickup_s=of_shape(given.to_pickup_s, n_jobs, n_workers))
    return LineTravel(road_mps=given.speeds_of(n_workers), detour_factor=given.detour_factor)


def own_rate(worker: Worker, settings: DispatchSettings) -> float:
    """Expected chance of a yes by the worker's own record, drawn towards the prior when data is thin."""
    prior = settings.weights.prior_offers
    made = max(0, worker.offers_made)
    accepted = min(max(0, worker.offers_accepted), made)
    return (accepted + prior * settings.weights.prior_acceptance) / (made + prior)


def _first_index(workers: Sequence[Worker]) -> dict[Uid, int]:
    return {worker.provider_id: index for index, worker in reversed(list(enumerate(workers)))}


def _ints(values: Iterable[int]) -> Ints:
    limit, given = config.FAR_FUTURE_S, list(values)
    if max(given, default=0) > limit or min(given, default=0) < -limit:
        given = [min(max(value, -limit), limit) for value in given]
    return np.array(given, dtype=np.int64)


def _not_negative(values: Iterable[int]) -> Ints:
    return np.maximum(0, _ints(values))


def _floats(values: Iterable[float]) -> FloatArray:
    return np.array(list(values), dtype=np.float64)


def _degrees(places: Sequence[LatLng]) -> FloatArray:
    return _floats(value for place in places for value in (place.lat, place.lng)).reshape(-1, 2)


def _or_never(seconds: int | None) -> int:
    return config.FAR_FUTURE_S if seconds is None else seconds


def _pressure(problem: WindowProblem, zone: ZoneId | None) -> float:
    value = problem.pressure.get(zone, config.NEUTRAL_PRESSURE) if zone else config.NEUTRAL_PRESSURE
    return config.NEUTRAL_PRESSURE if math.isnan(value) else min(max(value, 0.0), config.MAX_PRESSURE)


def _job_columns(problem: WindowProblem, first: Mapping[Uid, int]) -> JobColumns:
    jobs, work_s = problem.jobs, _work_s(problem)
    pickup_deg = _degrees([job.pickup for job in jobs])
    return JobColumns(
        pickup_deg=pickup_deg,
        pickup_at=on_sphere(pickup_deg),
        window_start_s=_ints(job.window_start_s for job in jobs),
        window_end_s=_ints(_or_never(job.window_end_s) for job in jobs),
        promise_end_s=_ints(_or_never(job.promise_end_s) for job in jobs),
        work_s=work_s,
        trip_s=np.maximum(0, work_s - _not_negative(job.service_s for job in jobs)),
        demand=_ints(job.demand for job in jobs),
        waiting_s=_not_negative(job.waiting_s for job in jobs),
        service=_row_of([job.service for job in jobs]),
        skills=_row_of([job.skills for job in jobs]),
        vehicles=_row_of([job.vehicles for job in jobs]),
        preferred=_ints(first.get(job.preferred, -1) if job.preferred else -1 for job in jobs),
        left_pressure=_floats(_pressure(problem, job.pickup_zone) for job in jobs),
        entered_pressure=_floats(_pressure(problem, job.dropoff_zone or job.pickup_zone) for job in jobs),
    )


def _work_s(problem: WindowProblem) -> Ints:
    trips = problem.travel.trip_s.reshape(-1).tolist()
    trips += [UNKNOWN] * (len(problem.jobs) - len(trips))
    return _ints(_work_of(job, trip) for job, trip in zip(problem.jobs, trips, strict=False))


def _work_of(job: Job, trip_s: int) -> int:
    if job.dropoff is None:
        return max(0, job.service_s)
    return UNKNOWN if trip_s < 0 else max(0, job.service_s) + trip_s


def _fleet_columns(problem: WindowProblem, first: Mapping[Uid, int]) -> FleetColumns:
    jobs, workers, settings = problem.jobs, problem.workers, problem.settings
    interruption_s = settings.weights.interruption_s
    start_deg = _degrees([worker.start for worker in workers])
    return FleetColumns(
        own_code=_own_codes(workers, first, settings),
        start_deg=start_deg,
        start_at=on_sphere(start_deg),
        free_at_s=_not_negative(worker.free_at_s for worker in workers),
        age_s=_not_negative(worker.position_age_s for worker in workers),
        accuracy_m=_floats(worker.accuracy_m for worker in workers),
        heading=_floats(part for worker in workers for part in _heading(worker)).reshape(-1, 2),
        capacity=np.maximum(1, _ints(worker.capacity for worker in workers)),
        room=_ints(worker.capacity - worker.load for worker in workers),
        offer_room=_ints(worker.max_open_offers - worker.open_offers for worker in workers),
        idle_s=_not_negative(worker.idle_s for worker in workers),
        own_rate=_floats(own_rate(worker, settings) for worker in workers),
        shift_ends_s=_ints(_or_never(worker.shift_ends_s) for worker in workers),
        breaks_promise=_flags(_would_break(worker, interruption_s) for worker in workers),
        late_promises=_ints(sum(promise.slack_s < 0 for promise in worker.promises) for worker in workers),
        pressure=_floats(_pressure(problem, worker.zone) if worker.zone else math.nan for worker in workers),
        service_ok=_table([job.service for job in jobs], workers, lambda need, w: need in w.services),
        skills_ok=_table([job.skills for job in jobs], workers, lambda need, w: set(need) <= set(w.skills)),
        vehicles_ok=_table([job.vehicles for job in jobs], workers, lambda need, w: not need or w.vehicle in need),
    )


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), dtype=np.bool_)


def _would_break(worker: Worker, interruption_s: int) -> bool:
    return any(0 <= promise.slack_s < interruption_s for promise in worker.promises)


def _row_of(needs: Sequence[Hashable]) -> Ints:
    rows = {need: row for row, need in enumerate(dict.fromkeys(needs))}
    return _ints(rows[need] for need in needs)


def _table(needs: Sequence[Need], workers: Sequence[Worker], meets: Callable[[Need, Worker], bool]) -> Flags:
    distinct = list(dict.fromkeys(needs))
    table = [[meets(need, worker) for worker in workers] for need in distinct]
    return np.array(table, dtype=np.bool_).reshape(len(distinct), len(workers))


def _own_codes(workers: Sequence[Worker], first: Mapping[Uid, int], settings: DispatchSettings) -> Codes:
    """The first reason that lies in each worker alone, in the order of ``ExclusionReason``."""
    is_stale = _flags(worker.link == Link.STALE for worker in workers)
    found = {
        ExclusionReason.DUPLICATE_PROVIDER: _flags(first[w.provider_id] != place for place, w in enumerate(workers)),
        ExclusionReason.NOT_ON_DUTY: _flags(worker.duty != Duty.ONLINE for worker in workers),
        ExclusionReason.LINK_LOST: _flags(worker.link == Link.LOST for worker in workers),
        ExclusionReason.LINK_STALE: is_stale & settings.exclude_stale,
        ExclusionReason.POSITION_SUSPECT: _flags(_is_suspect(worker, settings) for worker in workers),
    }
    codes: Codes = np.full(len(workers), NO_CODE, dtype=np.uint8)
    for reason, holds in reversed(found.items()):
        codes[holds] = CODE_OF[reason]
    return codes


def _is_suspect(worker: Worker, settings: DispatchSettings) -> bool:
    nowhere = worker.position.lat == 0 and worker.position.lng == 0
    precise = worker.accuracy_m <= settings.suspect_accuracy_m
    plausible = worker.speed_mps is None or worker.speed_mps <= settings.suspect_speed_mps
    return nowhere or not precise or not plausible


def _heading(worker: Worker) -> tuple[float, float]:
    """Unit vector east and north; zero for who stands, goes unknown ways, or has a route to finish first."""
    moves = (worker.speed_mps or 0.0) >= config.MOVING_MPS and worker.free_place is None
    if not moves or worker.heading_deg is None or not math.isfinite(worker.heading_deg):
        return (0.0, 0.0)
    angle = math.radians(worker.heading_deg)
    return (math.sin(angle), math.cos(angle))


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
    return Barred(n_workers=n_workers, places=_ints(places), codes=codes)
