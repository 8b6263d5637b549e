"""Take an override back."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import booking_of, check_staff, existing
from muster.services.grounding import what_is_left
from muster.services.overriding import carry_out, follow_ups
from muster.services.world_copy import WorldCopy
from shared import paths
from shared.errors import Code, Conflict, MusterError
from shared.messages.commands import UndoOverride
from shared.messages.events import SYSTEM, Actor
from shared.models import change as writing
from shared.models.change import Decision
from shared.models.override import Override
from shared.models.override_change import Change, OnBooking, OverrideKind
from shared.overrides.committing import check_may_undo, check_unmoved, undone
from shared.overrides.grounds import moved

_REASON = "override_undone"
_AS_FAR_AS_IT_GOES = frozenset({OverrideKind.ASSIGN, OverrideKind.REOPEN})
"""Steps after the first that may be left out: a booking that can not go back to its provider is searched for instead."""


def undo_override(backend: Backend, actor: Actor, command: UndoOverride) -> dict[str, Any]:
    """Do what compensates an override, in one commit; its events stay, further ones follow them.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
        Conflict: ``D252 OVERRIDE_CLOSED``, ``D253 UNDO_TOO_LATE``, ``D254 NOT_UNDOABLE`` with what moved, or with the code of
            the step that can not be done.
    """
    once = replace(for_command(actor, command.op_id, command), causation_id=command.override_id)
    return perform(backend, once, lambda: _undoing(backend, once, command.override_id))


def _undoing(backend: Backend, once: Once, override_id: str) -> Decision:
    kept = existing(backend, paths.override(override_id), Override)
    check_staff(once.actor, kept.value.area_id)
    moment = moment_of(backend, once)
    check_may_undo(kept.value, moment.at)
    copy = WorldCopy(backend)
    now = what_is_left(copy, [ground.path for ground in kept.value.left])
    check_unmoved(moved(kept.value.left, now), Code.NOT_UNDOABLE)
    skipped = [step.kind.value for number, step in enumerate(kept.value.undo) if not _done(copy, once, step, number)]
    told = {"override_id": override_id, "override_state": "undone", "left_out": skipped}
    writes = (*copy.writes, writing.replace(kept, undone(kept.value, moment)))
    return Decision(writes, follow_ups(copy, f"{override_id}.undone"), told)


def _done(copy: WorldCopy, once: Once, step: Change, number: int) -> bool:
    if number > 0 and isinstance(step, OnBooking) and _is_anothers(copy, step):
        return False
    try:
        carry_out(copy, once, step, _REASON)
    except MusterError as refusal:
        if number > 0 and step.kind in _AS_FAR_AS_IT_GOES:
            return False
        told = {"step": step.kind.value, "refused": refusal.code.label, **refusal.details}
        raise Conflict(Code.NOT_UNDOABLE, told) from refusal
    return True


def _is_anothers(copy: WorldCopy, step: OnBooking) -> bool:
    """Whether a booking that a closure was to call off ended by somebody else's will, which undoing does not touch."""
    booking = booking_of(copy.backend, step.booking_id).value
    return step.kind is OverrideKind.REOPEN and booking.cancelled_by != SYSTEM.kind.value
