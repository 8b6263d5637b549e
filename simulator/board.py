"""What the operator's console shows, and the few numbers that the live view takes from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from shared.models.booking import Booking, BookingState
from shared.models.facts import ZoneState
from shared.models.offer import Offer
from shared.models.provider import Provider
from shared.models.triage import Triage

WAITING = frozenset({BookingState.SEARCHING, BookingState.AWAITING_APPROVAL, BookingState.SCHEDULED})


@dataclass(frozen=True)
class Board:
    """The documents of one area as its operator hears them."""

    bookings: tuple[Booking, ...] = ()
    offers: tuple[Offer, ...] = ()
    providers: tuple[Provider, ...] = ()
    zones: tuple[ZoneState, ...] = ()
    triage: tuple[Triage, ...] = ()

    def by_state(self) -> dict[BookingState, int]:
        """Open bookings by state."""
        return dict(Counter(booking.state for booking in self.bookings))

    def by_duty_and_work(self) -> dict[tuple[str, str], int]:
        """Providers by what they chose and what they do."""
        return dict(Counter((p.duty.value, p.work.value) for p in self.providers))

    def waiting_in(self, zone_id: str) -> int:
        """Bookings without a provider whose first stop is in the zone."""
        return sum(_zone_of(booking) == zone_id and booking.state in WAITING for booking in self.bookings)

    def active_in(self, zone_id: str) -> int:
        """Bookings with a provider whose first stop is in the zone."""
        return sum(_zone_of(booking) == zone_id and booking.state not in WAITING for booking in self.bookings)

    def idle_in(self, zone_id: str) -> int | None:
        """Idle providers in the zone as the backend last counted them; None before it has."""
        return next((zone.idle_providers for zone in self.zones if zone.zone_id == zone_id), None)


def _zone_of(booking: Booking) -> str:
    return booking.terms.stops[0].zone_id
