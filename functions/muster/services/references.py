"""A partner's own references: booking twice under one is booking once, with a quote or without."""

from datetime import timedelta

from muster.ports.backend import Backend
from muster.services.gathering import booking_of
from shared import paths
from shared.booking.placing import partner_booking_id
from shared.models.booking import Booking
from shared.models.change import CommitRecord, Decision, Write, create
from shared.units import Uid

_KEPT = timedelta(days=365)
"""How long the second booking of a quoted reference is still known for one."""


def booked_under(backend: Backend, customer_id: Uid, external_id: str) -> Decision | None:
    """The answer with the booking that was placed under a reference; None when there is none."""
    own, mark = paths.booking(partner_booking_id(customer_id, external_id)), _mark(customer_id, external_id)
    found = backend.store.get_each({own: Booking, paths.commit(mark): CommitRecord})
    if own in found:
        booking: Booking = found[own].value
    elif paths.commit(mark) in found:
        booking = booking_of(backend, found[paths.commit(mark)].value.result["booking_id"]).value
    else:
        return None
    return Decision(
        (), result={"booking_id": booking.booking_id, "state": booking.state.value, "version": booking.version}
    )


def marked(backend: Backend, booking: Booking, external_id: str) -> Write:
    """Mark a reference as booked by a quote, whose id says nothing of it; of two at once, the second commit is lost."""
    now = backend.clock.real_now()
    key = _mark(booking.customer_id, external_id)
    result = {"booking_id": booking.booking_id}
    record = CommitRecord(
        key=key, request_hash="", result=result, pending=False, committed_at=now, expires_at=now + _KEPT
    )
    return create(paths.commit(key), record)


def _mark(customer_id: Uid, external_id: str) -> str:
    return f"reference:{partner_booking_id(customer_id, external_id)}"
