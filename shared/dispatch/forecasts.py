"""Forecasts of a pair of booking and provider, from the window alone."""

from shared.dispatch.problem import Job, WindowProblem
from shared.eta.forecast import JobForecast, StopAhead, forecast_route, planned


def forecast_job(problem: WindowProblem, job: int, worker: int) -> JobForecast:
    """Forecast when a provider is at the pickup of a booking, and done with it, after all that is on the way already.

    Args:
        problem: the window.
        job: index of the booking.
        worker: index of the provider; the travel between them has to be known.
    """
    who = problem.workers[worker]
    route = forecast_route(
        _stops(problem.jobs[job], int(problem.travel.to_pickup_s[job, worker]), int(problem.travel.trip_s[job])),
        position_age_s=who.position_age_s,
        busy_s=who.free_at_s,
        spreads=problem.spreads,
    )
    return JobForecast(pickup=route[0].begun, end=route[-1].done)


def _stops(job: Job, to_pickup_s: int, trip_s: int) -> list[StopAhead]:
    """The pickup and the drop-off; stops between them count as part of the way."""
    stay = job.first_handling or planned(max(0, job.service_s))
    first = StopAhead(travel_s=to_pickup_s, ready_s=job.window_start_s, handling=stay)
    if job.dropoff is None:
        return [first]
    if job.last_handling is None:
        return [first, StopAhead(travel_s=trip_s)]
    between_s = max(0, job.service_s - stay.p50_s - job.last_handling.p50_s)
    return [first, StopAhead(travel_s=trip_s + between_s, handling=job.last_handling)]
