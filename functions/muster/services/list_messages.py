"""What people and partners were told about a booking."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.gathering import booking_of, check_staff
from shared.messages.commands import ListMessages
from shared.messages.events import Actor
from shared.notify.telling import told_by

_MOST = 100
"""Of each channel; a booking that goes well has under ten."""


def list_messages(backend: Backend, actor: Actor, command: ListMessages) -> dict[str, Any]:
    """List pushes and partners' calls about a booking, the oldest first, with their outcomes. Nothing is changed.

    The instants are given in business time, as those of the booking's timeline.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909``.
    """
    booking = booking_of(backend, command.booking_id).value
    check_staff(actor, booking.area_id)
    deliveries = backend.store.deliveries_about(booking.booking_id, _MOST)
    calls = backend.store.webhook_calls_about(booking.booking_id, _MOST)
    business_at = backend.clock.business_at
    lines = [
        replace(
            one,
            recorded_at=business_at(one.recorded_at),
            shown_at=business_at(one.shown_at) if one.shown_at else None,
            retry_at=business_at(one.retry_at) if one.retry_at else None,
        )
        for one in told_by(deliveries, calls)
    ]
    return {
        "booking_id": booking.booking_id,
        "is_all": max(len(deliveries), len(calls)) < _MOST,
        "messages": [one.plain() for one in lines],
    }
