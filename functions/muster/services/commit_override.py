"""Do what was previewed."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, check_staff, existing
from muster.services.grounding import grounds
from muster.services.overriding import called_off, carry_out, follow_ups
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.errors import MusterError
from shared.messages.commands import CommitOverride
from shared.messages.events import Actor
from shared.models import change as writing
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.models.override import Override
from shared.models.override_change import Change, OnBooking
from shared.models.override_reason import ReasonCode
from shared.models.plan import Batch
from shared.models.provider import Provider
from shared.overrides.committing import check_may_commit, check_unmoved, committed
from shared.overrides.grounds import left_by, moved
from shared.overrides.undoing import undo_of
from shared.units import BookingId


def commit_override(backend: Backend, actor: Actor, command: CommitOverride) -> dict[str, Any]:
    """Do a previewed override in one commit with its document; the timeline names the override as the cause.

    It is refused when the world has moved since in a way that matters. What changed without mattering (a revised forecast, an
    offer, stops done as planned) does not stand in the way.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``D250 OVERRIDE_EXPIRED``, ``D251 WORLD_MOVED`` with what moved, ``D252 OVERRIDE_CLOSED``.
        Rejected: ``D255 WRONG_REASON``.
        MusterError: whatever the change itself is refused with when nothing that the preview rests on moved.
    """
    once = replace(for_command(actor, command.op_id, command), causation_id=command.override_id)
    return perform(backend, once, lambda: _committing(backend, once, command))


def _committing(backend: Backend, once: Once, command: CommitOverride) -> Decision:
    kept = existing(backend, paths.override(command.override_id), Override)
    check_staff(once.actor, kept.value.area_id)
    moment = moment_of(backend, once)
    check_may_commit(kept.value, command.reason_code, moment.at)
    area = area_of(backend, kept.value.area_id)
    copy = WorldCopy(backend)
    ends = _done_as_previewed(copy, once, kept.value, area, command.reason_code)
    done = committed(
        kept.value,
        command.reason_code,
        command.note,
        _undo(copy, kept.value.change, ends),
        left_by(kept.value.kind, copy.changed(Booking).values(), copy.changed(Provider).values()),
        area.overrides,
        moment,
    )
    told = {"override_id": done.override_id, "override_state": done.state.value, "undo_until": _iso(done)}
    return Decision((*copy.writes, writing.replace(kept, done)), follow_ups(copy, f"{done.override_id}.done"), told)


def _done_as_previewed(
    copy: WorldCopy, once: Once, kept: Override, area: ServiceArea, reason: ReasonCode
) -> tuple[BookingId, ...]:
    """Carry the change out on the copy; a refusal is told as what moved, if something did.

    Returns:
        The waiting bookings that it calls off.
    """
    try:
        carry_out(copy, once, kept.change, reason.value)
    except MusterError:
        _check(copy, kept, area, kept.ends)
        raise
    ends = called_off(copy, kept.change)
    _check(copy, kept, area, ends)
    return ends


def _check(copy: WorldCopy, kept: Override, area: ServiceArea, ends: tuple[BookingId, ...]) -> None:
    now = grounds(copy, area, [ground.path for ground in kept.rests_on], ends)
    check_unmoved(moved(kept.rests_on, {ground.path: ground for ground in now}))


def _undo(copy: WorldCopy, change: Change, ends: tuple[BookingId, ...]) -> tuple[Change, ...]:
    bookings = {one.booking_id: one for one in copy.were(Booking)}
    providers = {one.provider_id: one for one in copy.were(Provider)}
    left = change.booking_id if isinstance(change, OnBooking) else None
    split = {batch.batch_id for batch in copy.changed(Batch).values()}
    together = [one for batch in copy.were(Batch) if batch.batch_id in split for one in batch.taken if one != left]
    return undo_of(change, bookings, providers, together, ends)


def _iso(done: Override) -> str | None:
    return done.undo_until.isoformat() if done.undo_until else None
