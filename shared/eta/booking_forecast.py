"""What the forecast of a plan means for each booking on it: its window, the chance that it is late, and what that rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from shared.eta.forecast import certainty, chance_at
from shared.eta.learned import LearnedEta
from shared.eta.route_forecast import Start, StopForecast
from shared.models.booking import Booking
from shared.models.eta import EtaWindow
from shared.models.provider import Link
from shared.units import BookingId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingForecast:
    """What a plan means for one booking.

    Attributes:
        stops: those still to do, in order.
        late_chance: that it ends after its promise.
        confidence: chance that it ends within five minutes of the middle of its window.
        basis: what it rests on, in coded terms.
    """

    booking_id: BookingId
    stops: tuple[StopForecast, ...]
    late_chance: float
    confidence: float
    basis: tuple[str, ...]

    @property
    def end(self) -> EtaWindow:
        """When the last stop is done."""
        return self.stops[-1].end


def by_booking(
    route: Sequence[StopForecast], bookings: Mapping[BookingId, Booking], basis: tuple[str, ...] = ()
) -> dict[BookingId, BookingForecast]:
    """Say what a forecast plan means for each booking on it."""
    ordered = sorted(route, key=lambda one: one.booking_id)
    grouped = {booking_id: tuple(stops) for booking_id, stops in groupby(ordered, key=lambda one: one.booking_id)}
    return {
        booking_id: BookingForecast(
            booking_id=booking_id,
            stops=stops,
            late_chance=late_chance(bookings[booking_id], stops[-1].end),
            confidence=certainty(stops[-1].end),
            basis=basis,
        )
        for booking_id, stops in grouped.items()
    }


def late_chance(booking: Booking, end: EtaWindow) -> float:
    """Chance that a booking that ends within ``end`` misses its promise."""
    return 1 - chance_at(end, booking.terms.promise.window.end_at)


def basis_of(start: Start, learned: LearnedEta) -> tuple[str, ...]:
    """Say what a forecast rests on, in coded terms."""
    seen = {Link.FRESH: "position", Link.STALE: "stale_position", Link.LOST: "lost_position"}[start.link]
    return (
        seen if start.place is not None else "plan",
        "learned" if learned.outcomes else "prior",
        *(("pace",) if start.pace is not None else ()),
    )
