"""Handing over what is on board: somebody is asked to come for it, and only the receiver's word moves the job.

Custody is the assignment: whoever has it has the goods. While a receiver is sought or on the way the holder keeps it; the commit of
the receiver's word lets the holder go, raises the epoch and makes the receiver the owner, all at once.
"""

from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import datetime, timedelta

from shared.booking.change import Extra, Moment, booking_change, wake_for_supply, weigh_again
from shared.booking.lifecycle import apply
from shared.booking.load import with_goods, with_route_of, with_taking_over, without_job, without_stops_of
from shared.booking.moving import check_move
from shared.booking.quote import fare_for
from shared.booking.stops import Job, booking_written, freeing, is_next
from shared.booking.terms import trip_m
from shared.dispatch.assigning import Crew, check_eligible, course_for, live_write
from shared.dispatch.assignment_forecast import Forecast
from shared.dispatch.offering import Rest
from shared.dispatch.offers import check_answer, taken_by
from shared.errors import Code, Conflict
from shared.geo.cells import coarse
from shared.messages import events as ev
from shared.messages.commands import CompleteStop, FailStop
from shared.messages.routing import workflow_step
from shared.models.booking import FINISHED_STOP_STATES, Booking, Contacts, HandOver, ProofKind, Stop, StopType
from shared.models.change import Decision, Message, Versioned, Write, replace
from shared.models.disruption import Disruption, DisruptionState, RecoveryAction
from shared.models.offer import Offer, OfferPurpose
from shared.models.place import LatLng
from shared.models.provider import Duty, Link, Provider
from shared.models.zone import ServiceArea
from shared.units import DisruptionId, Seconds, StopId, Uid

MEETING_S: Seconds = 180
"""What a hand-over takes once both are there."""
SEEK_FOR = timedelta(minutes=15)
"""For so long a receiver is sought."""
MEETING_SLACK = timedelta(minutes=15)
"""A meeting is given up so long past the latest time at which the receiver was expected there."""


@dataclass(frozen=True)
class Meeting:
    """An agreed hand-over with the two people it is between, as read; ``disruption`` is why, ``contacts`` what the receiver needs."""

    booking: Versioned[Booking]
    holder: Versioned[Provider]
    receiver: Versioned[Provider]
    disruption: Versioned[Disruption] | None = None
    contacts: Contacts | None = None


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
    left = [stop.point for stop in booking.terms.stops if stop.state not in FINISHED_STOP_STATES and stop.point]
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
        stop_id=_known(now).stop_id,
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
        messages=(_forecast_anew(now, offer.value.offer_id, provider.provider_id),),
        result={"epoch": now.assignment_epoch, "provider_id": provider.provider_id, "stop_id": event.stop_id},
    )
    return booking_change(booking, now.booking_id, [event], moment, extra=extra)


def confirm(command: CompleteStop, meeting: Meeting, moment: Moment) -> Decision:
    """Finish the meeting: the holder says first that the goods are given, then the receiver that they are taken.

    Staff may stand in for either, in that order.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D215 NOT_GIVEN_YET`` when the receiver is first, ``B110``, ``D208``, ``X910``.
    """
    booking = meeting.booking.value
    stop = check_move(command, booking, moment, "finish")
    kept = tuple(proof for proof in command.proofs if proof.kind is not ProofKind.PIN)
    is_receiver = moment.actor.id == _known(booking).receiver_id
    if _known(booking).given_at is None and not is_receiver:
        given = ev.HandOverGiven(provider_id=meeting.holder.value.provider_id, stop_id=stop.stop_id, proofs=kept)
        return booking_change(meeting.booking, booking.booking_id, [given], moment)
    if moment.actor.id == booking.provider_id:
        raise Conflict(Code.WRONG_STATE, {"stop_id": stop.stop_id, "reason": "already given"})
    if _known(booking).given_at is None:
        raise Conflict(Code.NOT_GIVEN_YET, {"stop_id": stop.stop_id})
    done = ev.StopDone(
        stop_id=stop.stop_id, proofs=(*stop.proofs, *kept), next_stop_id=_next_of(meeting.receiver.value, booking, stop)
    )
    return _taken(meeting, done, moment)


def _next_of(receiver: Provider, booking: Booking, meeting: Stop) -> StopId | None:
    left = (s for s in booking.terms.stops if s.state not in FINISHED_STOP_STATES and s.stop_id != meeting.stop_id)
    upcoming = next(left, None)
    return upcoming.stop_id if upcoming and is_next(receiver, booking, meeting) else None


def _taken(meeting: Meeting, done: ev.StopDone, moment: Moment) -> Decision:
    booking, receiver = meeting.booking.value, meeting.receiver
    epoch, agreed = booking.assignment_epoch + 1, _known(booking)
    taken = ev.HandOverTaken(
        from_provider_id=meeting.holder.value.provider_id,
        provider_id=receiver.value.provider_id,
        epoch=epoch,
        offer_id=agreed.offer_id or "",
    )
    after = apply(apply(booking, done, moment.at, booking.booking_id), taken, moment.at, booking.booking_id)
    writes: list[Write] = [
        *freeing(Job(meeting.booking, meeting.holder), moment.at),
        replace(receiver, with_goods(receiver.value, after)),
        live_write(booking, Crew(receiver, meeting.contacts), epoch, moment),
    ]
    if meeting.disruption is not None:
        writes.append(replace(meeting.disruption, _recovered(meeting.disruption.value, moment)))
    step = _forecast_anew(booking, f"e{epoch}", receiver.value.provider_id)
    extra = Extra(tuple(writes), (step,), {"epoch": epoch, "provider_id": receiver.value.provider_id})
    return booking_change(meeting.booking, booking.booking_id, [done, taken], moment, extra=extra)


def _recovered(before: Disruption, moment: Moment) -> Disruption:
    """What was wrong with the holder is no trouble of this booking any more."""
    if not before.is_open:
        return before
    changes = {
        "state": DisruptionState.RECOVERED,
        "ended_at": moment.at,
        "end_reason": RecoveryAction.HAND_OVER.value,
        "judge_at": None,
        "triage_id": None,
        "version": before.version + 1,
    }
    return before.model_copy(update=changes)


def break_off(command: FailStop, meeting: Meeting, moment: Moment) -> Decision:
    """Give a meeting up: another receiver is sought when this one can not come, the holder or staff end the hand-over.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE`` for a holder who has given the goods away, ``D208``, ``X910``.
    """
    booking = meeting.booking.value
    check_move(command, booking, moment, "break_off")
    agreed = _known(booking)
    if moment.actor.id == agreed.receiver_id:
        return _apart(meeting, _failed(booking, command.reason), moment)
    if moment.actor.id == booking.provider_id and agreed.given_at is not None:
        raise Conflict(Code.WRONG_STATE, {"stop_id": command.stop_id, "reason": "already given"})
    return _apart(meeting, ev.HandOverEnded(reason=command.reason, provider_id=agreed.receiver_id), moment)


def not_met(meeting: Meeting, moment: Moment) -> Decision:
    """Give a meeting up whose time is over, and seek somebody else."""
    return _apart(meeting, _failed(meeting.booking.value, "not met in time"), moment)


def _failed(booking: Booking, reason: str) -> ev.HandOverFailed:
    agreed = _known(booking)
    return ev.HandOverFailed(provider_id=agreed.receiver_id or Uid(""), stop_id=agreed.stop_id, reason=reason)


def _apart(meeting: Meeting, event: ev.EventData, moment: Moment) -> Decision:
    """Let the receiver go, and put the rest back on the holder's plan."""
    booking = meeting.booking.value
    decision = booking_change(meeting.booking, booking.booking_id, [event], moment)
    plans = (
        replace(meeting.receiver, without_job(meeting.receiver.value, booking, moment.at)),
        replace(meeting.holder, with_route_of(meeting.holder.value, booking_written(decision))),
    )
    steps = (
        weigh_again(_known(booking), f"{booking.booking_id}.{booking.version}"),
        wake_for_supply(booking.area_id, moment.at),
    )
    return replace_fields(decision, writes=(*decision.writes, *plans), messages=(*decision.messages, *steps))


def _forecast_anew(booking: Booking, key: str, uid: Uid) -> Message:
    """Who is to make the stops that are left is whose plan tells when that is."""
    cause = f"disruption.{_known(booking).disruption_id}"
    return workflow_step("revise_routes", f"{booking.booking_id}.{key}", uids=[uid], cause=cause)


def _known(booking: Booking) -> HandOver:
    if booking.hand_over is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    return booking.hand_over
