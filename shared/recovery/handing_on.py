"""A hand-over under way, looked at again: wait for an answer or a meeting, ask the next, or ask an operator."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.booking.change import Moment
from shared.booking.watching import hand_over_by
from shared.messages import events as ev
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.models.disruption import RecoveryAction, RecoveryOption
from shared.recovery.escalation import escalated, put_off
from shared.recovery.orders import Order

MOST_ASKED = 4
"""Receivers asked for one hand-over, one after the other, before an operator is asked what else to do."""


class Next(StrEnum):
    """What becomes of a hand-over now."""

    WAIT = "wait"
    ASK = "ask"
    """Ask the next receiver."""
    PART = "part"
    """Those who agreed did not meet in time."""
    ESCALATE = "escalate"
    """Nobody comes, or nobody says that the goods were taken: a person has to find out."""


@dataclass(frozen=True)
class Look:
    """What becomes of it, and the option by which the next receiver is asked."""

    next: Next
    option: RecoveryOption | None = None


def look_at(order: Order, now: datetime) -> Look:
    """Say what becomes of the hand-over that the order's booking is in.

    It was ordered once: who is asked next needs no further order. Trouble of another kind waits for its end.
    """
    booking = order.the_booking().value
    hand_over = booking.hand_over
    if hand_over is None or hand_over.disruption_id != order.disruption.value.disruption_id:
        return Look(Next.WAIT)
    if not hand_over.is_sought:
        overdue = Next.ESCALATE if hand_over.given_at else Next.PART
        return Look(overdue if _is_overdue(booking, now) else Next.WAIT)
    if booking.search is not None and booking.search.open_offers:
        return Look(Next.WAIT)
    option = _next_option(order)
    may_ask = not _is_overdue(booking, now) and _asked(booking) < MOST_ASKED
    return Look(Next.ASK, option) if option and may_ask else Look(Next.ESCALATE)


def _is_overdue(booking: Booking, now: datetime) -> bool:
    """Whether the time to agree, or to meet, is over."""
    due_at = hand_over_by(booking)
    return due_at is not None and due_at <= now


def _asked(booking: Booking) -> int:
    return booking.search.attempts if booking.search else 0


def _next_option(order: Order) -> RecoveryOption | None:
    found = (one for one in order.options if one.action is RecoveryAction.HAND_OVER and one.refused is None)
    return next(found, None)


def waited(order: Order, moment: Moment) -> Decision:
    """Leave it until its time is over; answers are followed up before that."""
    due_at = hand_over_by(order.the_booking().value)
    return put_off(order, moment, due_at if due_at and due_at > moment.at else None)


def handed_to_an_operator(order: Order, moment: Moment) -> Decision:
    """Ask an operator what else to do; the hand-over is off where nobody came for the goods."""
    hand_over = order.the_booking().value.hand_over
    others = tuple(one for one in order.options if one.action is not RecoveryAction.HAND_OVER)
    order = replace(order, options=others, option=others[0])
    nobody = (ev.HandOverEnded(reason="nobody came"),) if hand_over and hand_over.is_sought else ()
    return escalated(order, moment, first=nobody)
