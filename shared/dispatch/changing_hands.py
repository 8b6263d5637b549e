"""Goods change hands at a meeting: the holder says that they are given, the receiver that they are taken; or it comes to nothing.

The commit of the receiver's word lets the holder go, raises the epoch and makes the receiver the owner, all at once.
"""

from dataclasses import dataclass
from dataclasses import replace as replace_fields

from shared.booking.change import Extra, Moment, booking_change, wake_for_supply, weigh_again
from shared.booking.lifecycle import apply
from shared.booking.load import with_goods, with_route_of, without_job
from shared.booking.moving import check_move
from shared.booking.stops import Job, booking_written, freeing, is_next
from shared.dispatch.assigning import Crew, live_write
from shared.dispatch.handing_over import forecast_anew, hand_over_of
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.messages.commands import CompleteStop, FailStop
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned, Write, replace
from shared.models.contacts import Contacts
from shared.models.disruption import Disruption, DisruptionState, RecoveryAction
from shared.models.provider import Provider
from shared.models.stop import ProofKind, Stop
from shared.units import StopId, Uid


@dataclass(frozen=True)
class Meeting:
    """An agreed hand-over with the two people it is between, as read; ``disruption`` is why, ``contacts`` what the receiver needs."""

    booking: Versioned[Booking]
    holder: Versioned[Provider]
    receiver: Versioned[Provider]
    disruption: Versioned[Disruption] | None = None
    contacts: Contacts | None = None


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
    is_receiver = moment.actor.id == hand_over_of(booking).receiver_id
    if hand_over_of(booking).given_at is None and not is_receiver:
        given = ev.HandOverGiven(provider_id=meeting.holder.value.provider_id, stop_id=stop.stop_id, proofs=kept)
        return booking_change(meeting.booking, booking.booking_id, [given], moment)
    if moment.actor.id == booking.provider_id:
        raise Conflict(Code.WRONG_STATE, {"stop_id": stop.stop_id, "reason": "already given"})
    if hand_over_of(booking).given_at is None:
        raise Conflict(Code.NOT_GIVEN_YET, {"stop_id": stop.stop_id})
    done = ev.StopDone(
        stop_id=stop.stop_id, proofs=(*stop.proofs, *kept), next_stop_id=_next_of(meeting.receiver.value, booking, stop)
    )
    return _taken(meeting, done, moment)


def _next_of(receiver: Provider, booking: Booking, meeting: Stop) -> StopId | None:
    left = (stop for stop in booking.stops_to_do if stop.stop_id != meeting.stop_id)
    upcoming = next(left, None)
    return upcoming.stop_id if upcoming and is_next(receiver, booking, meeting) else None


def _taken(meeting: Meeting, done: ev.StopDone, moment: Moment) -> Decision:
    booking, receiver = meeting.booking.value, meeting.receiver
    epoch, agreed = booking.assignment_epoch + 1, hand_over_of(booking)
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
    step = forecast_anew(booking, f"e{epoch}", receiver.value.provider_id)
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
    agreed = hand_over_of(booking)
    if moment.actor.id == agreed.receiver_id:
        return _apart(meeting, _failed(booking, command.reason), moment)
    if moment.actor.id == booking.provider_id and agreed.given_at is not None:
        raise Conflict(Code.WRONG_STATE, {"stop_id": command.stop_id, "reason": "already given"})
    return _apart(meeting, ev.HandOverEnded(reason=command.reason, provider_id=agreed.receiver_id), moment)


def not_met(meeting: Meeting, moment: Moment) -> Decision:
    """Give a meeting up whose time is over, and seek somebody else."""
    return _apart(meeting, _failed(meeting.booking.value, "not met in time"), moment)


def _failed(booking: Booking, reason: str) -> ev.HandOverFailed:
    agreed = hand_over_of(booking)
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
        weigh_again(hand_over_of(booking), f"{booking.booking_id}.{booking.version}"),
        wake_for_supply(booking.area_id, moment.at),
    )
    return replace_fields(decision, writes=(*decision.writes, *plans), messages=(*decision.messages, *steps))
