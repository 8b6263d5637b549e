"""The notification policy: event by event, whom it concerns and how urgent it is. Wording is the app's."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.messages import events as ev
from shared.messages.events import TimelineEvent
from shared.models.booking import Booking, StopState, StopType
from shared.models.device import PushMessage
from shared.models.disruption import RecoveryAction
from shared.units import Seconds, Uid

_STATUS_TTL_S = 3600
_TRIAGE_TTL_S = 600


class Audience(StrEnum):
    """Groups that are addressed on their own."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATORS = "operators"


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person, or the operators of an area (``recipient`` None)."""

    audience: Audience
    recipient: Uid | None
    kind: str
    event_id: str
    offer_id: str | None = None
    urgent: bool = False
    ttl_s: Seconds = _STATUS_TTL_S


_CUSTOMER_KINDS = {
    "booking.assigned": "assigned",
    "assignment.released": "searching_again",
    "booking.completed": "delivered",
    "booking.failed": "failed",
    "booking.returned": "returned",
    "booking.unfulfilled": "not_served",
}
_OPERATOR_KINDS = {
    "approval.requested": "approval",
    "search.alerted": "search_failing",
    "recovery.escalated": "disruption",
}
_PROVIDER_RECOVERY_KINDS = {
    RecoveryAction.NOTIFY: "nudge",
    RecoveryAction.REROUTE: "plan_changed",
    RecoveryAction.HAND_OVER: "hand_over",
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
    if isinstance(data, ev.StopDone):
        return _picked_up(event, data, booking)
    if isinstance(data, ev.RecoveryExecuted):
        return _recovered(event, data, booking)
    if event.type in _OPERATOR_KINDS:
        kind = _OPERATOR_KINDS[event.type]
        return [Notice(Audience.OPERATORS, None, kind, event.event_id, urgent=True, ttl_s=_TRIAGE_TTL_S)]
    return _customer_notices(event, booking)


def _customer_notices(event: TimelineEvent, booking: Booking) -> list[Notice]:
    if event.type not in _CUSTOMER_KINDS or not _still_true(event, booking):
        return []
    return [Notice(Audience.CUSTOMER, booking.customer_id, _CUSTOMER_KINDS[event.type], event.event_id)]


def _given(event: TimelineEvent, data: ev.BookingAssigned, booking: Booking) -> list[Notice]:
    """A provider who accepted knows it; one to whom an operator gave the job does not."""
    if data.offer_id is not None or not _still_true(event, booking):
        return []
    return [Notice(Audience.PROVIDER, data.provider_id, "job_given", event.event_id, urgent=True)]


def _let_go(event: TimelineEvent, uid: Uid | None, kind: str, booking: Booking) -> list[Notice]:
    """Tell a provider who lost the job by somebody else's hand."""
    if uid is None or uid in {event.actor.id, booking.provider_id}:
        return []
    return [Notice(Audience.PROVIDER, uid, kind, event.event_id, urgent=True)]


def _still_true(event: TimelineEvent, booking: Booking) -> bool:
    if isinstance(event.data, ev.BookingAssigned):
        return booking.assignment is not None and booking.assignment.epoch == event.data.epoch
    if isinstance(event.data, ev.AssignmentReleased):
        return booking.assignment is None and not booking.has_ended
    return True


def _offer_notices(event: TimelineEvent, data: ev.OffersMade, booking: Booking, now: datetime) -> list[Notice]:
    listed = booking.search.open_offers if booking.search else {}
    left_s = int((data.deadline_at - now).total_seconds())
    if left_s <= 0:
        return []
    return [
        Notice(Audience.PROVIDER, line.provider_id, "offer", event.event_id, line.offer_id, urgent=True, ttl_s=left_s)
        for line in data.offers
        if line.offer_id in listed
    ]


def _cancelled(event: TimelineEvent, data: ev.BookingCancelled, booking: Booking) -> list[Notice]:
    if data.by == "customer":
        return []
    return [Notice(Audience.CUSTOMER, booking.customer_id, "cancelled", event.event_id)]


def _picked_up(event: TimelineEvent, data: ev.StopDone, booking: Booking) -> list[Notice]:
    stop = booking.stop(data.stop_id)
    pickups_left = any(s.type is StopType.PICKUP and s.state is not StopState.DONE for s in booking.terms.stops)
    if stop is None or stop.type is not StopType.PICKUP or pickups_left or booking.has_ended:
        return []
    return [Notice(Audience.CUSTOMER, booking.customer_id, "picked_up", event.event_id)]


def _recovered(event: TimelineEvent, data: ev.RecoveryExecuted, booking: Booking) -> list[Notice]:
    """Remind who holds the job, or ask the customer where only they can help; who is asked to meet is told by name."""
    if booking.has_ended:
        return []
    if data.action is RecoveryAction.NOTIFY and data.provider_id is None:
        return [Notice(Audience.CUSTOMER, booking.customer_id, "problem", event.event_id)]
    kind = _PROVIDER_RECOVERY_KINDS.get(data.action)
    people = {data.provider_id, booking.provider_id} if data.action is RecoveryAction.HAND_OVER else {data.provider_id}
    told = sorted(uid for uid in people if uid) if kind else []
    return [Notice(Audience.PROVIDER, uid, str(kind), event.event_id, urgent=True, ttl_s=_TRIAGE_TTL_S) for uid in told]


def message_of(notice: Notice, booking: Booking, recipient: Uid) -> PushMessage:
    """Write the message for one recipient: identifiers only, no personal data. The id is the same each time."""
    digest = hashlib.sha256(f"{notice.event_id}\x1f{notice.kind}\x1f{recipient}".encode()).hexdigest()
    return PushMessage(
        nid=digest[:32],
        kind=notice.kind,
        booking_id=booking.booking_id,
        offer_id=notice.offer_id,
        high_priority=notice.urgent,
        ttl_s=notice.ttl_s,
        collapse_key=None if notice.offer_id else booking.booking_id,
    )
