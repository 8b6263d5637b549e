"""Open offers together with the providers who hold them."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from shared import paths
from shared.dispatch.offers import OpenOffer
from shared.models.offer import Offer
from shared.models.provider import Provider


def open_offers(backend: Backend, offer_ids: Sequence[str]) -> list[OpenOffer]:
    """Read those of ``offer_ids`` that are still open, with their providers; in the order given."""
    found = backend.store.get_many([paths.offer(offer_id) for offer_id in offer_ids], Offer)
    still_open = [offer for path in map(paths.offer, offer_ids) if (offer := found.get(path)) and offer.value.is_open]
    if not still_open:
        return []
    holders = sorted({paths.provider(offer.value.provider_id) for offer in still_open})
    providers = backend.store.get_many(holders, Provider)
    return [OpenOffer(offer, providers[paths.provider(offer.value.provider_id)]) for offer in still_open]
