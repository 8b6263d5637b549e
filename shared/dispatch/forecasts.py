"""Forecasts of pairs of booking and provider, from the window alone."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from shared.dispatch.arrays import ints, not_negative
from shared.dispatch.columns import Ints
from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.ways import to_pickup_s
from shared.eta.job_forecast import JobsAhead, Quantiles, forecast_jobs, planned_stays
from shared.models.base import rows_of
from shared.models.eta import Forecast


class JobForecast(NamedTuple):
    """When work at the pickup begins and when the last stop is done."""

    pickup: Forecast
    end: Forecast


def forecast_pairs(problem: WindowProblem, job: Ints, worker: Ints, way_s: Ints) -> list[JobForecast]:
    """Forecast when providers are at the pickups of bookings, and done, after all that is on the way already.

    Args:
        problem: the window.
        job: index of the booking of each pair.
        worker: index of the provider.
        way_s: known travel between the two.
    """
    busy_s = ints(problem.workers[one].free_at_s for one in worker.tolist())
    return _forecasts(
        problem, job, worker, way_s=way_s, trip_s=problem.travel.trip_s[job].astype(np.int64), busy_s=busy_s
    )


def forecast_leg(problem: WindowProblem, job: int, worker: int, *, pickup_s: int, end_s: int) -> JobForecast:
    """Forecast the same where other bookings come between: planned is to pick up at ``pickup_s`` and be done at ``end_s``.

    Whatever lies between, other stops included, counts as way: it is as uncertain as travel of that length.
    """
    is_waiting = pickup_s <= problem.jobs[job].window_start_s
    way_s = min(pickup_s, to_pickup_s(problem, job, worker)) if is_waiting else pickup_s
    trip_s = end_s - pickup_s - max(0, problem.jobs[job].service_s)
    one, other, way, trip = (np.array([value], dtype=np.int64) for value in (job, worker, way_s, trip_s))
    return _forecasts(problem, one, other, way_s=way, trip_s=trip, busy_s=np.zeros_like(one))[0]


def _forecasts(
    problem: WindowProblem, job: Ints, worker: Ints, *, way_s: Ints, trip_s: Ints, busy_s: Ints
) -> list[JobForecast]:
    jobs = [problem.jobs[one] for one in job.tolist()]
    stay, last, between_s = _stays(jobs)
    has_trip = np.array([one.dropoff is not None for one in jobs], dtype=np.bool_)
    ahead = JobsAhead(
        busy_s=busy_s,
        age_s=ints(problem.workers[one].position_age_s for one in worker.tolist()),
        way_s=way_s,
        ready_s=ints(one.window_start_s for one in jobs),
        stay=stay,
        trip_s=np.where(has_trip, np.maximum(0, trip_s) + between_s, 0),
        last=last,
        has_trip=has_trip,
    )
    pickups, ends = _documents(*forecast_jobs(ahead, problem.spreads))
    return [JobForecast(pickup, end) for pickup, end in zip(pickups, ends, strict=True)]


def _stays(jobs: Sequence[Job]) -> tuple[Quantiles, Quantiles, Ints]:
    """At the pickups and at the drop-offs, as learned or else as planned; and stops between them, part of the way."""
    service_s = not_negative(job.service_s for job in jobs)
    first = planned_stays(service_s)
    last = Quantiles(*(np.zeros_like(service_s) for _ in range(3)))
    _put(first, [job.first_handling for job in jobs])
    _put(last, [job.last_handling if job.dropoff else None for job in jobs])
    return first, last, np.maximum(0, service_s - first.p50_s - last.p50_s)


def _put(stays: Quantiles, learned: Sequence[Forecast | None]) -> None:
    """Let what was learned stand where something was."""
    for place, known in enumerate(learned):
        if known is not None:
            stays.p10_s[place], stays.p50_s[place], stays.p90_s[place] = known.p10_s, known.p50_s, known.p90_s


def _documents(*sets: Quantiles) -> list[list[Forecast]]:
    """Equal forecasts are one document: they are whole seconds, and in a large window many are the same."""
    rows = [list(zip(*(column.tolist() for column in one), strict=True)) for one in sets]
    distinct = list(dict.fromkeys(chain.from_iterable(rows)))
    p10_s, p50_s, p90_s = zip(*distinct, strict=True) if distinct else ((), (), ())
    known = dict(zip(distinct, rows_of(Forecast, p10_s=p10_s, p50_s=p50_s, p90_s=p90_s), strict=True))
    return [[known[row] for row in some] for some in rows]
