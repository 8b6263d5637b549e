"""Open offers together with the providers who hold them."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from shared import paths
from shared.dispatch.offers import OpenOffer
from shared.errors import Code, Missing
from shared.models.offer import Offer
from shared.models.provider import Provider


def open_offers(backend: Backend, offer_ids: Sequence[str]) -> list[OpenOffer]:
    """Read those of ``offer_ids`` that are still open, with their providers; in the order given.

    Raises:
        Missing: ``X909`` when an offer's provider is not there.
    """
    found = backend.store.get_many([paths.offer(offer_id) for offer_id in offer_ids], Offer)
    still_open = [offer for path in map(paths.offer, offer_ids) if (offer := found.get(path)) and offer.value.is_open]
    if not still_open:
        return []
    holders = sorted({paths.provider(offer.value.provider_id) for offer in still_open})
    providers = backend.store.get_many(holders, Provider)
    absent = [path for path in holders if path not in providers]
    if absent:
        raise Missing(Code.NOT_FOUND, {"providers": absent})
    return [OpenOffer(offer, providers[paths.provider(offer.value.provider_id)]) for offer in still_open]
