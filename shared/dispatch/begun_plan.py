"""A plan that has begun, as a routing problem: the stops that are left, from where the provider is, what is under way locked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from shared.booking.terms import trip_m
from shared.dispatch.routing.model import RouteJob, RouteProblem, RouteProvider, StopRef, Visit
from shared.eta.speeds import road_s
from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import Provider
from shared.models.stop import Stop, StopState, StopType
from shared.units import BookingId, whole_seconds


@dataclass(frozen=True)
class Running:
    """What a provider does already.

    Attributes:
        held: the bookings held, as read.
        place: where the provider was last seen.
        settings: the area's.
    """

    held: tuple[Booking, ...]
    place: LatLng
    settings: DispatchSettings


def planned(provider: Provider, held: Iterable[Booking]) -> list[Booking]:
    """The bookings on the plan: not those whose goods wait here for somebody else, who makes the stops that are left."""
    return [one for one in held if one.meeting is None or one.booking_id in provider.taking_over]


def problem_of(
    provider: Provider, bookings: Mapping[BookingId, Booking], running: Running, new: Booking, now: datetime
) -> RouteProblem | None:
    """All stops to do as a routing problem, the new booking last; place 0 is where the provider is.

    Loads are bookings on board, with room for all: that what is held fits was seen to when each was accepted.
    """
    left = [(booking, stop) for booking in bookings.values() for stop in booking.stops_to_do]
    points = [running.place, *(stop.point for _, stop in left)]
    known = [point for point in points if point is not None]
    plan = [StopRef(entry.booking_id, entry.stop_id) for entry in provider.route]
    held = {StopRef(b.booking_id, s.stop_id) for b, s in left if b is not new}
    if len(known) < len(points) or held != set(plan):
        return None
    place_of = {StopRef(b.booking_id, s.stop_id): place for place, (b, s) in enumerate(left, start=1)}
    speed_mps = running.settings.fleet_speed_mps
    return RouteProblem(
        providers=(
            RouteProvider(
                provider_id=provider.provider_id,
                place=0,
                capacity=len(bookings),
                locked=_under_way(plan, bookings),
            ),
        ),
        jobs=tuple(_job(booking, provider, place_of, now) for booking in bookings.values()),
        travel_s=[[ceil(road_s(trip_m([a, b]), speed_mps, provider.vehicle)) for b in known] for a in known],
    )


def _under_way(plan: Sequence[StopRef], bookings: Mapping[BookingId, Booking]) -> tuple[StopRef, ...]:
    """The next action, which the phone shows already, and all up to the last stop that somebody is on the way to or at."""
    last = 0
    for index, ref in enumerate(plan):
        stop = bookings[ref.booking_id].stop(ref.stop_id)
        if stop is not None and stop.state is not StopState.PENDING:
            last = index
    return tuple(plan[: last + 1])


def _job(booking: Booking, provider: Provider, place_of: Mapping[StopRef, int], now: datetime) -> RouteJob:
    stops = booking.stops_to_do
    loads = _loads(booking, stops)
    promise_s = whole_seconds(booking.terms.promise.window.end_at, now)
    visits = tuple(
        Visit(
            stop_id=stop.stop_id,
            place=place_of[StopRef(booking.booking_id, stop.stop_id)],
            earliest_s=_opens_s(booking, stop, now),
            due_s=promise_s if stop is stops[-1] else None,
            service_s=stop.service_s,
            load=load,
        )
        for stop, load in zip(stops, loads, strict=True)
    )
    picked_up_at = booking.terms.stops[0].finished_at
    return RouteJob(
        booking_id=booking.booking_id,
        visits=visits,
        on_board=-sum(loads),
        since_s=whole_seconds(picked_up_at, now) if picked_up_at else None,
        provider_id=provider.provider_id,
    )


def _loads(booking: Booking, stops: Sequence[Stop]) -> list[int]:
    """A booking is on board from the first pickup to the last hand-over; one of a service carries nothing."""
    loads = [0] * len(stops)
    if stops[-1].type is StopType.SERVICE:
        return loads
    is_first_pickup = stops[0] is booking.terms.stops[0] and stops[0].type is StopType.PICKUP
    if is_first_pickup or stops[0].type is StopType.HAND_OVER:
        loads[0] += 1
    loads[-1] -= 1
    return loads


def _opens_s(booking: Booking, stop: Stop, now: datetime) -> int:
    opens_at = booking.opens_at(stop)
    return max(0, whole_seconds(opens_at, now)) if opens_at else 0
