"""Decline an offer."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, existing, provider_of
from shared import paths
from shared.dispatch import offers
from shared.messages.commands import DeclineOffer
from shared.messages.events import Actor
from shared.models.change import Decision
from shared.models.offer import Offer


def decline_offer(backend: Backend, actor: Actor, command: DeclineOffer) -> dict[str, Any]:
    """Pass the job on; the decline is remembered, and the last open offer's decline wakes the dispatcher.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201`` to ``D204``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        offer = existing(backend, paths.offer(command.offer_id), Offer)
        booking = booking_of(backend, offer.value.booking_id)
        provider = provider_of(backend, offer.value.provider_id)
        area = area_of(backend, offer.value.area_id)
        return offers.decline(offer, booking, provider, command.reason, area, moment_of(backend, once))

    return perform(backend, once, decide)
