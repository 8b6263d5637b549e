"""Approving a proposal that waited: the offers go out to those chosen, if they still may do the job."""

from dataclasses import replace

from muster.ports.backend import Backend
from muster.services.asking import asks_for
from muster.services.execution import Once, moment_of
from shared import paths
from shared.dispatch import approvals
from shared.dispatch.approvals import Verdict
from shared.dispatch.assigning import can_be_asked, check_eligible
from shared.dispatch.offering import deadline_for
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned
from shared.models.provider import Provider
from shared.models.triage import Triage
from shared.units import Uid


def approved(
    backend: Backend,
    once: Once,
    item: Versioned[Triage],
    booking: Versioned[Booking],
    area: ServiceArea,
    chosen: tuple[Uid, ...],
    verdict: Verdict,
) -> Decision:
    """Decide to let the offers go out to ``chosen``.

    Raises:
        Rejected: ``D209 NOT_ELIGIBLE``.
        Conflict: ``D205``, ``D206``, ``D210``, ``B110``.
    """
    asks = asks_for(backend, chosen, item.value.projected_pickup_s, item.value.circumstances)
    for ask in asks:
        check_eligible(booking.value, ask.provider.value)
    if chosen[:1] == item.value.candidates[:1]:
        asks[:1] = [replace(ask, batch_id=item.value.batch_id) for ask in asks[:1]]
    moment = moment_of(backend, once)
    deadline = deadline_for(area, moment.at, moment.real_at, backend.clock.rate)
    return approvals.approve(item, booking, asks, deadline, lambda: backend.ids.new("off"), verdict, moment)


def askable(backend: Backend, item: Triage, booking: Booking) -> tuple[Uid, ...]:
    """Those of the proposed candidates to whom an offer could go out now."""
    found = backend.store.get_many([paths.provider(uid) for uid in item.candidates], Provider)
    listed = [found.get(paths.provider(uid)) for uid in item.candidates]
    return tuple(one.value.provider_id for one in listed if one and can_be_asked(booking, one.value))
