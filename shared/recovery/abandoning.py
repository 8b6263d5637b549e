"""Giving up: what is with a provider of whom nothing has come for so long that nobody can expect it any more.

It is the last resort, after reminders, others and operators had their time, so that nothing stays on the books for good. A job
with things on board ends as failed: its customer is told, an operator is asked about the rest (a refund, say), and it can be
reopened. A job without goes back to the search.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from shared.booking.change import Extra, Moment, booking_change, wake_dispatch, wake_for_supply
from shared.booking.stops import Job, freeing, the_rest_anew
from shared.dispatch.assigning import released_event
from shared.messages import events as ev
from shared.models.booking import Booking
from shared.models.change import Decision
from shared.models.change import replace as replaced
from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState
from shared.recovery.orders import Order
from shared.units import Seconds

REASON = "abandoned"
_GONE = frozenset({DisruptionKind.SIGNAL_LOST, DisruptionKind.PROVIDER_INACTIVE, DisruptionKind.PROVIDER_TROUBLE})
"""Kinds in which nothing is to be expected of the provider."""
_RETURN_S: Seconds = 1800
"""What is on its way back has no promise left; it is given this much longer."""


def is_abandoned(disruption: Disruption, booking: Booking | None, settings: DetectionSettings, now: datetime) -> bool:
    """Whether a job is to be given up: its provider has been gone for the area's time, and its promise is past.

    Args:
        disruption: open, about the assignment that the booking has.
        booking: as read; None for trouble with a zone.
        settings: the area's.
        now: business time.
    """
    if booking is None or booking.assignment is None or disruption.kind not in _GONE:
        return False
    limit = timedelta(seconds=settings.abandoned_after_s + (_RETURN_S if booking.returning else 0))
    return now >= disruption.onset_at + limit and now > booking.terms.promise.window.end_at


def given_up(order: Order, moment: Moment) -> Decision:
    """End the job, or search for somebody else where nothing is on board; one commit with the disruption and the provider.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when nobody holds it.
        Missing: ``X909 NOT_FOUND``.
    """
    booking = order.the_booking()
    value, area = booking.value, order.case.troubled.area
    job = Job(booking, order.provider(value.provider_id))
    if value.on_board or value.returning:
        events, wake = _failed(value), wake_for_supply(value.area_id, moment.at)
    else:
        events = [released_event(value, REASON, area, moment)]
        wake = wake_dispatch(area, moment.at, f"{value.booking_id}-e{value.assignment_epoch}-{REASON}")
    writes = (*freeing(job, moment.at), replaced(order.disruption, _closed(order, moment)))
    extra = Extra(writes=writes, messages=(wake, *the_rest_anew(job)))
    decision = booking_change(booking, value.booking_id, events, moment, extra=extra)
    told = {"course": REASON, "disruption_id": order.disruption.value.disruption_id}
    return replace(decision, result={**(decision.result or {}), **told})


def _failed(booking: Booking) -> list[ev.EventData]:
    upcoming = booking.next_stop
    failed = [ev.StopFailed(stop_id=upcoming.stop_id, reason=REASON, action=None)] if upcoming else []
    return [*failed, ev.BookingFailed(reason=REASON)]


def _closed(order: Order, moment: Moment) -> Disruption:
    before = order.disruption.value
    changes = {"state": DisruptionState.MOOT, "ended_at": moment.at, "end_reason": REASON, "judge_at": None}
    return before.model_copy(update={**changes, "options": order.options, "version": before.version + 1})
