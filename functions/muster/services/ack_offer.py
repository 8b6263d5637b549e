"""Note that a phone got or showed an offer; no state depends on it."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import keep
from muster.services.gathering import existing
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import AckOffer
from shared.messages.events import Actor
from shared.models.change import replace
from shared.models.offer import Offer, OfferState


def ack_offer(backend: Backend, actor: Actor, command: AckOffer) -> dict[str, Any]:
    """Move an unanswered offer to delivered or seen, for the acceptance model; again, it changes nothing.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909``.
        Unavailable: ``X908`` also when the offer changed at the same moment.
    """
    reached = OfferState.SEEN if command.seen else OfferState.DELIVERED
    offer = existing(backend, paths.offer(command.offer_id), Offer)
    if offer.value.provider_id != actor.id:
        raise Denied(Code.NOT_YOURS)
    if not offer.value.is_open or offer.value.state in {reached, OfferState.SEEN}:
        return {"offer_id": command.offer_id, "state": offer.value.state.value}
    keep(backend, [replace(offer, offer.value.model_copy(update={"state": reached, "seen": command.seen}))])
    return {"offer_id": command.offer_id, "state": reached.value}
