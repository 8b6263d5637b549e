"""Moves at stops: en route, arrived, servicing, done, failed; by the provider who holds the job, or by an operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import (
    Extra,
    Moment,
    booking_change,
    check_version,
    wake_for_supply,
    withdraw_open_offers,
)
from shared.booking.load import with_route_of, without_job
from shared.booking.placing import pin_hash
from shared.errors import Code, Conflict, Denied, Missing, Rejected
from shared.geo.distance import haversine_m
from shared.messages import events as ev
from shared.messages.commands import ArriveAtStop, CompleteStop, FailStop, StopCommand
from shared.models.booking import (
    FINISHED_STOP_STATES,
    ArrivalEvidence,
    ArrivalSource,
    Booking,
    Contacts,
    ProofKind,
    Stop,
    StopState,
    StopType,
    UndeliverableAction,
)
from shared.models.change import Decision, Message, Versioned, Write, remove, replace
from shared.models.provider import Position, Provider
from shared.telemetry.geofence import is_near
from shared.telemetry.quality import doubts_of, is_believed
from shared.units import Metres, StopId, Uid

_MOVES: Mapping[str, frozenset[StopState]] = {
    "start": frozenset({StopState.PENDING}),
    "arrive": frozenset({StopState.ENROUTE}),
    "service": frozenset({StopState.ARRIVED}),
    "finish": frozenset({StopState.ARRIVED, StopState.SERVICING}),
    "fail": frozenset({StopState.ENROUTE, StopState.ARRIVED, StopState.SERVICING}),
    "break_off": frozenset({StopState.PENDING, StopState.ENROUTE, StopState.ARRIVED, StopState.SERVICING}),
}
"""Move -> stop states in which it may be made."""
_POSITION_FRESH_FOR = timedelta(minutes=3)


@dataclass(frozen=True)
class Job:
    """A booking with the provider who holds it, as read."""

    booking: Versioned[Booking]
    provider: Versioned[Provider]


@dataclass(frozen=True)
class Seen:
    """A provider who was seen at a stop: under which assignment, where, and for how long (business seconds)."""

    epoch: int | None
    position: Position
    dwell_s: int


def start(command: StopCommand, booking: Versioned[Booking], moment: Moment) -> Decision:
    """Set out for a stop."""
    stop = check_move(command, booking.value, moment, "start")
    return _moved(booking, ev.StopStarted(stop_id=stop.stop_id), moment)


def arrive(
    command: ArriveAtStop, booking: Versioned[Booking], position: Position | None, radius_m: Metres, moment: Moment
) -> Decision:
    """Arrive at a stop: a press needs a position that supports it, or a reason. Both are kept with what the position said.

    Raises:
        Rejected: ``B116 NOT_NEAR_STOP`` with the distance.
    """
    stop = check_move(command, booking.value, moment, "arrive")
    if not moment.actor.is_staff and command.override_reason is None:
        _check_near(stop, position, radius_m, moment)
    source = ArrivalSource.OPERATOR if moment.actor.is_staff else ArrivalSource.PRESSED
    event = ev.StopArrived(
        stop_id=stop.stop_id,
        source=source,
        override_reason=command.override_reason,
        evidence=_evidence(stop, position, moment) if position else None,
    )
    return _moved(booking, event, moment)


def arrive_by_geofence(
    booking: Versioned[Booking], stop_id: StopId, seen: Seen, radius_m: Metres, moment: Moment
) -> Decision:
    """Record an arrival that the provider's own track shows.

    Raises:
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE`` when nobody is on the way to that stop.
        Rejected: ``B116 NOT_NEAR_STOP`` when the stop was moved meanwhile.
    """
    stop = booking.value.stop(stop_id)
    if booking.value.assignment_epoch != seen.epoch:
        raise Conflict(Code.STALE_EPOCH)
    if stop is None or stop.state is not StopState.ENROUTE:
        raise Conflict(Code.WRONG_STATE)
    evidence = _evidence(stop, seen.position, moment).model_copy(update={"dwell_s": seen.dwell_s})
    _check_distance(evidence, radius_m)
    return _moved(booking, ev.StopArrived(stop_id=stop_id, source=ArrivalSource.GEOFENCE, evidence=evidence), moment)


def _evidence(stop: Stop, position: Position, moment: Moment) -> ArrivalEvidence:
    return ArrivalEvidence(
        distance_m=round(haversine_m(stop.point, position.point), 1) if stop.point else None,
        accuracy_m=position.accuracy_m,
        age_s=max(0, round((moment.real_at - position.server_time).total_seconds())),
    )


def begin_service(command: StopCommand, booking: Versioned[Booking], moment: Moment) -> Decision:
    """Begin the work at a stop."""
    stop = check_move(command, booking.value, moment, "service")
    return _moved(booking, ev.StopServicing(stop_id=stop.stop_id), moment)


def _moved(booking: Versioned[Booking], event: ev.EventData, moment: Moment) -> Decision:
    called_off, steps = going_on(booking.value)
    extra = Extra(messages=tuple(steps))
    return booking_change(booking, booking.value.booking_id, [*called_off, event], moment, extra=extra)


def going_on(booking: Booking) -> tuple[list[ev.EventData], list[Message]]:
    """Give up asking for somebody else to take over what is on board: its holder works on it again."""
    if booking.hand_over is None or not booking.hand_over.is_sought:
        return [], []
    void, steps = withdraw_open_offers(booking, "holder goes on")
    return [*void, ev.HandOverEnded(reason="holder goes on")], steps


def complete(command: CompleteStop, job: Job, contacts: Contacts | None, moment: Moment) -> Decision:
    """Finish a stop; the last one ends the booking.

    The next one becomes en route in the same commit, unless the provider's plan has another booking's stop before it.

    Raises:
        Rejected: ``B114 PROOF_REQUIRED``.
    """
    booking = job.booking.value
    stop = check_move(command, booking, moment, "finish")
    _check_proofs(command, stop, booking, contacts)
    upcoming = next((s for s in _unfinished(booking) if s.stop_id != stop.stop_id), None)
    kept = tuple(proof for proof in command.proofs if proof.kind is not ProofKind.PIN)
    goes_on = upcoming is not None and is_next(job.provider.value, booking, stop)
    done = ev.StopDone(
        stop_id=stop.stop_id, proofs=kept, next_stop_id=upcoming.stop_id if upcoming and goes_on else None
    )
    if upcoming is None:
        end = ev.BookingReturned() if stop.type is StopType.RETURN else ev.BookingCompleted()
        return _ending(job, [done, end], moment)
    return _going_on(job, [done], moment)


def fail(command: FailStop, job: Job, moment: Moment, after: tuple[ev.EventData, ...] = ()) -> Decision:
    """Record that a stop can not be done: goods on board go back where they came from, else the job ends.

    ``after`` are further events of the same commit.
    """
    booking = job.booking.value
    stop = check_move(command, booking, moment, "fail")
    goes_back = (
        booking.on_board
        and stop.type is not StopType.RETURN
        and booking.terms.undeliverable_action is UndeliverableAction.RETURN
    )
    if not goes_back:
        action = UndeliverableAction.DISCARD if booking.on_board else None
        failed = ev.StopFailed(stop_id=stop.stop_id, reason=command.reason, action=action)
        return _ending(job, [failed, ev.BookingFailed(reason=command.reason), *after], moment)
    back = _return_stop(booking)
    failed = ev.StopFailed(
        stop_id=stop.stop_id, reason=command.reason, action=UndeliverableAction.RETURN, return_stop=back
    )
    return _going_on(job, [failed, *after], moment)


def _return_stop(booking: Booking) -> Stop:
    origin = next(stop for stop in booking.terms.stops if stop.type is StopType.PICKUP)
    sequence = len(booking.terms.stops) + 1
    return Stop(
        stop_id=StopId(f"r{sequence}"),
        type=StopType.RETURN,
        sequence=sequence,
        cell=origin.cell,
        point=origin.point,
        zone_id=origin.zone_id,
        zone_version=origin.zone_version,
    )


def _going_on(job: Job, events: list[ev.EventData], moment: Moment) -> Decision:
    called_off, steps = going_on(job.booking.value)
    extra = Extra(messages=tuple(steps))
    decision = booking_change(job.booking, job.booking.value.booking_id, [*called_off, *events], moment, extra=extra)
    after = booking_written(decision)
    plan = replace(job.provider, with_route_of(job.provider.value, after))
    return Decision((*decision.writes, plan), decision.messages, decision.result)


def is_next(provider: Provider, booking: Booking, done: Stop) -> bool:
    """Whether the plan goes on with the same booking once a stop of it is done."""
    ahead = (
        entry for entry in provider.route if (entry.booking_id, entry.stop_id) != (booking.booking_id, done.stop_id)
    )
    upcoming = next(ahead, None)
    return upcoming is None or upcoming.booking_id == booking.booking_id


def _ending(job: Job, events: list[ev.EventData], moment: Moment) -> Decision:
    called_off, steps = going_on(job.booking.value)
    wake = wake_for_supply(job.booking.value.area_id, moment.at)
    extra = Extra(writes=freeing(job, moment.at), messages=(*steps, wake))
    return booking_change(job.booking, job.booking.value.booking_id, [*called_off, *events], moment, extra=extra)


def freeing(job: Job, at: datetime) -> tuple[Write, ...]:
    """Writes that end an assignment: the provider is free of it, and its live document is gone."""
    booking = job.booking.value
    epoch = booking.assignment.epoch if booking.assignment else booking.assignment_epoch
    free = replace(job.provider, without_job(job.provider.value, booking, at))
    return (free, remove(paths.live(booking.booking_id, epoch)))


def booking_written(decision: Decision) -> Booking:
    """The booking as a decision leaves it."""
    return next(write.document for write in decision.writes if isinstance(write.document, Booking))


def _unfinished(booking: Booking) -> list[Stop]:
    return [stop for stop in booking.terms.stops if stop.state not in FINISHED_STOP_STATES]


def check_move(command: StopCommand, booking: Booking, moment: Moment, move: str) -> Stop:
    """Let a stop be moved by whom it is for: its meeting by the receiver who is to come there, all else by the holder.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Missing: ``X909`` for a stop that there is not.
        Conflict: ``D208 STALE_EPOCH``, ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B115 STOP_OUT_OF_ORDER``.
    """
    meeting = booking.meeting
    if meeting is not None and command.stop_id == meeting.stop_id:
        check_party(booking, command.epoch, moment, holder_too=move in {"finish", "break_off"})
    else:
        check_holder(booking, command.epoch, moment)
    check_version(booking, command.expected_version)
    stop = booking.stop(command.stop_id)
    if stop is None:
        raise Missing(Code.NOT_FOUND, {"stop_id": command.stop_id})
    if stop.state not in _MOVES[move]:
        raise Conflict(Code.WRONG_STATE, {"stop_id": stop.stop_id, "stop_state": stop.state.value})
    if booking.next_stop is not None and stop.stop_id != booking.next_stop.stop_id:
        raise Rejected(Code.STOP_OUT_OF_ORDER, {"next_stop_id": booking.next_stop.stop_id})
    return stop


def check_holder(booking: Booking, epoch: int, moment: Moment) -> None:
    """Let only the provider who holds the job now, or staff of its area who mean that provider's job, move it.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH`` when the job was given to somebody else or ended meanwhile.
    """
    _check_one_of({booking.provider_id}, booking, epoch, moment)


def check_party(booking: Booking, epoch: int, moment: Moment, *, holder_too: bool) -> None:
    """Let only the receiver of an agreed hand-over move the meeting, or the holder, too; staff may stand in for both.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``.
    """
    receiver_id = booking.hand_over.receiver_id if booking.hand_over else None
    _check_one_of({receiver_id, booking.provider_id} if holder_too else {receiver_id}, booking, epoch, moment)


def _check_one_of(people: set[Uid | None], booking: Booking, epoch: int, moment: Moment) -> None:
    if booking.assignment is None or booking.assignment_epoch != epoch:
        raise Conflict(Code.STALE_EPOCH)  # no details: the caller may be a stranger to this booking
    if moment.actor.id not in people and not moment.actor.may_operate(booking.area_id):
        raise Denied(Code.NOT_YOURS)


def _check_near(stop: Stop, position: Position | None, radius_m: Metres, moment: Moment) -> None:
    if position is None or moment.real_at - position.server_time > _POSITION_FRESH_FOR:
        raise Rejected(Code.NOT_NEAR_STOP, {"reason": "no fresh position"})
    if not is_believed(doubts := doubts_of(position)):
        raise Rejected(Code.NOT_NEAR_STOP, {"reason": "position not believed", "doubts": [*doubts]})
    _check_distance(_evidence(stop, position, moment), radius_m)


def _check_distance(evidence: ArrivalEvidence, radius_m: Metres) -> None:
    if evidence.distance_m is None or not is_near(evidence.distance_m, evidence.accuracy_m, radius_m):
        away_m = None if evidence.distance_m is None else round(evidence.distance_m)
        raise Rejected(Code.NOT_NEAR_STOP, {"distance_m": away_m, "radius_m": radius_m})


def _check_proofs(command: CompleteStop, stop: Stop, booking: Booking, contacts: Contacts | None) -> None:
    given = {proof.kind for proof in command.proofs if proof.reference}
    missing: list[ProofKind] = [kind for kind in stop.proof_required if kind is not ProofKind.PIN and kind not in given]
    if ProofKind.PIN in stop.proof_required and not _pin_fits(command, stop, booking, contacts):
        missing.append(ProofKind.PIN)
    if missing:
        raise Rejected(Code.PROOF_REQUIRED, {"missing": [kind.value for kind in missing]})


def _pin_fits(command: CompleteStop, stop: Stop, booking: Booking, contacts: Contacts | None) -> bool:
    expected = contacts.pins.get(stop.stop_id) if contacts else None
    if expected is None or command.pin is None:
        return False
    return pin_hash(booking.booking_id, stop.stop_id, command.pin) == expected
