"""One provider's plan when a booking joins it: all stops in the best order, what is under way first.

The order is part of the provider's document; the timeline of a booking does not depend on it. No array package is needed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil

from shared.booking.load import Course
from shared.dispatch.begun_plan import Running, planned, problem_of
from shared.dispatch.routing.alone import best_alone
from shared.dispatch.routing.ground import Ground, Ride, ground
from shared.dispatch.routing.insertion import cheapest
from shared.dispatch.routing.model import (
    Method,
    ProviderRoute,
    RouteProblem,
    RoutingSettings,
    StopRef,
)
from shared.dispatch.routing.plan import as_plan
from shared.dispatch.routing.spots import NEVER
from shared.eta.speeds import road_s
from shared.models.booking import Booking
from shared.models.place import place_key
from shared.models.provider import Provider, RouteStop, VehicleType
from shared.units import BookingId

_DRIVE_COST, _LATE_COST, _END_COST = 2, 10, 1
"""A second of driving counts as two seconds that one customer waits; a second past a promise as ten."""
_LABELS = 6_000
"""Partial routes that an accept may look at; beyond, the new stops go where they cost least and the rest stays as it is."""


@dataclass(frozen=True)
class Replanned:
    """The plan with the new booking in it, and when that booking begins and ends."""

    course: Course
    pickup_at: datetime
    end_at: datetime


def replanned(provider: Provider, running: Running, new: Booking, now: datetime) -> Replanned | None:
    """Put a booking into a plan that has begun.

    The first stop stays first, and so does all up to the last one under way. The end of a booking held before is put off
    past its promise, or past what was planned if that is later, by ``promise_give_s`` at most; nothing is on board for
    longer than on a straight trip by more than ``max_extra_on_board_s``, unless it was planned so; and each stop that
    overtakes another one must save ``plan_change_price_s`` of driving. No more than ``most_on_board`` bookings are on board at a
    time that were not so before, and without ``between_drops`` nothing is picked up elsewhere while something is on board: then
    the booking comes last.

    Args:
        provider: with the plan so far.
        running: what is on it.
        new: the booking that joins.
        now: business time.

    Returns:
        The plan; None when it can't be made because a place or a booking of it is not known.
    """
    bookings = {booking.booking_id: booking for booking in (*planned(provider, running.held), new)}
    plan = tuple(StopRef(entry.booking_id, entry.stop_id) for entry in provider.route)
    problem = problem_of(provider, bookings, running, new, now)
    if problem is None:
        return None
    appended = (*plan, *(StopRef(new.booking_id, stop.stop_id) for stop in new.stops_to_do))
    settings = RoutingSettings(
        drive_cost=_DRIVE_COST,
        late_cost=_LATE_COST,
        end_cost=_END_COST,
        moved_price_s=running.settings.plan_change_price_s,
        exact_labels=_LABELS,
    )
    before = ground(problem, {}, settings)
    if not isinstance(before, Ground):
        return None
    unchanged = _driven(before, _numbers(before, appended))
    bound = _kept_promises(problem, unchanged, bookings, running, provider.vehicle, new)
    strict = ground(bound, {provider.provider_id: plan}, settings)
    if not isinstance(strict, Ground):
        return None
    route = _driven(strict, _best(strict, _numbers(strict, appended), len(problem.jobs) - 1))
    if not running.settings.between_drops and _picks_up_elsewhere(route, bound, bookings):
        route = unchanged
    return _as_replanned(route, bookings, new, now)


def _kept_promises(
    problem: RouteProblem,
    unchanged: ProviderRoute,
    bookings: Mapping[BookingId, Booking],
    running: Running,
    vehicle: VehicleType,
    new: Booking,
) -> RouteProblem:
    """The same problem in which nothing is on board, and no booking held before ends, much later than without a change."""
    times = {stop.ref: stop for stop in unchanged.stops}
    jobs = []
    for job in problem.jobs:
        booking, last = bookings[job.booking_id], job.visits[-1]
        begin_s = times[StopRef(job.booking_id, last.stop_id)].begin_s
        first = job.visits[0]
        left_s = times[StopRef(job.booking_id, first.stop_id)].leave_s if first.load > 0 else job.since_s or 0
        straight_s = ceil(road_s(booking.terms.trip_m, running.settings.fleet_speed_mps, vehicle))
        fresh_s = max(straight_s + running.settings.max_extra_on_board_s, begin_s - left_s)
        if booking is not new:
            latest_s = max(begin_s, last.due_s or 0) + running.settings.promise_give_s
            last = replace(last, latest_s=latest_s)
        jobs.append(replace(job, visits=(*job.visits[:-1], last), max_on_board_s=fresh_s if last.load < 0 else None))
    provider = replace(
        problem.providers[0], capacity=max(running.settings.most_on_board, _most_carried(unchanged, problem))
    )
    return replace(problem, providers=(provider,), jobs=tuple(jobs))


def _carried(route: ProviderRoute, problem: RouteProblem) -> Iterator[tuple[StopRef, int]]:
    """Each stop, and how many bookings are on board after it."""
    loads = {StopRef(job.booking_id, visit.stop_id): visit.load for job in problem.jobs for visit in job.visits}
    on_board = _on_board(problem)
    for ref in route.refs:
        on_board += loads[ref]
        yield ref, on_board


def _most_carried(route: ProviderRoute, problem: RouteProblem) -> int:
    return max(_on_board(problem), *(on_board for _, on_board in _carried(route, problem)))


def _on_board(problem: RouteProblem) -> int:
    """How many bookings are on board now."""
    return sum(job.on_board for job in problem.jobs)


def _picks_up_elsewhere(route: ProviderRoute, problem: RouteProblem, bookings: Mapping[BookingId, Booking]) -> bool:
    """Whether more is picked up with something on board, but for what stands at the place of the pickup just before."""
    last, before = None, _on_board(problem)
    for ref, on_board in _carried(route, problem):
        stop = bookings[ref.booking_id].stop(ref.stop_id)
        place = place_key(stop.point) if stop and stop.point else None
        is_pickup = on_board > before
        if is_pickup and before and place != last:
            return True
        last, before = place if is_pickup else None, on_board
    return False


def _best(made: Ground, appended: tuple[int, ...], new_job: int) -> tuple[int, ...]:
    """The best order, exactly if its budget lasts; else the new stops where they cost least; else behind all others."""
    best = best_alone(made, 0, range(len(made.chains)))
    if best is not None and best.route is not None:
        return best.route
    others = tuple(number for number in appended if made.spots[number].job != new_job)
    ride = made.drive(0, others)
    placed = cheapest(made, 0, others, ride.cost, new_job, NEVER) if isinstance(ride, Ride) else None
    return placed.route if placed is not None else appended


def _numbers(made: Ground, refs: Sequence[StopRef]) -> tuple[int, ...]:
    number_of = {spot.ref: number for number, spot in enumerate(made.spots)}
    locked = set(made.locked[0])
    return tuple(number_of[ref] for ref in refs if number_of[ref] not in locked)


def _driven(made: Ground, route: tuple[int, ...]) -> ProviderRoute:
    return as_plan(made, [route], Method.EXACT, proven=False).routes[0]


def _as_replanned(
    route: ProviderRoute, bookings: Mapping[BookingId, Booking], new: Booking, now: datetime
) -> Replanned:
    mine = [stop for stop in route.stops if stop.ref.booking_id == new.booking_id]
    last = route.stops[-1].ref
    end = bookings[last.booking_id].stop(last.stop_id)
    course = Course(
        route=tuple(RouteStop(booking_id=ref.booking_id, stop_id=ref.stop_id) for ref in route.refs),
        end_at=now + timedelta(seconds=route.stops[-1].leave_s),
        end_place=end.point if end else None,
        end_zone=end.zone_id if end else None,
    )
    return Replanned(course, now + timedelta(seconds=mine[0].begin_s), now + timedelta(seconds=mine[-1].leave_s))
