"""The notification policy: event by event, whom it concerns, judged on the booking as it is when it goes out.

How urgent a kind is, how long it matters and what it replaces is in ``shared.notify.kinds``, its words in ``shared.notify.wording``.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.messages import events as ev
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking, BookingState
from shared.models.customer_view import CustomerState
from shared.models.disruption import RecoveryAction
from shared.models.eta import RevisionReason
from shared.models.stop import StopState, StopType
from shared.units import Uid


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person, or the group that its kind is for (``recipient`` None)."""

    kind: str
    recipient: Uid | None
    event_id: str
    ids: Mapping[str, str] = field(default_factory=dict)
    """What the app opens, beside the booking."""
    deadline_at: datetime | None = None
    """Business time at which it has lost its meaning; None for the time its kind gives it."""


_CUSTOMER_KINDS = {
    "booking.assigned": "assigned",
    "assignment.released": "searching_again",
    "booking.completed": "delivered",
    "booking.failed": "failed",
    "booking.returned": "returned",
    "booking.unfulfilled": "not_served",
}
_REVISION_KINDS = {
    RevisionReason.PROMISE_AT_RISK: "delayed",
    RevisionReason.PROMISE_SAFE_AGAIN: "on_time_again",
}
_OPERATOR_KINDS = {
    "approval.requested": "approval",
    "search.alerted": "search_failing",
    "recovery.escalated": "disruption",
}
_RECOVERY_KINDS = {
    RecoveryAction.NOTIFY: "nudge",
    RecoveryAction.REROUTE: "plan_changed",
}


def notices_for(events: Iterable[TimelineEvent], booking: Booking, now: datetime) -> tuple[Notice, ...]:
    """Say who hears of ``events``, judged on the booking as it is now: nothing after the matter is over.

    Args:
        events: of one commit.
        booking: as stored at sending time.
        now: business time, for the time an offer has left.
    """
    return tuple(notice for event in events for notice in _notices(event, booking, now))


def _notices(event: TimelineEvent, booking: Booking, now: datetime) -> list[Notice]:
    data = event.data
    if isinstance(data, ev.OffersMade):
        return _offer_notices(event, data, booking, now)
    if isinstance(data, ev.BookingCancelled):
        return [*_let_go(event, data.provider_id, "job_cancelled", booking), *_cancelled(event, data, booking)]
    if isinstance(data, ev.BookingAssigned):
        return [*_given(event, data, booking), *_customer_notices(event, booking)]
    if isinstance(data, ev.AssignmentReleased):
        return [*_let_go(event, data.provider_id, "job_released", booking), *_customer_notices(event, booking)]
    if (notices := _BY_TYPE.get(event.type)) is not None:
        return notices(event, data, booking)
    if event.type in _OPERATOR_KINDS:
        return [Notice(_OPERATOR_KINDS[event.type], None, event.event_id)]
    return _customer_notices(event, booking)


def _customer_notices(event: TimelineEvent, booking: Booking) -> list[Notice]:
    if event.type not in _CUSTOMER_KINDS or not _still_true(event, booking):
        return []
    is_second = isinstance(event.data, ev.BookingAssigned) and event.data.epoch > 1
    kind = "assigned_again" if is_second else _CUSTOMER_KINDS[event.type]
    return [Notice(kind, booking.customer_id, event.event_id)]


def _given(event: TimelineEvent, data: ev.BookingAssigned, booking: Booking) -> list[Notice]:
    """A provider who accepted knows it; one to whom an operator gave the job does not."""
    if data.offer_id is not None or not _still_true(event, booking):
        return []
    return [Notice("job_given", data.provider_id, event.event_id)]


def _let_go(event: TimelineEvent, uid: Uid | None, kind: str, booking: Booking) -> list[Notice]:
    """Tell a provider who lost the job by somebody else's hand."""
    if uid is None or uid in {event.actor.id, booking.provider_id}:
        return []
    return [Notice(kind, uid, event.event_id)]


def _still_true(event: TimelineEvent, booking: Booking) -> bool:
    if isinstance(event.data, ev.BookingAssigned):
        return booking.assignment is not None and booking.assignment.epoch == event.data.epoch
    if isinstance(event.data, ev.AssignmentReleased):
        return booking.assignment is None and not booking.has_ended
    return True


def _revised(event: TimelineEvent, data: ev.EtaRevised, booking: Booking) -> list[Notice]:
    """Tell the time that is believed now: one that was told anew meanwhile, or is over, is no news."""
    held = booking.assignment
    if booking.has_ended or held is None or (held.epoch, held.eta_end) != (data.epoch, data.end):
        return []
    is_late = booking.customer_view.state is CustomerState.DELAYED
    kind = _REVISION_KINDS.get(data.reason, "delayed" if is_late else "eta_changed")
    return [Notice(kind, booking.customer_id, event.event_id)]


def _offer_notices(event: TimelineEvent, data: ev.OffersMade, booking: Booking, now: datetime) -> list[Notice]:
    listed = booking.search.open_offers if booking.search else {}
    if data.deadline_at <= now:
        return []
    return [
        Notice("offer", line.provider_id, event.event_id, {"offer_id": line.offer_id}, data.deadline_at)
        for line in data.offers
        if line.offer_id in listed
    ]


def _cancelled(event: TimelineEvent, data: ev.BookingCancelled, booking: Booking) -> list[Notice]:
    if data.by == "customer":
        return []
    return [Notice("cancelled", booking.customer_id, event.event_id)]


def _picked_up(event: TimelineEvent, data: ev.StopDone, booking: Booking) -> list[Notice]:
    stop = booking.stop(data.stop_id)
    pickups_left = any(s.type is StopType.PICKUP and s.state is not StopState.DONE for s in booking.terms.stops)
    if stop is None or stop.type is not StopType.PICKUP or pickups_left or booking.has_ended:
        return []
    return [Notice("picked_up", booking.customer_id, event.event_id)]


def _recovered(event: TimelineEvent, data: ev.RecoveryExecuted, booking: Booking) -> list[Notice]:
    """Remind who holds the job, or the customer where only they can help. Who is to take goods over is asked by an offer."""
    if booking.has_ended:
        return []
    if data.action is RecoveryAction.NOTIFY and data.provider_id is None:
        return [Notice("problem", booking.customer_id, event.event_id)]
    kind = _RECOVERY_KINDS.get(data.action)
    return [Notice(kind, data.provider_id, event.event_id)] if kind and data.provider_id else []


def _agreed(event: TimelineEvent, data: ev.HandOverAgreed, booking: Booking) -> list[Notice]:
    """Let the holder know to wait for somebody; who comes has said so."""
    if booking.hand_over is None or booking.hand_over.receiver_id != data.provider_id:
        return []
    return [Notice("hand_over", booking.provider_id, event.event_id)]


def _taken(event: TimelineEvent, data: ev.HandOverTaken, booking: Booking) -> list[Notice]:
    """Let the customer know that somebody else comes."""
    held = booking.assignment
    if booking.has_ended or held is None or held.epoch != data.epoch:
        return []
    return [Notice("assigned_again", booking.customer_id, event.event_id)]


def _parted(event: TimelineEvent, data: ev.HandOverFailed | ev.HandOverEnded, booking: Booking) -> list[Notice]:
    """Nobody waits or comes in vain; where nobody had agreed, nobody does."""
    if data.provider_id is None:
        return []
    waits = [booking.provider_id] if booking.provider_id != event.actor.id and not booking.has_ended else []
    off = [Notice("hand_over_off", uid, event.event_id) for uid in waits]
    return [*off, *_let_go(event, data.provider_id, "job_released", booking)]


_BY_TYPE: Mapping[str, Callable[[TimelineEvent, Any, Booking], list[Notice]]] = {
    "eta.revised": _revised,
    "stop.done": _picked_up,
    "recovery.executed": _recovered,
    "hand_over.agreed": _agreed,
    "hand_over.taken": _taken,
    "hand_over.failed": _parted,
    "hand_over.ended": _parted,
}
_STILL: Mapping[str, Callable[[Booking], bool]] = {
    "assigned": lambda booking: booking.assignment is not None and not booking.has_ended and not booking.on_board,
    "assigned_again": lambda booking: booking.assignment is not None and not booking.has_ended and not booking.on_board,
    "picked_up": lambda booking: booking.on_board,
    "searching_again": lambda booking: booking.assignment is None and not booking.has_ended,
    "delayed": lambda booking: booking.customer_view.state is CustomerState.DELAYED,
    "eta_changed": lambda booking: not booking.has_ended,
    "on_time_again": lambda booking: not booking.has_ended and booking.customer_view.state is not CustomerState.DELAYED,
    "approval": lambda booking: booking.state is BookingState.AWAITING_APPROVAL,
    "search_failing": lambda booking: booking.assignment is None and not booking.has_ended,
    "problem": lambda booking: not booking.has_ended,
    "nudge": lambda booking: not booking.has_ended,
    "plan_changed": lambda booking: not booking.has_ended,
    "hand_over": lambda booking: booking.meeting is not None,
    "hand_over_off": lambda booking: booking.on_board and booking.meeting is None,
}


def still_matters(kind: str, ids: Mapping[str, str], recipient: Uid, booking: Booking) -> bool:
    """Whether a message that did not get through at once is still worth a word: nothing is told after its matter is over.

    What is not named here is told however late: that something ended, and what became of a provider's job.
    """
    if kind == "offer":
        return bool(booking.search and booking.search.open_offers.get(ids["offer_id"]) == recipient)  # type: ignore[call-overload]
    if kind == "job_given":
        return booking.provider_id == recipient
    rule = _STILL.get(kind)
    return rule is None or rule(booking)
