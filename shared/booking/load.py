"""A provider's load: reserving for an offer, taking a job, and being free of it again. Plan and capacity move together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.errors import Code, Conflict
from shared.models.booking import Booking
from shared.models.place import LatLng
from shared.models.provider import Duty, HeldPromise, Provider, RouteStop
from shared.models.stop import Stop
from shared.units import BookingId, ZoneId


@dataclass(frozen=True)
class Course:
    """All stops of a provider in the order in which they are to be made, and when and where that ends."""

    route: tuple[RouteStop, ...]
    end_at: datetime
    end_place: LatLng | None
    end_zone: ZoneId | None


def reserved(provider: Provider, demand: int) -> Provider:
    """Ask ``provider`` once more, for a job of ``demand`` units.

    Raises:
        Conflict: ``D206`` not online, ``D205`` when full, or when as many offers are open as the provider allows.
    """
    if provider.duty is not Duty.ONLINE:
        raise Conflict(Code.NOT_ON_DUTY)
    if provider.open_offers >= provider.max_open_offers:
        raise Conflict(Code.NO_CAPACITY, {"open_offers": provider.open_offers})
    if provider.load + demand > provider.capacity:
        raise Conflict(Code.NO_CAPACITY, {"load": provider.load, "capacity": provider.capacity})
    return _next(provider, open_offers=provider.open_offers + 1, offers_made=provider.offers_made + 1)


def unreserved(provider: Provider, *, counts: bool = True) -> Provider:
    """Close one open offer; one that does not count is taken off the provider's record again."""
    made = provider.offers_made if counts else max(provider.offers_accepted, provider.offers_made - 1)
    return _next(provider, open_offers=max(0, provider.open_offers - 1), offers_made=made)


def behind(provider: Provider, booking: Booking, end_at: datetime) -> Course:
    """The plan with the booking's stops at its end, which is predicted for ``end_at``."""
    last = booking.terms.stops[-1]
    return Course((*provider.route, *_route_of(booking)), end_at, last.point, last.zone_id)


def with_job(
    provider: Provider, booking: Booking, epoch: int, *, course: Course, end_at: datetime, by_offer: bool
) -> Provider:
    """Give ``provider`` the booking, expected to end at ``end_at``, and the plan that has its stops in it.

    Raises:
        Conflict: ``D205 NO_CAPACITY``.
    """
    demand = booking.terms.requirements.demand
    if provider.load + demand > provider.capacity:
        raise Conflict(Code.NO_CAPACITY, {"load": provider.load, "capacity": provider.capacity})
    answered = 1 if by_offer else 0
    return _next(
        provider,
        load=provider.load + demand,
        active_bookings={**provider.active_bookings, booking.booking_id: epoch},
        route=course.route,
        open_offers=max(0, provider.open_offers - answered),
        offers_accepted=provider.offers_accepted + answered,
        idle_since=None,
        free_at=course.end_at,
        free_place=course.end_place,
        zone_id=course.end_zone,
        promises={**provider.promises, booking.booking_id: _promise(booking, end_at)},
    )


def with_taking_over(provider: Provider, booking: Booking, epoch: int, *, course: Course, end_at: datetime) -> Provider:
    """Let ``provider`` count on a booking whose goods somebody else still has, under that one's epoch.

    Raises:
        Conflict: ``D205 NO_CAPACITY``.
    """
    planned = with_job(provider, booking, epoch, course=course, end_at=end_at, by_offer=True)
    coming = {**provider.taking_over, booking.booking_id: epoch}
    return planned.model_copy(update={"active_bookings": provider.active_bookings, "taking_over": coming})


def with_goods(provider: Provider, booking: Booking) -> Provider:
    """Give ``provider`` what they came for: the job is theirs from now on, under its new epoch."""
    left = {job: epoch for job, epoch in provider.taking_over.items() if job != booking.booking_id}
    held = {**provider.active_bookings, booking.booking_id: booking.assignment_epoch}
    return with_route_of(provider.model_copy(update={"taking_over": left, "active_bookings": held}), booking)


def without_stops_of(provider: Provider, booking: Booking) -> Provider:
    """Take a booking's stops off the plan of who still has its goods: somebody else is to make them."""
    return _next(provider, route=tuple(stop for stop in provider.route if stop.booking_id != booking.booking_id))


def _promise(booking: Booking, end_at: datetime) -> HeldPromise:
    return HeldPromise(promised_at=booking.terms.promise.window.end_at, predicted_at=end_at)


def without_job(provider: Provider, booking: Booking, at: datetime) -> Provider:
    """Free ``provider`` of the booking; doing it twice changes nothing."""
    if booking.booking_id not in provider.engagements:
        return provider
    held, coming = (
        {job: epoch for job, epoch in jobs.items() if job != booking.booking_id}
        for jobs in (provider.active_bookings, provider.taking_over)
    )
    left = {**held, **coming}
    return _next(
        provider,
        load=max(0, provider.load - booking.terms.requirements.demand),
        active_bookings=held,
        taking_over=coming,
        route=tuple(stop for stop in provider.route if stop.booking_id != booking.booking_id),
        idle_since=None if left else at,
        free_at=provider.free_at if left else None,
        free_place=provider.free_place if left else None,
        promises={job: held for job, held in provider.promises.items() if job in left},
    )


def with_ends(provider: Provider, end_at: Mapping[BookingId, datetime], free_at: datetime, last: Stop) -> Provider:
    """Expect the jobs held to end at other times, all of them at the ``last`` stop; jobs that are not held are left out."""
    promises = {
        job: held.model_copy(update={"predicted_at": end_at[job]}) if job in end_at else held
        for job, held in provider.promises.items()
    }
    return _next(provider, promises=promises, free_at=free_at, free_place=last.point, zone_id=last.zone_id)


def with_route_of(provider: Provider, booking: Booking) -> Provider:
    """Bring the plan in line with the booking's stops: finished ones go, the way back of what failed comes first."""
    to_do = _route_of(booking)
    kept = tuple(stop for stop in provider.route if stop.booking_id != booking.booking_id or stop in to_do)
    return _next(provider, route=(*(stop for stop in to_do if stop not in kept), *kept))


def _route_of(booking: Booking) -> tuple[RouteStop, ...]:
    return tuple(RouteStop(booking_id=booking.booking_id, stop_id=stop.stop_id) for stop in booking.stops_to_do)


def _next(provider: Provider, **changes: object) -> Provider:
    return provider.model_copy(update={**changes, "version": provider.version + 1})
