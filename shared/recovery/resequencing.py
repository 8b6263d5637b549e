"""The order of a party's stops on a copy of the world: others to try, and what has begun, which stays first."""

from collections.abc import Sequence
from dataclasses import replace

from shared.errors import Code, Conflict, Rejected
from shared.models.booking import Booking
from shared.models.provider import Provider, RouteStop
from shared.models.stop import StopState
from shared.recovery.situation import Situation, joined, with_provider
from shared.units import BookingId, Uid


def resequenced(situation: Situation, uid: Uid, order: Sequence[RouteStop]) -> Situation:
    """Do a party's stops in another order.

    Raises:
        Conflict: ``X910 STALE_VERSION`` when these are not the stops to be done.
        Missing: ``X909 NOT_FOUND``.
        Rejected: ``D230 ORDER_IMPOSSIBLE`` when what is under way would not come first, or a drop-off before its pickup.
    """
    provider = situation.party(uid).provider
    if sorted(map(_key, order)) != sorted(map(_key, provider.route)):
        raise Conflict(Code.STALE_VERSION, {"provider_id": uid, "version": provider.version})
    locked = under_way(situation, uid)
    if tuple(order[: len(locked)]) != locked:
        raise Rejected(Code.ORDER_IMPOSSIBLE, {"reason": "under way", "stops": [stop.stop_id for stop in locked]})
    for booking_id in {stop.booking_id for stop in order}:
        _check_order(situation.booking(booking_id), [stop.stop_id for stop in order if stop.booking_id == booking_id])
    return with_provider(situation, _reordered(situation, provider, tuple(order)))


def under_way(situation: Situation, uid: Uid) -> tuple[RouteStop, ...]:
    """The stops of a party's plan that stay first: all up to the last one that somebody is on the way to or at."""
    route = situation.party(uid).provider.route
    begun = [index for index, entry in enumerate(route) if _is_begun(situation.booking(entry.booking_id), entry)]
    return route[: begun[-1] + 1] if begun else ()


def reinserted(situation: Situation, uid: Uid, booking_id: BookingId) -> Situation:
    """Take a booking's stops out of its holder's plan and put them back where they fit best; what is under way stays.

    Raises:
        Missing: ``X909 NOT_FOUND``.
        Rejected: ``D230 ORDER_IMPOSSIBLE`` when the booking is under way or not on the plan, or no order is known.
    """
    party, booking = situation.party(uid), situation.booking(booking_id)
    locked = under_way(situation, uid)
    if all(stop.booking_id != booking_id for stop in party.provider.route):
        raise Rejected(Code.ORDER_IMPOSSIBLE, {"reason": "not on the plan"})
    if any(stop.booking_id == booking_id for stop in locked):
        raise Rejected(Code.ORDER_IMPOSSIBLE, {"reason": "under way"})
    kept = tuple(stop for stop in party.provider.route if stop.booking_id != booking_id)
    found = joined(situation, replace(party, provider=party.provider.model_copy(update={"route": kept})), booking)
    if found is None:
        raise Rejected(Code.ORDER_IMPOSSIBLE, {"reason": "a place is not known"})
    return with_provider(situation, _reordered(situation, party.provider, found.course.route))


def _reordered(situation: Situation, provider: Provider, route: tuple[RouteStop, ...]) -> Provider:
    """Give a provider the same stops in another order."""
    last = situation.booking(route[-1].booking_id).stop(route[-1].stop_id) if route else None
    ends = {"free_place": last.point, "zone_id": last.zone_id} if last else {}
    return provider.model_copy(update={"route": route, "version": provider.version + 1, **ends})


def _is_begun(booking: Booking, entry: RouteStop) -> bool:
    stop = booking.stop(entry.stop_id)
    return stop is not None and stop.state is not StopState.PENDING


def _key(stop: RouteStop) -> tuple[str, str]:
    return stop.booking_id, stop.stop_id


def _check_order(booking: Booking, stop_ids: Sequence[str]) -> None:
    to_do = [stop.stop_id for stop in booking.stops_to_do]
    if list(stop_ids) != to_do:
        raise Rejected(Code.ORDER_IMPOSSIBLE, {"booking_id": booking.booking_id, "order": to_do})
