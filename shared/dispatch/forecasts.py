"""Forecasts of a pair of booking and provider, from the window alone."""

from shared.dispatch.problem import Job, WindowProblem
from shared.dispatch.ways import to_pickup_s
from shared.eta import forecast
from shared.eta.forecast import JobForecast, StopAhead, planned
from shared.models.eta import Forecast

_NO_STAY = Forecast(p10_s=0, p50_s=0, p90_s=0)


def forecast_job(problem: WindowProblem, job: int, worker: int, *, way_s: int | None = None) -> JobForecast:
    """Forecast when a provider is at the pickup of a booking, and done with it, after all that is on the way already.

    Args:
        problem: the window.
        job: index of the booking.
        worker: index of the provider; the travel between them has to be known.
        way_s: that travel, where the caller has it at hand.
    """
    known_s = to_pickup_s(problem, job, worker) if way_s is None else way_s
    trip_s = int(problem.travel.trip_s[job])
    return _forecast(problem, job, worker, way_s=known_s, trip_s=trip_s, busy_s=problem.workers[worker].free_at_s)


def forecast_leg(problem: WindowProblem, job: int, worker: int, *, pickup_s: int, end_s: int) -> JobForecast:
    """Forecast the same where other bookings come between: planned is to pick up at ``pickup_s`` and be done at ``end_s``.

    Whatever lies between, other stops included, counts as way: it is as uncertain as travel of that length.
    """
    is_waiting = pickup_s <= problem.jobs[job].window_start_s
    way_s = min(pickup_s, to_pickup_s(problem, job, worker)) if is_waiting else pickup_s
    trip_s = end_s - pickup_s - max(0, problem.jobs[job].service_s)
    return _forecast(problem, job, worker, way_s=max(0, way_s), trip_s=max(0, trip_s), busy_s=0)


def _forecast(problem: WindowProblem, job: int, worker: int, *, way_s: int, trip_s: int, busy_s: int) -> JobForecast:
    pickup, last = _stops(problem.jobs[job], way_s, trip_s)
    return forecast.forecast_job(
        pickup,
        last,
        position_age_s=problem.workers[worker].position_age_s,
        busy_s=busy_s,
        spreads=problem.spreads,
    )


def _stops(job: Job, way_s: int, trip_s: int) -> tuple[StopAhead, StopAhead | None]:
    """The pickup and the drop-off; stops between them count as part of the way."""
    stay = job.first_handling or planned(max(0, job.service_s))
    first = StopAhead(travel_s=way_s, ready_s=job.window_start_s, handling=stay)
    if job.dropoff is None:
        return first, None
    last = job.last_handling or _NO_STAY
    between_s = max(0, job.service_s - stay.p50_s - last.p50_s)
    return first, StopAhead(travel_s=trip_s + between_s, handling=last)
