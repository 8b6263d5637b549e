"""Endings before the work: cancelled, expired, unfulfilled; and the way back: reopened."""

from collections.abc import Mapping
from datetime import timedelta

from shared.booking.change import (
    Extra,
    Moment,
    booking_change,
    check_version,
    search_deadline,
    wake_dispatch,
    withdraw_open_offers,
)
from shared.booking.stops import Job, freeing, the_rest_anew
from shared.booking.terms import release_of
from shared.errors import Code, Conflict, Denied, Rejected
from shared.messages import events as ev
from shared.messages.commands import CancelBooking, ReopenBooking
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Versioned
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import Provider
from shared.units import Minor


def cancel(
    command: CancelBooking,
    booking: Versioned[Booking],
    provider: Versioned[Provider] | None,
    settings: DispatchSettings,
    moment: Moment,
) -> Decision:
    """Call a booking off, by stage: free while nobody is coming and shortly after, with a fee once work has begun.

    Args:
        command: what was asked.
        booking: the booking as read.
        provider: who holds it, as read; None when nobody does.
        settings: the area's.
        moment: who, when and why.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B112 TOO_LATE_TO_CANCEL`` when something is on board.
    """
    now = booking.value
    _check_may_cancel(now, moment)
    check_version(now, command.expected_version)
    if now.on_board or now.returning:
        raise Rejected(Code.TOO_LATE_TO_CANCEL, {"state": now.state.value})
    return _cancelled(booking, provider, moment, command.reason, cancel_fee(now, settings, moment))


def cancel_unserved(booking: Versioned[Booking], code: Code, moment: Moment) -> Decision:
    """Call off a waiting booking whose place is no longer served; never with a fee."""
    return _cancelled(booking, None, moment, code.label, 0)


def _cancelled(
    booking: Versioned[Booking], provider: Versioned[Provider] | None, moment: Moment, reason: str, fee_minor: Minor
) -> Decision:
    void, steps = withdraw_open_offers(booking.value, "cancelled")
    by, holder = moment.actor.kind.value, booking.value.provider_id
    gone = ev.BookingCancelled(by=by, reason=reason, fee_minor=fee_minor, provider_id=holder)
    job = Job(booking, provider) if provider else None
    writes, anew = (freeing(job, moment.at), the_rest_anew(job)) if job else ((), ())
    extra = Extra(writes=writes, messages=(*steps, *anew), result={"fee_minor": fee_minor})
    return booking_change(booking, booking.value.booking_id, [*void, gone], moment, extra=extra)


def _check_may_cancel(booking: Booking, moment: Moment) -> None:
    if booking.customer_id != moment.actor.id and not moment.actor.may_operate(booking.area_id):
        raise Denied(Code.NOT_YOURS)


def cancel_fee(booking: Booking, settings: DispatchSettings, moment: Moment) -> Minor:
    """What a customer pays for calling off: nothing before assignment or within ``free_cancel_s`` of it."""
    if booking.assignment is None or moment.actor.id != booking.customer_id:
        return 0
    free_until = booking.assignment.assigned_at + timedelta(seconds=settings.free_cancel_s)
    if booking.state is BookingState.ASSIGNED and moment.at <= free_until:
        return 0
    return min(settings.cancel_fee_minor, booking.terms.fare.amount_minor)


def expire_quote(booking: Versioned[Booking], moment: Moment) -> Decision:
    """End a quote that ran out."""
    return booking_change(booking, booking.value.booking_id, [ev.QuoteExpired()], moment)


def give_up(booking: Versioned[Booking], code: str, counts: Mapping[str, int], moment: Moment) -> Decision:
    """End a search that nobody answered, saying why."""
    void, steps = withdraw_open_offers(booking.value, "unfulfilled")
    end = ev.BookingUnfulfilled(code=code, counts=dict(counts))
    return booking_change(booking, booking.value.booking_id, [*void, end], moment, extra=Extra(messages=tuple(steps)))


def release_scheduled(booking: Versioned[Booking], area: ServiceArea, moment: Moment) -> Decision:
    """Open the search of a booking for later, a lead before its window."""
    deadline = search_deadline(booking.value.terms.ready_at, area, moment.at)
    event = ev.SearchOpened(deadline_at=deadline, cause="scheduled")
    wake = wake_dispatch(area, moment.at, f"{booking.value.booking_id}-v{booking.value.version}")
    return booking_change(booking, booking.value.booking_id, [event], moment, extra=Extra(messages=(wake,)))


def reopen(command: ReopenBooking, booking: Versioned[Booking], area: ServiceArea, moment: Moment) -> Decision:
    """Let an ended booking look for a provider again, one for later a lead before its begin; its history stays.

    Raises:
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B117 REOPEN_TOO_LATE``.
    """
    check_version(booking.value, command.expected_version)
    ended_at = booking.value.ended_at
    if ended_at is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.value.state.value})
    if moment.at > ended_at + timedelta(seconds=area.dispatch.reopen_within_s):
        raise Rejected(Code.REOPEN_TOO_LATE, {"ended_at": ended_at.isoformat()})
    ready_at = booking.value.terms.ready_at
    release_at = release_of(ready_at, moment.at, area.dispatch.scheduled_lead_s)
    deadline = search_deadline(ready_at, area, moment.at)
    event = ev.BookingReopened(reason=command.reason, release_at=release_at, search_deadline_at=deadline)
    wake = wake_dispatch(area, moment.at, f"{booking.value.booking_id}-v{booking.value.version}")
    extra = Extra(messages=() if release_at else (wake,))
    return booking_change(booking, booking.value.booking_id, [event], moment, extra=extra)
