"""Note that a phone got or showed an offer; no state depends on it."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, perform
from muster.services.gathering import existing
from shared import paths
from shared.errors import Code, Denied
from shared.messages.commands import AckOffer
from shared.messages.events import Actor
from shared.models.change import Decision, replace
from shared.models.offer import Offer, OfferState


def ack_offer(backend: Backend, actor: Actor, command: AckOffer) -> dict[str, Any]:
    """Move an unanswered offer to delivered or seen, for the acceptance model.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909``.
    """
    once = for_command(actor, command.op_id, command)
    reached = OfferState.SEEN if command.seen else OfferState.DELIVERED

    def decide() -> Decision:
        offer = existing(backend, paths.offer(command.offer_id), Offer)
        if offer.value.provider_id != actor.id:
            raise Denied(Code.NOT_YOURS)
        told = {"offer_id": command.offer_id, "state": offer.value.state.value}
        if not offer.value.is_open or offer.value.state in {reached, OfferState.SEEN}:
            return Decision((), result=told)
        after = offer.value.model_copy(update={"state": reached})
        return Decision((replace(offer, after),), result=told | {"state": reached.value})

    return perform(backend, once, decide)
