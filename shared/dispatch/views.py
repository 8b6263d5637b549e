"""Documents as the engine sees them: bookings become jobs, providers become workers. Order and seconds are settled here."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from shared.dispatch.acceptance.view import AcceptanceView
from shared.dispatch.problem import Job, RoutePromise, WindowProblem, Worker
from shared.eta.learned import LearnedEta
from shared.eta.travel import Traveller, estimate_table
from shared.geo.cells import SPEED_PRECISION, encode
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.plan import PlannedVisit
from shared.models.provider import Link, Position, Provider
from shared.models.stop import Stop
from shared.telemetry.quality import trusted_accuracy_m
from shared.units import Uid, ZoneId, whole_seconds


def job_of(booking: Booking, settings: DispatchSettings, now: datetime) -> Job | None:
    """View a searching booking as a job, its stays at stops as planned; None when its first place is not known any more.

    Args:
        booking: as stored.
        settings: of its area.
        now: business instant that all seconds refer to.
    """
    terms, search = booking.terms, booking.search
    first, last = terms.stops[0], terms.stops[-1]
    if first.point is None or search is None:
        return None
    return Job(
        booking_id=booking.booking_id,
        service=terms.service,
        pickup=first.point,
        dropoff=last.point if last is not first else None,
        demand=terms.requirements.demand,
        skills=terms.requirements.skills,
        vehicles=terms.requirements.vehicles,
        window_start_s=whole_seconds(terms.ready_at, now),
        window_end_s=whole_seconds(first.window.end_at, now) if first.window else None,
        promise_end_s=whole_seconds(terms.promise.window.end_at, now),
        service_s=sum(stop.service_s for stop in terms.stops),
        waiting_s=max(0, -whole_seconds(search.opened_at, now)),
        declined_by=_cooling(search.declined_at, settings, now),
        blocked=tuple(Uid(uid) for uid in terms.preferences.avoided_providers),
        preferred=Uid(terms.preferences.preferred_provider) if terms.preferences.preferred_provider else None,
        wave=search.wave + 1,
        attempts_left=max(0, settings.max_attempts - search.attempts),
        offer_by_s=whole_seconds(search.deadline_at, now) - settings.alert_before_s,
        pickup_zone=first.zone_id,
        dropoff_zone=last.zone_id if last is not first else None,
    )


def with_stays(job: Job, stops: Sequence[Stop], learned: LearnedEta, hour: int) -> Job:
    """Foresee a job's stays at the first and, if it is another, the last stop; ``hour`` is local."""
    ends = stops[:1] if len(stops) == 1 else (stops[0], stops[-1])
    stays = [learned.handling(stop.type, stop.zone_id, stop.cell, hour, stop.service_s) for stop in ends]
    return replace(
        job,
        service_s=sum(stay.p50_s for stay in stays) + sum(stop.service_s for stop in stops[1:-1]),
        first_handling=stays[0],
        last_handling=stays[1] if len(stays) > 1 else None,
    )


def _cooling(declined_at: Mapping[Uid, datetime], settings: DispatchSettings, now: datetime) -> tuple[Uid, ...]:
    cooldown = timedelta(seconds=settings.decline_cooldown_s)
    return tuple(sorted(uid for uid, at in declined_at.items() if at + cooldown > now))


def worker_of(provider: Provider, position: Position, link: Link, now: datetime, real_now: datetime) -> Worker:
    """View a provider as a worker, where the phone last was; a position that is not believed is as vague as can be."""
    return Worker(
        provider_id=provider.provider_id,
        position=position.point,
        services=provider.services,
        skills=provider.skills,
        vehicle=provider.vehicle,
        duty=provider.duty,
        link=link,
        accuracy_m=trusted_accuracy_m(position),
        position_age_s=max(0, whole_seconds(real_now, position.server_time)),
        heading_deg=position.heading_deg,
        speed_mps=position.speed_mps,
        capacity=provider.capacity,
        load=provider.load,
        open_offers=provider.open_offers,
        max_open_offers=provider.max_open_offers,
        free_at_s=max(0, whole_seconds(provider.free_at, now)) if provider.free_at else 0,
        free_place=provider.free_place,
        zone=provider.heading(now) or provider.zone_id,
        promises=_promises(provider, now),
        idle_s=max(0, -whole_seconds(provider.idle_since, now)) if provider.idle_since else 0,
        offers_made=provider.offers_made,
        offers_accepted=provider.offers_accepted,
        shift_ends_s=whole_seconds(provider.shift_ends_at, now) if provider.shift_ends_at else None,
    )


def _promises(provider: Provider, now: datetime) -> tuple[RoutePromise, ...]:
    """How much time is left beside each promise: a job that is overdue eats it up second by second."""
    return tuple(
        RoutePromise(booking_id=booking_id, slack_s=whole_seconds(held.promised_at, max(held.predicted_at, now)))
        for booking_id, held in sorted(provider.promises.items())
    )


def window_problem(
    area: ServiceArea,
    jobs: Sequence[Job],
    workers: Sequence[Worker],
    *,
    now: datetime,
    hour: int,
    pressure: Mapping[ZoneId, float],
    acceptance: AcceptanceView | None = None,
    seed: int,
    learned: LearnedEta | None = None,
    routes: Mapping[Uid, tuple[PlannedVisit, ...]] | None = None,
) -> WindowProblem:
    """Put a window together: longest waiting job first, workers by id, travel times estimated.

    Args:
        area: whose window it is.
        jobs: waiting bookings.
        workers: providers near them.
        now: business instant that all seconds refer to.
        hour: of the area's local week, 0 is Monday from midnight to one; speed factors go by the hour of the day.
        pressure: open demand over supply by zone, where known.
        acceptance: what was learned from earlier offers.
        seed: kept with the decision.
        learned: speeds by cell and hour, and how far travel strays; the priors without it.
        routes: what the last window planned; none for a window that stands for itself.
    """
    known = learned or LearnedEta()
    ordered = tuple(sorted(jobs, key=lambda job: (-job.waiting_s, job.booking_id)))
    crew = tuple(sorted(workers, key=lambda worker: worker.provider_id))
    travel = estimate_table(
        [
            Traveller(place=worker.start, vehicle=worker.vehicle, cell=encode(worker.start, SPEED_PRECISION))
            for worker in crew
        ],
        [(job.pickup, job.dropoff) for job in ordered],
        known.speed_book(area.dispatch.fleet_speed_mps, now),
        hour=hour % 24,
        trip_cells=[encode(job.pickup, SPEED_PRECISION) for job in ordered],
    )
    return WindowProblem(
        area_id=area.area_id,
        now=now,
        jobs=ordered,
        workers=crew,
        travel=travel,
        settings=area.dispatch,
        pressure=dict(pressure),
        spreads=known.spreads(),
        seed=seed,
        hour=hour,
        acceptance=acceptance,
        routes=routes,
    )
