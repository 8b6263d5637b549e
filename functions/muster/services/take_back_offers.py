"""Take back the open offers of a provider who went off duty, so that their bookings are offered on without waiting."""

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import area_of, booking_of
from muster.services.open_offers import open_offers
from shared.dispatch import offers
from shared.models.change import Decision
from shared.models.provider import MOST_OPEN_OFFERS, Duty
from shared.units import OfferId


def take_back_offers(backend: Backend, key: str, provider_id: str) -> None:
    """Withdraw what the provider has not answered, one commit each; who is on duty again by then keeps it."""
    for offer in backend.store.offers_open_to(provider_id, MOST_OPEN_OFFERS):
        _take_back(backend, key, offer.value.offer_id)


def _take_back(backend: Backend, key: str, offer_id: OfferId) -> None:
    once = for_system("take_back", f"{key}.{offer_id}")

    def decide() -> Decision:
        found = [one for one in open_offers(backend, [offer_id]) if one.provider.value.duty is not Duty.ONLINE]
        if not found:
            return Decision(())
        (one,) = found
        booking = booking_of(backend, one.offer.value.booking_id)
        area = area_of(backend, one.offer.value.area_id)
        return offers.take_back(one, booking, area, moment_of(backend, once))

    perform(backend, once, decide)
