"""Check the bookings that wait in a zone again after the zone changed."""

from collections.abc import Iterator
from datetime import datetime

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import booking_of, existing, serve_again
from muster.services.paging import paged
from shared import paths
from shared.booking import ending
from shared.errors import Code, Rejected
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Versioned
from shared.models.zone import Zone
from shared.units import AreaId

WAITING = (BookingState.SCHEDULED, BookingState.SEARCHING, BookingState.AWAITING_APPROVAL)
_PAGE = 300


def recheck_zone(backend: Backend, zone_id: str) -> int:
    """Cancel, without a fee and with the zone's code, waiting bookings that are not served any more.

    Jobs under way go on: a closure stops new work, not work that has a provider.

    Returns:
        How many were cancelled.
    """
    zone = existing(backend, paths.zone(zone_id), Zone).value
    stale = [booking for booking in waiting_in(backend, zone.area_id) if _is_older(booking, zone)]
    return sum(_recheck(backend, booking, zone) for booking in stale)


def waiting_in(backend: Backend, area_id: AreaId) -> Iterator[Booking]:
    """Everything that waits in an area, the oldest first, page by page: what was booked weeks ahead elsewhere hides nothing."""

    def read(since: datetime | None, size: int) -> list[Versioned[Booking]]:
        return backend.store.bookings_in(WAITING, size, area_id, since)

    return (one.value for one in paged(read, lambda booking: booking.created_at, _PAGE))


def _is_older(booking: Booking, zone: Zone) -> bool:
    return any(stop.zone_id == zone.zone_id and stop.zone_version < zone.version for stop in booking.terms.stops)


def _recheck(backend: Backend, booking: Booking, zone: Zone) -> bool:
    once = for_system("recheck", f"{booking.booking_id}.{zone.zone_id}.{zone.version}")

    def decide() -> Decision:
        current = booking_of(backend, booking.booking_id)
        if current.value.state not in WAITING:
            return Decision(())
        code = unserved(backend, current.value)
        return Decision(()) if code is None else ending.cancel_unserved(current, code, moment_of(backend, once))

    return bool(perform(backend, once, decide))


def unserved(backend: Backend, booking: Booking) -> Code | None:
    """Say why a waiting booking is no longer served where and when it is wanted; None when it is, or only has to wait."""
    points = [stop.point for stop in booking.terms.stops if stop.point is not None]
    begins_at = max(booking.terms.ready_at, backend.clock.now())
    try:
        serve_again(backend, booking, points, begins_at)
    except Rejected as refusal:
        return None if refusal.code is Code.SERVICE_PAUSED else refusal.code
    return None
