"""Handing over what is on board: somebody is asked to come for it, and agrees to.

Custody is the assignment: whoever has it has the goods. While a receiver is sought or on the way the holder keeps it, and only the
receiver's word moves it (``changing_hands``).
"""

from datetime import datetime, timedelta

from shared.booking.change import Extra, Moment, booking_change
from shared.booking.lifecycle import apply
from shared.booking.load import with_taking_over, without_stops_of
from shared.booking.quote import fare_for
from shared.booking.terms import trip_m
from shared.dispatch.assigning import Crew, check_eligible, course_for
from shared.dispatch.assignment_forecast import Forecast
from shared.dispatch.offering import Rest
from shared.dispatch.offers import check_answer, taken_by
from shared.errors import Code, Conflict
from shared.geo.cells import coarse
from shared.messages import events as ev
from shared.messages.routing import workflow_step
from shared.models.area import ServiceArea
from shared.models.booking import Booking, HandOver
from shared.models.change import Decision, Message, Versioned, replace
from shared.models.offer import Offer, OfferPurpose
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, Provider
from shared.models.stop import Stop, StopType
from shared.units import DisruptionId, Seconds, StopId, Uid

MEETING_S: Seconds = 180
"""What a hand-over takes once both are there."""
SEEK_FOR = timedelta(minutes=15)
"""For so long a receiver is sought."""
MEETING_SLACK = timedelta(minutes=15)
"""A meeting is given up so long past the latest time at which the receiver was expected there."""


def sought(booking: Booking, place: LatLng, disruption_id: DisruptionId, at: datetime) -> ev.HandOverSought:
    """Say that somebody is asked to come to ``place`` for what is on board."""
    number, near = len(booking.terms.stops) + 1, booking.next_stop or booking.terms.stops[-1]
    meeting = Stop(
        stop_id=StopId(f"h{number}"),
        type=StopType.HAND_OVER,
        sequence=number,
        cell=coarse(place),
        point=place,
        zone_id=near.zone_id,
        zone_version=near.zone_version,
        service_s=MEETING_S,
    )
    return ev.HandOverSought(disruption_id=disruption_id, meeting=meeting, deadline_at=at + SEEK_FOR)


def rest_of(booking: Booking, place: LatLng, area: ServiceArea) -> Rest:
    """What a receiver is offered: from the meeting by all stops that are left, priced by the tariff."""
    left = [stop.point for stop in booking.stops_to_do if stop.point]
    metres = trip_m([place, *left])
    fare = fare_for(metres, area.tariff)
    return Rest(OfferPurpose.HAND_OVER, coarse(place), metres, fare.amount_minor)


def agree(
    offer: Versioned[Offer],
    booking: Versioned[Booking],
    holder: Versioned[Provider] | None,
    crew: Crew,
    link: Link,
    forecast: Forecast,
    moment: Moment,
) -> Decision:
    """Agree to come for the goods: the meeting is the next stop, and the receiver's capacity is kept for them.

    Args:
        offer: the receiver's own, as read.
        booking: as read.
        holder: who has the goods, as read: the stops leave that plan.
        crew: the receiver as read.
        link: how fresh the receiver's position is.
        forecast: when the receiver is expected at the meeting and is done, behind all that they do.
        moment: who, when (read after the documents) and why.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D201`` to ``D207`` as for any offer.
        Rejected: ``D209 NOT_ELIGIBLE``.
    """
    now, provider = booking.value, crew.provider.value
    check_answer(offer.value, now, link, moment)
    check_eligible(now, provider)
    if provider.duty is not Duty.ONLINE:
        raise Conflict(Code.NOT_ON_DUTY)
    if holder is None:
        raise Conflict(Code.WRONG_STATE, {"state": now.state.value})
    event = ev.HandOverAgreed(
        provider_id=provider.provider_id,
        offer_id=offer.value.offer_id,
        stop_id=hand_over_of(now).stop_id,
        vehicle=provider.vehicle,
        meet_by=forecast.pickup.p90_at + MEETING_SLACK,
    )
    after = apply(now, event, moment.at, now.booking_id)
    course, forecast = course_for(after, crew, forecast, moment)
    event = event.model_copy(update={"meet_by": forecast.pickup.p90_at + MEETING_SLACK})
    coming = with_taking_over(provider, after, now.assignment_epoch, course=course, end_at=forecast.end.p50_at)
    extra = Extra(
        writes=(
            taken_by(offer, moment),
            replace(crew.provider, coming),
            replace(holder, without_stops_of(holder.value, now)),
        ),
        messages=(forecast_anew(now, offer.value.offer_id, provider.provider_id),),
        result={"epoch": now.assignment_epoch, "provider_id": provider.provider_id, "stop_id": event.stop_id},
    )
    return booking_change(booking, now.booking_id, [event], moment, extra=extra)


def forecast_anew(booking: Booking, key: str, uid: Uid) -> Message:
    """Who is to make the stops that are left is whose plan tells when that is."""
    cause = f"disruption.{hand_over_of(booking).disruption_id}"
    return workflow_step("revise_routes", f"{booking.booking_id}.{key}", uids=[uid], cause=cause)


def hand_over_of(booking: Booking) -> HandOver:
    """The hand-over that a booking is in.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when there is none.
    """
    if booking.hand_over is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    return booking.hand_over
