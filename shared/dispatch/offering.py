"""Asking providers: a wave of offers, each with a deadline, in one commit that reserves whom it asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import EXPIRY_QUEUE, Extra, Moment, booking_change
from shared.booking.load import reserved
from shared.messages import events as ev
from shared.models import eta
from shared.models.acceptance import Circumstances
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Schedule, Versioned, Write, create, replace
from shared.models.offer import Offer, OfferPurpose
from shared.models.provider import Provider
from shared.units import BatchId, DecisionId, Geohash, Metres, Minor, OfferId, Seconds

MIN_ANSWER_REAL_S = 10
"""However fast business time runs, a person gets this many real seconds to answer."""


@dataclass(frozen=True)
class Ask:
    """One provider to ask, as read, with the predicted way to the first stop."""

    provider: Versioned[Provider]
    pickup_eta_s: Seconds
    circumstances: Circumstances | None = None
    eta_pickup: eta.Forecast | None = None
    eta_end: eta.Forecast | None = None
    batch_id: BatchId | None = None
    rest: "Rest | None" = None


@dataclass(frozen=True)
class Rest:
    """What of a booking is offered: all of it, or what is left to do with the goods on board."""

    purpose: OfferPurpose
    pickup_cell: Geohash
    trip_m: Metres
    fare_minor: Minor


@dataclass(frozen=True)
class Deadline:
    """Until when an answer counts: in business time, which decides, and in real time, for the phone's countdown."""

    at: datetime
    answer_by: datetime


def deadline_for(area: ServiceArea, now: datetime, real_now: datetime, rate: float) -> Deadline:
    """Give an offer its time: the area's ``offer_ttl_s``, but never under ten real seconds."""
    real_s = max(area.dispatch.offer_ttl_s / rate, MIN_ANSWER_REAL_S)
    return Deadline(at=now + timedelta(seconds=real_s * rate), answer_by=real_now + timedelta(seconds=real_s))


def make_offers(
    booking: Versioned[Booking],
    asks: Sequence[Ask],
    *,
    decision_id: DecisionId | None,
    deadline: Deadline,
    new_id: Callable[[], str],
    moment: Moment,
    before: Sequence[ev.EventData] = (),
) -> Decision:
    """Ask a wave of providers; reserves each within its cap of parallel offers.

    With a release among the events ``before``, the wave is the first of the search that begins with it.

    Raises:
        Conflict: ``B110`` when the booking is not searching any more, ``D205`` or ``D206`` when a provider can not be asked.
    """
    now = booking.value
    releases = sum(isinstance(event, ev.AssignmentReleased) for event in before)
    wave = 1 if releases or now.search is None else now.search.wave + 1
    epoch = now.assignment_epoch + releases
    offers = [_offer(now, ask, OfferId(new_id()), decision_id, deadline, wave, epoch, moment) for ask in asks]
    lines = tuple(ev.OfferLine(offer_id=o.offer_id, provider_id=o.provider_id) for o in offers)
    made = ev.OffersMade(
        decision_id=decision_id, wave=wave, offers=lines, deadline_at=deadline.at, batch_id=asks[0].batch_id
    )
    writes: list[Write] = [create(paths.offer(offer.offer_id), offer) for offer in offers]
    demand = now.terms.requirements.demand
    writes += [replace(ask.provider, reserved(ask.provider.value, demand)) for ask in asks]
    extra = Extra(tuple(writes), (_expiry(now, lines, deadline),), {"offer_ids": [o.offer_id for o in offers]})
    return booking_change(booking, now.booking_id, [*before, made], moment, extra=extra)


def _offer(
    booking: Booking,
    ask: Ask,
    offer_id: OfferId,
    decision_id: DecisionId | None,
    deadline: Deadline,
    wave: int,
    epoch: int,
    moment: Moment,
) -> Offer:
    terms = booking.terms
    last = terms.stops[-1] if len(terms.stops) > 1 else None
    what = ask.rest or Rest(OfferPurpose.JOB, terms.stops[0].cell, terms.trip_m, terms.fare.amount_minor)
    return Offer(
        offer_id=offer_id,
        booking_id=booking.booking_id,
        provider_id=ask.provider.value.provider_id,
        area_id=booking.area_id,
        decision_id=decision_id,
        epoch=epoch,
        purpose=what.purpose,
        batch_id=ask.batch_id,
        wave=wave,
        service=terms.service,
        demand=terms.requirements.demand,
        pickup_cell=what.pickup_cell,
        dropoff_cell=last.cell if last else None,
        pickup_eta_s=ask.pickup_eta_s,
        eta_pickup=ask.eta_pickup,
        eta_end=ask.eta_end,
        trip_m=what.trip_m,
        fare_minor=what.fare_minor,
        currency=terms.fare.currency,
        made_at=moment.at,
        deadline_at=deadline.at,
        answer_by=deadline.answer_by,
        circumstances=ask.circumstances,
    )


def _expiry(booking: Booking, lines: Sequence[ev.OfferLine], deadline: Deadline) -> Schedule:
    return Schedule(
        queue=EXPIRY_QUEUE,
        name=f"expire-{lines[0].offer_id}",
        payload={"booking_id": booking.booking_id, "offer_ids": [line.offer_id for line in lines]},
        due_at=deadline.at,
    )
