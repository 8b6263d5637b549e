"""Expire the offers of a wave whose deadline has passed."""

from collections.abc import Sequence
from dataclasses import replace

from muster.ports.backend import Backend
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import area_of, booking_of
from muster.services.open_offers import open_offers
from shared import paths
from shared.digest import digest
from shared.dispatch import offers
from shared.dispatch.offers import OpenOffer
from shared.models.area import ServiceArea
from shared.models.change import Decision
from shared.models.provider import Position, link_of


def expire_offers(backend: Backend, booking_id: str, offer_ids: Sequence[str]) -> None:
    """Close those that are still open and due; early, late, twice or never comes to the same."""
    once = for_system("expire", f"{booking_id}.{digest(*offer_ids)}")

    def decide() -> Decision:
        still_open = open_offers(backend, offer_ids)
        due = [one for one in still_open if offers.is_due(one.offer.value, backend.clock.now())]
        if not due:
            return Decision(())
        booking = booking_of(backend, booking_id)
        area = area_of(backend, booking.value.area_id)
        return offers.expire(booking, _with_links(backend, due, area), area, moment_of(backend, once))

    perform(backend, once, decide)


def _with_links(backend: Backend, due: Sequence[OpenOffer], area: ServiceArea) -> list[OpenOffer]:
    """Look whether those who did not answer could be reached at all."""
    path_of = {one.offer.value.offer_id: paths.position(one.offer.value.provider_id) for one in due}
    positions = backend.store.get_many(sorted(set(path_of.values())), Position)
    real_now = backend.clock.real_now()
    seen = ((one, positions.get(path_of[one.offer.value.offer_id])) for one in due)
    return [replace(one, link=link_of(at.value if at else None, area.dispatch, real_now)) for one, at in seen]
