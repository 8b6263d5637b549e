"""An option to be carried out, with everything that its commit claims, as read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.booking.change import Moment
from shared.dispatch.offering import Deadline
from shared.errors import Code, Missing
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, replace
from shared.models.disruption import (
    Disruption,
    DisruptionState,
    Impact,
    Recovery,
    RecoveryAction,
    RecoveryOption,
)
from shared.models.plan import Batch
from shared.models.playbook import Play
from shared.models.provider import Provider
from shared.recovery.cases import Case
from shared.units import BookingId, Seconds, Uid

By = Literal["playbook", "operator", "fallback"]

A = RecoveryAction
AGAIN_S: Seconds = 60
"""A trouble that is waited out is weighed again after this,"""
HELPS_WITHIN_S: Seconds = 180
"""one of which somebody was told after this,"""
LET_BE_S: Seconds = 600
"""and one that an operator decided on after this."""
_GOES_ON = frozenset({A.WAIT, A.NOTIFY, A.REBALANCE, A.WIDEN_WINDOWS, A.REFUND, A.REVIEW, A.HAND_OVER})
"""After these the trouble is still there: it stays open, until its signs are gone or it is weighed again."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be done about a disruption, by whom, and what it was judged on.

    Attributes:
        disruption: as read.
        booking: the one it is about, as read; None for a zone.
        providers: all that the situation knows, as read.
        case: on which the options were found.
        options: as ranked.
        option: the one to carry out.
        play: what the area does about this kind.
        batch: the booking's, as read.
        area: all of it lies in this area, as read.
        by: who decided.
    """

    disruption: Versioned[Disruption]
    booking: Versioned[Booking] | None
    providers: Mapping[Uid, Versioned[Provider]]
    case: Case
    options: tuple[RecoveryOption, ...]
    option: RecoveryOption
    play: Play
    batch: Versioned[Batch] | None
    area: Versioned[ServiceArea]
    by: By

    def provider(self, uid: Uid | None) -> Versioned[Provider]:
        """Give a provider as read.

        Raises:
            Missing: ``X909 NOT_FOUND``.
        """
        if uid is None or uid not in self.providers:
            raise Missing(Code.NOT_FOUND, {"provider_id": uid})
        return self.providers[uid]

    def the_booking(self) -> Versioned[Booking]:
        """Give the booking as read.

        Raises:
            Missing: ``X909 NOT_FOUND`` for trouble with a zone.
        """
        if self.booking is None:
            raise Missing(Code.NOT_FOUND, {"booking_id": None})
        return self.booking


@dataclass(frozen=True)
class Asking:
    """What offers need from outside: until when they hold, and fresh ids."""

    deadline: Deadline
    new_id: Callable[[], str]


def settled(order: Order, moment: Moment) -> Write:
    """Write down on the disruption what was done, and what is expected of it."""
    before, option = order.disruption.value, order.option
    goes_on = option.action in _GOES_ON
    recovery = Recovery(
        action=option.action,
        provider_id=option.provider_id,
        by=order.by,
        actor_id=moment.actor.id,
        executed_at=moment.at,
        predicted_end_at=_end_at(option.impact, option.booking_id),
        predicted_wait_saved_s=option.impact.wait_saved_s,
    )
    changes = {
        "state": DisruptionState.OPEN if goes_on else DisruptionState.RECOVERED,
        "ended_at": None if goes_on else moment.at,
        "end_reason": None if goes_on else option.action.value,
        "judge_at": _judge_at(order, moment) if goes_on else None,
        "triage_id": None,
        "recovery": recovery,
    }
    return replace(order.disruption, _next(before, order.options, changes))


def left(order: Order, moment: Moment, until: datetime | None = None) -> Write:
    """Write down what was weighed when nothing was done; it is weighed again in a minute, or at ``until``."""
    changes = {"judge_at": until or moment.at + timedelta(seconds=AGAIN_S)}
    return replace(order.disruption, _next(order.disruption.value, order.options, changes))


def _next(before: Disruption, options: tuple[RecoveryOption, ...], changes: Mapping[str, object]) -> Disruption:
    return before.model_copy(update={**changes, "options": options, "version": before.version + 1})


def _judge_at(order: Order, moment: Moment) -> datetime:
    """Who is asked to take goods over answers soon; each answer is followed up at once, and this is for one that is lost."""
    is_let_be = order.by != "playbook" and order.option.action is not A.HAND_OVER
    pause_s = LET_BE_S if is_let_be else HELPS_WITHIN_S
    return moment.at + timedelta(seconds=pause_s)


def _end_at(impact: Impact, booking_id: BookingId | None) -> datetime | None:
    row = next((row for row in impact.bookings if row.booking_id == booking_id), None)
    return row.end_after.p50_at if row and row.end_after else None
