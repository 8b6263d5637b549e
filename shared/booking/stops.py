"""Moves at stops: en route, arrived, servicing, done, failed; by the provider who holds the job, or by an operator."""

from dataclasses import dataclass
from datetime import datetime

from shared import paths
from shared.booking.change import Extra, Moment, booking_change, wake_for_supply, withdraw_open_offers
from shared.booking.load import with_route_of, without_job
from shared.booking.moving import check_move
from shared.booking.proving import check_distance, check_near, check_proofs, evidence_of
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.messages.commands import ArriveAtStop, CompleteStop, FailStop, StopCommand
from shared.messages.routing import workflow_step
from shared.models.booking import Booking
from shared.models.change import Decision, Message, Versioned, Write, remove, replace
from shared.models.contacts import Contacts
from shared.models.eta import EtaCause
from shared.models.provider import Position, Provider
from shared.models.stop import ArrivalSource, ProofKind, Stop, StopState, StopType
from shared.models.terms import UndeliverableAction
from shared.units import Metres, StopId


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
        check_near(stop, position, radius_m, moment)
    source = ArrivalSource.OPERATOR if moment.actor.is_staff else ArrivalSource.PRESSED
    event = ev.StopArrived(
        stop_id=stop.stop_id,
        source=source,
        override_reason=command.override_reason,
        evidence=evidence_of(stop, position, moment) if position else None,
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
    evidence = evidence_of(stop, seen.position, moment).model_copy(update={"dwell_s": seen.dwell_s})
    check_distance(evidence, radius_m)
    return _moved(booking, ev.StopArrived(stop_id=stop_id, source=ArrivalSource.GEOFENCE, evidence=evidence), moment)


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
    check_proofs(command, stop, booking, contacts, is_staff=moment.actor.is_staff)
    upcoming = next((s for s in booking.stops_to_do if s.stop_id != stop.stop_id), None)
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
        return _ending(job, [failed, ev.BookingFailed(reason=command.reason), *after], moment, the_rest_anew(job))
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


def _ending(job: Job, events: list[ev.EventData], moment: Moment, steps_after: tuple[Message, ...] = ()) -> Decision:
    called_off, steps = going_on(job.booking.value)
    wake = wake_for_supply(job.booking.value.area_id, moment.at)
    extra = Extra(writes=freeing(job, moment.at), messages=(*steps, wake, *steps_after))
    return booking_change(job.booking, job.booking.value.booking_id, [*called_off, *events], moment, extra=extra)


def freeing(job: Job, at: datetime) -> tuple[Write, ...]:
    """Writes that end an assignment: the provider is free of it, and its live document is gone."""
    booking = job.booking.value
    epoch = booking.assignment.epoch if booking.assignment else booking.assignment_epoch
    free = replace(job.provider, without_job(job.provider.value, booking, at))
    return (free, remove(paths.live(booking.booking_id, epoch)))


def the_rest_anew(job: Job) -> tuple[Message, ...]:
    """Have the others on the provider's plan forecast anew: they end sooner without this booking, perhaps elsewhere."""
    booking, provider = job.booking.value, job.provider.value
    if not provider.engagements.keys() - {booking.booking_id}:
        return ()
    key = f"{booking.booking_id}.{booking.assignment_epoch}.gone"
    return (workflow_step("revise_routes", key, uids=[provider.provider_id], cause=EtaCause.OTHER_STOPS.value),)


def booking_written(decision: Decision) -> Booking:
    """The booking as a decision leaves it."""
    return next(write.document for write in decision.writes if isinstance(write.document, Booking))
