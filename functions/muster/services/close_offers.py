"""Close the documents of offers that became void, and free what was reserved for them."""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.open_offers import open_offers
from shared.dispatch import offers
from shared.models.change import Decision
from shared.models.offer import OfferState


def close_offers(backend: Backend, key: str, offer_ids: Sequence[str]) -> None:
    """Withdraw those that are still open, one commit each, so that a busy provider holds up nobody else."""
    for offer_id in offer_ids:
        _close(backend, key, offer_id)


def _close(backend: Backend, key: str, offer_id: str) -> None:
    once = for_system("close", f"{key}.{offer_id}")

    def decide() -> Decision:
        still_open = open_offers(backend, [offer_id])
        if not still_open:
            return Decision(())
        return Decision(offers.closing(still_open, OfferState.WITHDRAWN, moment_of(backend, once).at))

    perform(backend, once, decide)
