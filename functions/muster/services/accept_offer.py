"""Accept an offer: exactly one provider wins."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import among, existing, holder_of
from muster.services.running import running_of
from shared import paths
from shared.dispatch import batching, handing_over, offers
from shared.dispatch.assigning import Crew
from shared.dispatch.assignment_forecast import forecast_by
from shared.messages.commands import AcceptOffer
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned
from shared.models.contacts import Contacts
from shared.models.offer import Offer, OfferPurpose
from shared.models.plan import Batch
from shared.models.provider import Position, Provider, link_of


def accept_offer(backend: Backend, actor: Actor, command: AcceptOffer) -> dict[str, Any]:
    """Take the job in one commit with preconditions on booking, own offer and own provider; or agree to come for its goods.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201 ALREADY_TAKEN`` to ``D208``, saying what is true now.
    """
    once = for_command(actor, command.op_id, command)
    known: list[Offer] = []

    def decide() -> Decision:
        offer, found = _read(backend, command.offer_id, known)
        booking: Versioned[Booking] = among(found, paths.booking(offer.value.booking_id))
        provider: Versioned[Provider] = among(found, paths.provider(offer.value.provider_id))
        area: ServiceArea = among(found, paths.service_area(offer.value.area_id)).value
        position: Versioned[Position] | None = found.get(paths.position(offer.value.provider_id))
        contacts: Versioned[Contacts] | None = found.get(paths.contacts(offer.value.booking_id))
        holder = holder_of(backend, booking.value) if offer.value.purpose is OfferPurpose.HAND_OVER else None
        moment = moment_of(backend, once)
        link = link_of(position.value if position else None, area.dispatch, moment.real_at)
        speed_mps, vehicle = area.dispatch.fleet_speed_mps, provider.value.vehicle
        forecast = forecast_by(offer.value, booking.value, moment.at, speed_mps, vehicle)
        forecast = replace(forecast, nearby_s=area.revisions.nearby_s)
        running = running_of(backend, provider.value, position, area.dispatch)
        crew = Crew(provider, contacts.value if contacts else None, running)
        if offer.value.purpose is OfferPurpose.HAND_OVER:
            return handing_over.agree(offer, booking, holder, crew, link, forecast, moment)
        batch = found.get(paths.batch(offer.value.batch_id)) if offer.value.batch_id else None
        decision = offers.accept(offer, booking, crew, link, forecast, moment)
        joined = (batching.taken(batch, offer.value.booking_id),) if batch else ()
        return replace(decision, writes=(*decision.writes, *joined))

    return perform(backend, once, decide)


def _read(backend: Backend, offer_id: str, known: list[Offer]) -> tuple[Versioned[Offer], Mapping[str, Versioned[Any]]]:
    """Read the offer and what it is judged by: after a lost race in one request, since it is ``known`` what to read."""
    path = paths.offer(offer_id)
    if known:
        found = backend.store.get_each({path: Offer, **_wanted(known[0])})
        return among(found, path), found
    offer = existing(backend, path, Offer)
    known.append(offer.value)
    return offer, backend.store.get_each(_wanted(offer.value))


def _wanted(offer: Offer) -> dict[str, type[Document]]:
    """All that an answer to ``offer`` is judged by, in one request: many may answer at once."""
    batch: dict[str, type[Document]] = {paths.batch(offer.batch_id): Batch} if offer.batch_id else {}
    return batch | {
        paths.booking(offer.booking_id): Booking,
        paths.provider(offer.provider_id): Provider,
        paths.service_area(offer.area_id): ServiceArea,
        paths.position(offer.provider_id): Position,
        paths.contacts(offer.booking_id): Contacts,
    }
