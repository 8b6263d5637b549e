"""Offers: made in waves, answered once, void at once when the booking moves on. Exactly one provider wins.

An offer holds while its booking lists it in ``search.open_offers`` and the epoch is the one it was made for. The commit of
an accept has preconditions on booking, offer and provider, so of any number of rivals one lands first.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import (
    EXPIRY_QUEUE,
    Extra,
    Moment,
    booking_change,
    wake_dispatch,
    weigh_again,
    withdraw_open_offers,
)
from shared.booking.load import reserved, unreserved
from shared.dispatch.assigning import Crew, Forecast, assigned, check_eligible
from shared.errors import Code, Conflict, Denied
from shared.messages import events as ev
from shared.models import eta
from shared.models.acceptance import Circumstances
from shared.models.booking import Booking
from shared.models.change import Decision, Message, Schedule, Versioned, Write, create, replace
from shared.models.offer import Offer, OfferPurpose, OfferState
from shared.models.provider import Link, Provider
from shared.models.zone import ServiceArea
from shared.units import BatchId, DecisionId, Geohash, Metres, Minor, OfferId, Seconds, Uid

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


def accept(
    offer: Versioned[Offer], booking: Versioned[Booking], crew: Crew, link: Link, forecast: Forecast, moment: Moment
) -> Decision:
    """Take the job: one commit over booking, own offer and own provider, the epoch raised by one.

    Args:
        offer: the provider's own offer, as read.
        booking: its booking, as read.
        crew: the provider as read, and the personal data the job needs.
        link: how fresh the provider's position is.
        forecast: predicted pickup and end.
        moment: who, when (read after the documents) and why.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201 ALREADY_TAKEN``, ``D202 OFFER_EXPIRED``, ``D203 OFFER_WITHDRAWN``, ``D204 OFFER_ANSWERED``,
            ``D205 NO_CAPACITY``, ``D206 NOT_ON_DUTY``, ``D207 LINK_LOST``.
        Rejected: ``D209 NOT_ELIGIBLE`` when what the provider may do changed meanwhile.
    """
    check_answer(offer.value, booking.value, link, moment)
    check_eligible(booking.value, crew.provider.value)
    void, steps = withdraw_open_offers(booking.value, "taken", but=offer.value.offer_id)
    extra = Extra(writes=(taken_by(offer, moment),), messages=tuple(steps))
    return assigned(booking, crew, forecast, moment, offer_id=offer.value.offer_id, after=tuple(void), extra=extra)


def check_answer(offer: Offer, booking: Booking, link: Link, moment: Moment) -> None:
    """Let a provider in reach accept their own offer while it stands.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201`` to ``D204``, ``D207``.
    """
    _check_own(offer, moment)
    _check_stands(offer, booking)
    if moment.at > offer.deadline_at:
        raise Conflict(Code.OFFER_EXPIRED, {"deadline_at": offer.deadline_at.isoformat()})
    if link is Link.LOST:
        raise Conflict(Code.LINK_LOST)


def taken_by(offer: Versioned[Offer], moment: Moment) -> Write:
    """Mark an offer as accepted."""
    return replace(offer, offer.value.model_copy(update={"state": OfferState.ACCEPTED, "answered_at": moment.at}))


def decline(
    offer: Versioned[Offer],
    booking: Versioned[Booking],
    provider: Versioned[Provider],
    reason: str | None,
    area: ServiceArea,
    moment: Moment,
) -> Decision:
    """Pass the job on; the provider is not asked for it again within the cool-down.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: as for ``accept``.
    """
    _check_own(offer.value, moment)
    _check_stands(offer.value, booking.value)
    declined = offer.value.model_copy(
        update={"state": OfferState.DECLINED, "answered_at": moment.at, "decline_reason": reason}
    )
    event = ev.OfferDeclined(offer_id=offer.value.offer_id, provider_id=offer.value.provider_id, reason=reason)
    step = _look_further(booking.value, area, moment, f"{offer.value.offer_id}-declined")
    last_open = booking.value.search is not None and len(booking.value.search.open_offers) == 1
    extra = Extra(
        writes=(replace(offer, declined), replace(provider, unreserved(provider.value))),
        messages=(step,) if last_open else (),
        result={"offer_id": offer.value.offer_id},
    )
    return booking_change(booking, booking.value.booking_id, [event], moment, extra=extra)


@dataclass(frozen=True)
class OpenOffer:
    """An open offer with its provider, as read, and how fresh the provider's position is, where that was looked at."""

    offer: Versioned[Offer]
    provider: Versioned[Provider]
    link: Link | None = None


def is_due(offer: Offer, now: datetime) -> bool:
    """Whether the time to answer is over; the stored deadline decides, not the timer that woke us."""
    return offer.deadline_at <= now


def expire(booking: Versioned[Booking], due: Sequence[OpenOffer], area: ServiceArea, moment: Moment) -> Decision:
    """Close the offers of a wave whose deadline passed, and look for the next provider."""
    listed = booking.value.search.open_offers if booking.value.search else {}
    lines = tuple(
        ev.OfferLine(offer_id=one.offer.value.offer_id, provider_id=one.offer.value.provider_id)
        for one in due
        if one.offer.value.offer_id in listed
    )
    writes = closing(due, OfferState.EXPIRED, moment.at)
    if not lines or not booking.value.is_asking:
        return Decision(writes)
    step = _look_further(booking.value, area, moment, f"{lines[0].offer_id}-expired")
    return booking_change(
        booking, booking.value.booking_id, [ev.OffersExpired(offers=lines)], moment, extra=Extra(writes, (step,))
    )


def _look_further(booking: Booking, area: ServiceArea, moment: Moment, cause: str) -> Message:
    """Look for the next to ask: a provider by the dispatcher, a receiver of goods on board by weighing the trouble again."""
    return weigh_again(booking.hand_over, cause) if booking.hand_over else wake_dispatch(area, moment.at, cause)


def closing(offers: Sequence[OpenOffer], state: OfferState, at: datetime) -> tuple[Write, ...]:
    """Writes that close open offers and free what their providers had reserved for them.

    An offer that was withdrawn, or ran out at a phone out of reach, says nothing about its provider and is not counted.
    """
    closed: list[Write] = []
    reservations: dict[Uid, tuple[Versioned[Provider], Provider]] = {}
    for one in offers:
        after = one.offer.value.model_copy(update={"state": state, "answered_at": at, "link": one.link})
        closed.append(replace(one.offer, after))
        uid = after.provider_id
        held = reservations[uid][1] if uid in reservations else one.provider.value
        reservations[uid] = (
            one.provider,
            unreserved(held, counts=state is OfferState.EXPIRED and not after.is_unheard),
        )
    return (*closed, *(replace(snapshot, after) for snapshot, after in reservations.values()))


def _check_own(offer: Offer, moment: Moment) -> None:
    if offer.provider_id != moment.actor.id:
        raise Denied(Code.NOT_YOURS)


def _check_stands(offer: Offer, booking: Booking) -> None:
    if offer.state is OfferState.EXPIRED:
        raise Conflict(Code.OFFER_EXPIRED)
    if offer.state in {OfferState.ACCEPTED, OfferState.DECLINED}:
        raise Conflict(Code.OFFER_ANSWERED, {"offer_state": offer.state.value})
    winner = booking.provider_id
    if offer.purpose is OfferPurpose.HAND_OVER:
        winner = booking.hand_over.receiver_id if booking.hand_over else None
    if winner is not None and winner != offer.provider_id:
        raise Conflict(Code.ALREADY_TAKEN)
    if not _is_listed(offer, booking):
        raise Conflict(Code.OFFER_WITHDRAWN, {"state": booking.state.value})


def _is_listed(offer: Offer, booking: Booking) -> bool:
    listed = booking.search is not None and offer.offer_id in booking.search.open_offers
    return listed and offer.epoch == booking.assignment_epoch and booking.is_asking
