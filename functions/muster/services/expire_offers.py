"""Expire the offers of a wave whose deadline has passed."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import area_of, booking_of
from muster.services.open_offers import open_offers
from shared.dispatch import offers
from shared.models.change import Decision


def expire_offers(backend: Backend, booking_id: str, offer_ids: Sequence[str]) -> None:
    """Close those that are still open and due; early, late, twice or never comes to the same."""
    once = for_system("expire", f"{booking_id}.{'.'.join(offer_ids)}")

    def decide() -> Decision:
        still_open = open_offers(backend, offer_ids)
        due = [one for one in still_open if offers.is_due(one.offer.value, backend.clock.now())]
        if not due:
            return Decision(())
        booking = booking_of(backend, booking_id)
        area = area_of(backend, booking.value.area_id)
        return offers.expire(booking, due, area, moment_of(backend, once))

    perform(backend, once, decide)
