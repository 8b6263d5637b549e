"""Accept an offer: exactly one provider wins."""

from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, existing, provider_of
from shared import paths
from shared.dispatch import offers
from shared.dispatch.assigning import Crew, forecast_for
from shared.messages.commands import AcceptOffer
from shared.messages.events import Actor
from shared.models.booking import Contacts
from shared.models.change import Decision
from shared.models.offer import Offer
from shared.models.provider import Position, link_of


def accept_offer(backend: Backend, actor: Actor, command: AcceptOffer) -> dict[str, Any]:
    """Take the job in one commit with preconditions on booking, own offer and own provider.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201 ALREADY_TAKEN`` to ``D208``, saying what is true now.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        offer = existing(backend, paths.offer(command.offer_id), Offer)
        booking = booking_of(backend, offer.value.booking_id)
        provider = provider_of(backend, offer.value.provider_id)
        settings = area_of(backend, offer.value.area_id).dispatch
        position = backend.store.get(paths.position(offer.value.provider_id), Position)
        contacts = backend.store.get(paths.contacts(offer.value.booking_id), Contacts)
        moment = moment_of(backend, once)
        link = link_of(
            position.value if position else None,
            real_now=moment.real_at,
            stale_after_s=settings.stale_after_s,
            lost_after_s=settings.lost_after_s,
        )
        forecast = forecast_for(booking.value, moment.at, offer.value.pickup_eta_s, settings.fleet_speed_mps)
        crew = Crew(provider, contacts.value if contacts else None)
        return offers.accept(offer, booking, crew, link, forecast, moment)

    return perform(backend, once, decide)
