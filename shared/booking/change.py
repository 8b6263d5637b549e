"""How every decision about a booking becomes one commit: the booking, its timeline, and the messages that follow."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared import paths
from shared.booking.timeline import record
from shared.errors import Code, Conflict
from shared.messages.events import Actor, EventData, OffersWithdrawn
from shared.messages.routing import publications, workflow_step
from shared.models.area import ServiceArea
from shared.models.booking import Booking, HandOver
from shared.models.change import Decision, Message, Schedule, Versioned, Write, create, replace
from shared.models.place import LatLng
from shared.units import BookingId, StopId

DISPATCH_QUEUE = "dispatchwindow"
EXPIRY_QUEUE = "expireoffer"
_SUPPLY_SLOT_S = 5
_WINDOW_GRACE_S = 0.25
"""Added to a window's end so that a booking placed at its last instant is committed when the window is decided."""


@dataclass(frozen=True)
class Moment:
    """Who decides, when, and because of what. ``at`` is business time, ``real_at`` server time."""

    actor: Actor
    at: datetime
    real_at: datetime
    causation_id: str


@dataclass(frozen=True)
class Extra:
    """What a decision does beside the booking itself."""

    writes: tuple[Write, ...] = ()
    messages: tuple[Message, ...] = ()
    result: Mapping[str, Any] | None = None


NOTHING_ELSE = Extra()


def booking_change(
    before: Versioned[Booking] | None,
    booking_id: BookingId,
    events: Sequence[EventData],
    moment: Moment,
    *,
    points: Mapping[StopId, LatLng] | None = None,
    extra: Extra = NOTHING_ELSE,
) -> Decision:
    """Turn events into the decision that commits them.

    Args:
        before: the booking as read, or None when the first event creates it.
        booking_id: its id.
        events: what happens, oldest first.
        moment: who, when and why.
        points: exact points that the events do not carry.
        extra: further writes and messages; their result is merged over the booking's.

    Raises:
        Conflict: ``B110 WRONG_STATE``.
    """
    after, entries = record(
        before.value if before else None,
        events,
        booking_id=booking_id,
        actor=moment.actor,
        at=moment.at,
        real_at=moment.real_at,
        causation_id=moment.causation_id,
    )
    after = after.with_points(points or {})
    stored = replace(before, after) if before else create(paths.booking(booking_id), after)
    timeline = tuple(create(paths.event(booking_id, entry.seq), entry) for entry in entries)
    told = {"booking_id": booking_id, "state": after.state.value, "version": after.version}
    return Decision(
        writes=(stored, *timeline, *extra.writes),
        messages=(*publications(entries), *extra.messages),
        result={**told, **(extra.result or {})},
    )


def check_version(booking: Booking, expected: int | None) -> None:
    """Refuse a command that was decided on an older state.

    Raises:
        Conflict: ``X910 STALE_VERSION`` with the version that is true now.
    """
    if expected is not None and booking.version != expected:
        raise Conflict(Code.STALE_VERSION, {"version": booking.version, "state": booking.state.value})


def search_deadline(ready_at: datetime, area: ServiceArea, at: datetime) -> datetime:
    """Say when a search that opens at ``at`` gives up: its time counts from when the job may begin."""
    return max(ready_at, at) + timedelta(seconds=area.dispatch.search_timeout_s)


def wake_dispatch(area: ServiceArea, at: datetime, cause: str) -> Schedule:
    """Ask for the area's next matching window.

    With a hold, all wakes of one window share one task name; without, each cause has its own.
    """
    hold_s = area.dispatch.matching_window_hold_s
    if hold_s == 0:
        return _wake(area.area_id, cause, at)
    slot = math.floor(at.timestamp() / hold_s) + 1
    return _wake(area.area_id, str(slot), datetime.fromtimestamp(slot * hold_s + _WINDOW_GRACE_S, UTC))


def wake_for_supply(area_id: str, at: datetime) -> Schedule:
    """Ask for a window because a provider became free; those freed within a few seconds share it."""
    slot = math.floor(at.timestamp() / _SUPPLY_SLOT_S) + 1
    return _wake(area_id, f"supply-{slot}", datetime.fromtimestamp(slot * _SUPPLY_SLOT_S, UTC))


def wake_dispatch_later(area: ServiceArea, at: datetime, delay: timedelta, cause: str) -> Schedule:
    """Ask for a window not before ``delay`` from now."""
    return _wake(area.area_id, cause, at + delay)


def _wake(area_id: str, name: str, due_at: datetime) -> Schedule:
    payload = {"area_id": area_id}
    return Schedule(queue=DISPATCH_QUEUE, name=f"dispatch-{area_id}-{name}", payload=payload, due_at=due_at)


def weigh_again(hand_over: HandOver, key: str) -> Message:
    """Ask for the trouble behind a hand-over to be weighed again at once: nobody is asked to come any more."""
    return workflow_step("weigh_again", key, disruption_id=hand_over.disruption_id)


def withdraw_open_offers(
    booking: Booking, cause: str, *, but: str | None = None
) -> tuple[list[EventData], list[Message]]:
    """Make a booking's open offers void at once, and ask for their documents to be closed right after."""
    open_ids = tuple(offer for offer in (booking.search.open_offers if booking.search else {}) if offer != but)
    if not open_ids:
        return [], []
    key = f"{booking.booking_id}.{booking.version}"
    step = workflow_step("close_offers", key, booking_id=booking.booking_id, offer_ids=list(open_ids))
    return [OffersWithdrawn(offer_ids=open_ids, cause=cause)], [step]
