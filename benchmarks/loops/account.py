"""What a lived day comes to, as plain data: bookings, injected trouble, what was noticed and done about it."""

from datetime import datetime
from typing import Any

from benchmarks.loops.causes import earliest_end_s
from benchmarks.loops.day import Day
from benchmarks.loops.town import zone_id
from shared.messages.events import BookingAssigned, TimelineEvent
from shared.models.booking import Booking, BookingState
from shared.models.eta import EtaWindow
from tests.fakes.clock import START

Account = dict[str, Any]
_SHORTEST_WAIT_S, _SHORTEST_SLOW_S = 180.0, 240.0
"""Shorter waits at a pickup, and shorter ways along slow roads, are nothing to be noticed."""


def account_of(day: Day) -> Account:
    """Sum up a day that is over."""
    town = day.town
    return {
        "bookings": [_booking(day, booking) for booking in day.bookings()],
        "refused_orders": day.refused,
        "injected": _injected(day),
        "disruptions": [_disruption(one) for one in town.first_seen.values()],
        "recoveries": [_recovery(one) for one in town.disruptions()],
        "slow_paces": day.slow_paces,
        "replans": [vars(replan) for replan in town.replans],
        "triage": town.triage_states(),
        "message_kinds": dict(day.kinds),
        "refusals": town.refusals,
        "suggestions": [day.suggested, day.followed],
        "ended_s": town.now_s,
    }


def _booking(day: Day, booking: Booking) -> dict[str, Any]:
    told = [
        (_s(event.occurred_at), _s(window.p10_at), _s(window.p50_at), _s(window.p90_at))
        for event in day.town.store.timeline(booking.booking_id)
        if (window := _told(event)) is not None
    ]
    end_s = _s(booking.ended_at) if booking.ended_at else None
    promise_s = _s(booking.terms.promise.window.end_at)
    done = booking.state is BookingState.COMPLETED
    return {
        "booking_id": booking.booking_id,
        "order": day.stories[booking.booking_id].number,
        "state": booking.state.value,
        "reason": booking.end_reason,
        "placed_s": _s(booking.created_at),
        "promise_s": promise_s,
        "widened_s": booking.terms.promise.widened_s,
        "end_s": end_s,
        "late": done and end_s is not None and end_s > promise_s,
        "undelivered": not done and booking.booking_id not in day.cancelled_s,
        "stranded": not booking.has_ended,
        "told": told,
        "messages": day.messages[booking.booking_id],
        "lost_s": day.ledger.lost_s(booking.booking_id),
        "hopeless": booking.booking_id in day.ledger.gone
        or earliest_end_s(day.city, day.stories[booking.booking_id]) > promise_s,
    }


def _told(event: TimelineEvent) -> EtaWindow | None:
    """The window for the end that the customer heard with an event, if any."""
    if isinstance(event.data, BookingAssigned):
        return event.data.eta_end
    return getattr(event.data, "end", None) if event.type == "eta.revised" else None


def _injected(day: Day) -> list[dict[str, Any]]:
    """What was done to the day: what it is, since when, and to whom."""
    trouble = [
        {"what": "silent", "at_s": course.silent_s, "provider": course.uid, "bookings": list(course.held_when_silent)}
        for course in day.courses.values()
        if course.silent_s is not None
    ]
    for course in day.courses.values():
        trouble += [
            {"what": "pickup_not_ready", "at_s": wait.since_s, "booking": wait.booking_id, "for_s": wait.for_s}
            for wait in course.waited
            if wait.for_s >= _SHORTEST_WAIT_S
        ]
        trouble += [
            {
                "what": "traffic_delay",
                "at_s": since_s,
                "until_s": until_s,
                "booking": booking,
                "provider": course.uid,
            }
            for since_s, until_s, booking in course.slowed
            if until_s - since_s >= _SHORTEST_SLOW_S
        ]
    trouble += [
        {"what": "cancellation", "at_s": at_s, "booking": booking}
        for booking, at_s in day.cancelled_s.items()
        if booking in day.cancelled_held
    ]
    if day.city.trouble.hot_zone > 1:
        trouble.append({"what": "region_overloaded", "at_s": day.city.hot_from_s, "zone": zone_id(day.city.hot)})
    return trouble


def _disruption(one: Any) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "severity": one.severity.value,
        "booking": one.booking_id,
        "provider": one.provider_id,
        "zone": one.zone_id,
        "onset_s": _s(one.onset_at),
        "detected_s": _s(one.detected_at),
        "reported": one.reported_by is not None,
    }


def _recovery(one: Any) -> dict[str, Any]:
    done = one.recovery
    return {
        "disruption_id": one.disruption_id,
        "kind": one.kind.value,
        "state": one.state.value,
        "action": done.action.value if done else None,
        "by": done.by if done else None,
        "predicted_saved_s": done.predicted_wait_saved_s if done else None,
        "error_s": done.error_s if done else None,
        "late": done.late if done else None,
        "options": [option.action.value for option in one.options],
    }


def _s(at: datetime) -> float:
    return round((at - START).total_seconds(), 1)
