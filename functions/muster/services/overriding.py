"""Each kind of override on a copy of the world, by the decision that the command of the same kind makes."""

from collections.abc import Iterable

from muster.services.assign_booking import assignment
from muster.services.cancel_booking import cancelling
from muster.services.close_zone import closing
from muster.services.end_shaping import opening
from muster.services.execution import Once, moment_of
from muster.services.gathering import booking_of, check_staff, existing, provider_of
from muster.services.recheck_zone import unserved, waiting_in
from muster.services.release_assignment import releasing
from muster.services.reopen_booking import reopening
from muster.services.reorder_route import reordering
from muster.services.set_duty import duty_change
from muster.services.unbatch_booking import unbatching
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.errors import Code, Conflict, Denied, Rejected
from shared.messages import commands
from shared.messages.routing import workflow_step
from shared.models.booking import Booking
from shared.models.change import Decision, Message, create
from shared.models.override_change import (
    Batching,
    Change,
    Giving,
    OnBooking,
    OnProvider,
    OnZone,
    OverrideKind,
    Resequencing,
)
from shared.models.plan import Batch, BatchState
from shared.models.provider import Duty, Provider
from shared.models.zone import Zone
from shared.units import AreaId, BatchId, BookingId, ShapingId

K = OverrideKind


def area_of_change(copy: WorldCopy, once: Once, change: Change) -> AreaId:
    """Say in which area a change would happen, if it is one of the actor's.

    Raises:
        Denied: ``X905 WRONG_ROLE``, also when the change reaches into several areas.
        Missing: ``X909``.
    """
    areas = set(_areas(copy, change))
    if len(areas) != 1:
        raise Denied(Code.WRONG_ROLE, {"areas": sorted(areas)})
    (area_id,) = areas
    check_staff(once.actor, area_id)
    return area_id


def _areas(copy: WorldCopy, change: Change) -> Iterable[AreaId]:
    if isinstance(change, OnZone):
        return [existing(copy.backend, paths.zone(change.zone_id), Zone).value.area_id]
    if isinstance(change, OnBooking):
        return [booking_of(copy.backend, change.booking_id).value.area_id]
    area_id = provider_of(copy.backend, change.provider_id).value.area_id
    if isinstance(change, Giving):
        return [area_id, booking_of(copy.backend, change.booking_id).value.area_id]
    if isinstance(change, Batching):
        return [area_id, *(booking_of(copy.backend, one).value.area_id for one in change.booking_ids)]
    return [area_id]


def carry_out(copy: WorldCopy, once: Once, change: Change, reason: str) -> None:
    """Let a change come true on the copy.

    Args:
        copy: the world to change; ``writes`` and ``messages`` of it are the commit.
        once: who does it, and because of which override.
        change: what is wanted.
        reason: coded, for the timeline.

    Raises:
        MusterError: as the command of the same kind.
    """
    if isinstance(change, Batching):
        _batch(copy, once, change, reason)
        return
    copy.apply(_decision(copy, once, change, reason))


def follow_ups(copy: WorldCopy, key: str) -> tuple[Message, ...]:
    """What is to be sent: what the decisions ask for, and new forecasts for every plan that was changed and goes on."""
    uids = sorted(one.provider_id for one in copy.changed(Provider).values() if one.route)
    revise = (workflow_step("revise_routes", key, uids=[*uids], cause="other_stops"),) if uids else ()
    return (*copy.messages, *revise)


def called_off(copy: WorldCopy, change: Change) -> tuple[BookingId, ...]:
    """Waiting bookings that are no longer served once a change has come true on the copy: the workflow calls them off."""
    if not isinstance(change, OnZone) or change.kind is not K.CLOSE_ZONE:
        return ()
    zone = existing(copy.backend, paths.zone(change.zone_id), Zone).value
    waiting = waiting_in(copy.backend, zone.area_id)
    inside = [one for one in waiting if any(stop.zone_id == zone.zone_id for stop in one.terms.stops)]
    return tuple(one.booking_id for one in inside if unserved(copy.backend, one) is not None)


def _decision(
    copy: WorldCopy, once: Once, change: Giving | OnBooking | OnZone | Resequencing | OnProvider, reason: str
) -> Decision:
    backend = copy.backend
    if isinstance(change, Giving):
        return _giving(copy, once, change, reason)
    if isinstance(change, OnBooking):
        return _on_booking(copy, once, change, reason)
    if isinstance(change, OnZone):
        if change.kind is K.OPEN_ZONE:
            return opening(backend, once, change.zone_id, change.closure)
        closed = commands.CloseZone(op_id=once.causation_id, zone_id=change.zone_id, closure=change.closure)
        return closing(backend, once, closed, ShapingId(backend.ids.new("shp")))
    if isinstance(change, Resequencing):
        return reordering(backend, once, change)
    return _duty(copy, once, change, reason)


def _giving(copy: WorldCopy, once: Once, change: Giving, reason: str) -> Decision:
    booking = booking_of(copy.backend, change.booking_id).value
    is_held = booking.provider_id is not None
    if is_held is not (change.kind is K.REASSIGN):
        told = {"state": booking.state.value, "reason": "somebody has it" if is_held else "nobody has it"}
        raise Conflict(Code.WRONG_STATE, told)
    return _given(copy, once, change.booking_id, change.provider_id, reason)


def _given(copy: WorldCopy, once: Once, booking_id: BookingId, uid: str, reason: str) -> Decision:
    command = commands.AssignBooking(op_id=once.causation_id, booking_id=booking_id, provider_id=uid, reason=reason)
    return assignment(copy.backend, once, command)


def _on_booking(copy: WorldCopy, once: Once, change: OnBooking, reason: str) -> Decision:
    known = {"op_id": once.causation_id, "booking_id": change.booking_id, "reason": reason}
    if change.kind is K.UNBATCH:
        return unbatching(copy.backend, once, commands.UnbatchBooking.model_validate(known))
    if change.kind is K.CANCEL:
        return cancelling(copy.backend, once, commands.CancelBooking.model_validate(known))
    if change.kind is K.REOPEN:
        return reopening(copy.backend, once, commands.ReopenBooking.model_validate(known))
    booking = booking_of(copy.backend, change.booking_id).value
    if booking.assignment is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "reason": "nobody has it"})
    release = commands.ReleaseAssignment.model_validate({**known, "epoch": booking.assignment.epoch})
    return releasing(copy.backend, once, release)


def _duty(copy: WorldCopy, once: Once, change: OnProvider, reason: str) -> Decision:
    provider, pause = provider_of(copy.backend, change.provider_id).value, change.kind is K.PAUSE_PROVIDER
    if provider.duty is Duty.OFFLINE:
        raise Conflict(Code.NOT_ON_DUTY)
    command = commands.SetDuty(
        op_id=once.causation_id,
        duty=Duty.PAUSED if pause else Duty.ONLINE,
        shift_ends_at=provider.shift_ends_at,
        provider_id=change.provider_id,
    )
    return duty_change(copy.backend, once, command, reason if pause and not change.may_return else None)


def _batch(copy: WorldCopy, once: Once, change: Batching, reason: str) -> None:
    """Give the provider what is not theirs yet, then write down that these go together."""
    if len({*change.booking_ids}) < len(change.booking_ids):
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "booking_ids", "reason": "one is named twice"})
    members = [booking_of(copy.backend, one).value for one in change.booking_ids]
    ended = [one.booking_id for one in members if one.has_ended]
    if ended:
        raise Conflict(Code.WRONG_STATE, {"bookings": ended, "reason": "over"})
    begun = [one.booking_id for one in members if one.on_board]
    if begun:
        raise Conflict(Code.STILL_ON_BOARD, {"bookings": begun})
    for booking in members:
        if booking.provider_id != change.provider_id:
            copy.apply(_given(copy, once, booking.booking_id, change.provider_id, reason))
    copy.apply(_batch_made(copy, once, change, members))


def _batch_made(copy: WorldCopy, once: Once, change: Batching, members: list[Booking]) -> Decision:
    batch_id = BatchId(copy.backend.ids.new("bat"))
    batch = Batch(
        batch_id=batch_id,
        area_id=members[0].area_id,
        decision_id=None,
        provider_id=change.provider_id,
        bookings=change.booking_ids,
        taken=change.booking_ids,
        state=BatchState.ACTIVE,
        made_at=moment_of(copy.backend, once).at,
    )
    return Decision((create(paths.batch(batch_id), batch),))
