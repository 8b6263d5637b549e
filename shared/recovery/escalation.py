"""Asking an operator: the triage item with its options, and how it ends."""

from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import Extra, Moment, booking_change
from shared.messages import events as ev
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned, Write, create, replace
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, RecoveryAction
from shared.models.triage import Triage, TriageKind, TriageState
from shared.recovery.orders import Order, left
from shared.units import TriageId

_AFTERMATH = frozenset({DisruptionKind.CANCELLATION, DisruptionKind.FAILED_HANDOFF})
"""Kinds that follow from an end, and do not end with it."""


def is_moot(disruption: Disruption, booking: Booking | None) -> bool:
    """Whether the assignment that a disruption is about is over."""
    if disruption.assignment_epoch is None or booking is None or disruption.kind in _AFTERMATH:
        return False
    return booking.has_ended or booking.assignment is None or booking.assignment.epoch != disruption.assignment_epoch


def moot(disruption: Versioned[Disruption], moment: Moment) -> Decision:
    """Close a disruption that is about nothing any more."""
    before = disruption.value
    changes = {"state": DisruptionState.MOOT, "ended_at": moment.at, "end_reason": "assignment_over", "judge_at": None}
    after = before.model_copy(update={**changes, "version": before.version + 1})
    return Decision((replace(disruption, after),), result={"course": "moot", "disruption_id": before.disruption_id})


def put_off(order: Order, moment: Moment, until: datetime | None = None) -> Decision:
    """Do nothing for now, or up to an instant, and keep what was weighed."""
    told = {"course": "wait", "disruption_id": order.disruption.value.disruption_id}
    return Decision((left(order, moment, until),), result=told)


def escalated(order: Order, moment: Moment, first: tuple[ev.EventData, ...] = ()) -> Decision:
    """Ask an operator; when nobody answers in time the play's fallback runs. ``first`` are events that come before."""
    before = order.disruption.value
    item = _item(order, moment)
    after = before.model_copy(
        update={
            "state": DisruptionState.ESCALATED,
            "options": order.options,
            "triage_id": item.triage_id,
            "judge_at": None,
            "version": before.version + 1,
        }
    )
    writes = (create(paths.triage(item.triage_id), item), replace(order.disruption, after))
    told = {"course": "escalated", "disruption_id": before.disruption_id, "triage_id": item.triage_id}
    if order.booking is None:
        return Decision(writes, result=told)
    event = ev.RecoveryEscalated(
        disruption_id=before.disruption_id,
        kind=before.kind,
        triage_id=item.triage_id,
        recommended=order.option.action,
        deadline_at=item.deadline_at,
    )
    extra = Extra(writes, result=told)
    return booking_change(order.booking, order.booking.value.booking_id, [*first, event], moment, extra=extra)


def _item(order: Order, moment: Moment) -> Triage:
    """The item of this version of the disruption, the recommended option first."""
    value = order.disruption.value
    others = tuple(one for one in order.options if one is not order.option)
    return Triage(
        triage_id=TriageId(f"{value.disruption_id}.{value.episodes}.{value.version}"),
        area_id=value.area_id,
        kind=TriageKind.DISRUPTION,
        booking_id=value.booking_id,
        disruption_id=value.disruption_id,
        severity=value.severity.value,
        reason=f"disruption: {value.kind.value}",
        fallback=order.play.fallback.value,
        options=(order.option, *others),
        opened_at=moment.at,
        deadline_at=moment.at + timedelta(seconds=order.play.decide_within_s),
    )


def is_asked(item: Triage, disruption: Disruption) -> bool:
    """Whether the disruption waits for this very item."""
    return disruption.state is DisruptionState.ESCALATED and disruption.triage_id == item.triage_id


def answered(
    item: Versioned[Triage], state: TriageState, chosen: RecoveryAction, reason: str | None, moment: Moment
) -> Write:
    """Close the item with what was chosen."""
    changes = {
        "state": state,
        "chosen": chosen,
        "decided_by": moment.actor.id,
        "decided_at": moment.at,
        "decision_reason": reason,
    }
    return replace(item, item.value.model_copy(update=changes))
