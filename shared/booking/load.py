"""A provider's load: reserving for an offer, taking a job, and being free of it again. Plan and capacity move together."""

from datetime import datetime

from shared.errors import Code, Conflict
from shared.models.booking import FINISHED_STOP_STATES, Booking
from shared.models.provider import Duty, HeldPromise, Provider, RouteStop


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


def with_job(provider: Provider, booking: Booking, epoch: int, *, end_at: datetime, by_offer: bool) -> Provider:
    """Give ``provider`` the booking; its stops go to the end of the plan, which is predicted to end at ``end_at``.

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
        route=(*provider.route, *_stops_to_do(booking)),
        open_offers=max(0, provider.open_offers - answered),
        offers_accepted=provider.offers_accepted + answered,
        idle_since=None,
        free_at=end_at,
        free_place=booking.terms.stops[-1].point,
        zone_id=booking.terms.stops[-1].zone_id,
        promises={**provider.promises, booking.booking_id: _promise(booking, end_at)},
    )


def _promise(booking: Booking, end_at: datetime) -> HeldPromise:
    return HeldPromise(promised_at=booking.terms.promise.window.end_at, predicted_at=end_at)


def without_job(provider: Provider, booking: Booking, at: datetime) -> Provider:
    """Free ``provider`` of the booking; doing it twice changes nothing."""
    if booking.booking_id not in provider.active_bookings:
        return provider
    left = {job: epoch for job, epoch in provider.active_bookings.items() if job != booking.booking_id}
    return _next(
        provider,
        load=max(0, provider.load - booking.terms.requirements.demand),
        active_bookings=left,
        route=tuple(stop for stop in provider.route if stop.booking_id != booking.booking_id),
        idle_since=None if left else at,
        free_at=provider.free_at if left else None,
        free_place=provider.free_place if left else None,
        promises={job: held for job, held in provider.promises.items() if job in left},
    )


def with_route_of(provider: Provider, booking: Booking) -> Provider:
    """Bring the plan in line with the booking's stops: finished ones go, a return stop is added."""
    others = tuple(stop for stop in provider.route if stop.booking_id != booking.booking_id)
    return _next(provider, route=(*_stops_to_do(booking), *others))


def _stops_to_do(booking: Booking) -> tuple[RouteStop, ...]:
    return tuple(
        RouteStop(booking_id=booking.booking_id, stop_id=stop.stop_id)
        for stop in booking.terms.stops
        if stop.state not in FINISHED_STOP_STATES
    )


def _next(provider: Provider, **changes: object) -> Provider:
    return provider.model_copy(update={**changes, "version": provider.version + 1})
