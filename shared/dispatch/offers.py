"""Offers: made in waves, answered once, void at once when the booking moves on. Exactly one provider wins.

An offer holds while its booking lists it in ``search.open_offers`` and the epoch is the one it was made for. The commit of
an accept has preconditions on booking, offer and provider, so of any number of rivals one lands first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.booking.change import Extra, Moment, booking_change, wake_dispatch, weigh_again, withdraw_open_offers
from shared.booking.load import unreserved
from shared.dispatch.assigning import Crew, assigned, check_eligible
from shared.dispatch.assignment_forecast import Forecast
from shared.errors import Code, Conflict, Denied
from shared.messages import events as ev
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Message, Versioned, Write, replace
from shared.models.offer import Offer, OfferPurpose, OfferState
from shared.models.provider import Link, Provider
from shared.units import Uid


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
    extra = Extra(
        writes=(replace(offer, declined), replace(provider, unreserved(provider.value))),
        messages=_after_the_last(booking.value, area, moment, f"{offer.value.offer_id}-declined"),
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
    """Close the offers of a wave whose deadline passed, and look for the next provider.

    An offer that the booking had made void before, and that nobody has closed yet, did not run out: it was withdrawn.
    """
    search = booking.value.search if booking.value.is_asking else None
    listed = search.open_offers if search else {}
    expired = [one for one in due if one.offer.value.offer_id in listed]
    void = [one for one in due if one.offer.value.offer_id not in listed]
    writes = (*closing(expired, OfferState.EXPIRED, moment.at), *closing(void, OfferState.WITHDRAWN, moment.at))
    if not expired:
        return Decision(writes)
    lines = tuple(
        ev.OfferLine(offer_id=one.offer.value.offer_id, provider_id=one.offer.value.provider_id) for one in expired
    )
    step = _look_further(booking.value, area, moment, f"{lines[0].offer_id}-expired")
    return booking_change(
        booking, booking.value.booking_id, [ev.OffersExpired(offers=lines)], moment, extra=Extra(writes, (step,))
    )


def take_back(one: OpenOffer, booking: Versioned[Booking], area: ServiceArea, moment: Moment) -> Decision:
    """Withdraw the offer of a provider who went off duty, who may be asked again once back; the last one wakes the dispatcher."""
    offer = one.offer.value
    writes = closing([one], OfferState.WITHDRAWN, moment.at)
    if not _is_listed(offer, booking.value):
        return Decision(writes)
    event = ev.OffersWithdrawn(offer_ids=(offer.offer_id,), cause="off duty")
    steps = _after_the_last(booking.value, area, moment, f"{offer.offer_id}-taken-back")
    return booking_change(booking, offer.booking_id, [event], moment, extra=Extra(writes, steps))


def _after_the_last(booking: Booking, area: ServiceArea, moment: Moment, cause: str) -> tuple[Message, ...]:
    """Look further once nobody else is asked."""
    is_last = booking.search is not None and len(booking.search.open_offers) == 1
    return (_look_further(booking, area, moment, cause),) if is_last else ()


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
