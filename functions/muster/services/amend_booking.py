"""Amend a booking: address, window, notes, preferences."""

from collections.abc import Mapping
from typing import Any, TypeVar

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import booking_of, serve
from shared import paths
from shared.booking import amending
from shared.booking.placing import CONTACTS_KEPT
from shared.booking.terms import Timing, timing_of
from shared.messages.commands import AmendBooking
from shared.messages.events import Actor
from shared.models.booking import Booking, Contacts
from shared.models.change import Decision, Write, put, replace
from shared.models.provider import LiveAssignment
from shared.units import StopId

P = TypeVar("P", Contacts, LiveAssignment)


def amend_booking(backend: Backend, actor: Actor, command: AmendBooking) -> dict[str, Any]:
    """Change a live booking after checking every stop again; people on the job see new personal data at once.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B113 TOO_LATE_TO_AMEND``, ``B101`` to ``B105``, ``B108``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        found = _recheck(backend, booking.value, command)
        return amending.amend(command, booking, found, moment_of(backend, once))

    return perform(backend, once, decide)


def _recheck(backend: Backend, booking: Booking, command: AmendBooking) -> amending.Rechecked:
    points = amending.amended_points(booking, command)
    now = backend.clock.now()
    begins_at = timing_of(command.pickup_window, None, now, 0).begins_at if command.pickup_window else now
    ordered = [points[stop.stop_id] for stop in booking.terms.stops]
    area, matches = serve(backend, ordered, booking.terms.service, max(begins_at, booking.terms.ready_at))
    timing = _timing(command, backend, area.dispatch.scheduled_lead_s)
    return amending.Rechecked(area=area, matches=matches, timing=timing, writes=_personal(backend, booking, command))


def _timing(command: AmendBooking, backend: Backend, lead_s: int) -> Timing | None:
    if command.pickup_window is None:
        return None
    return timing_of(command.pickup_window, None, backend.clock.now(), lead_s)


def _personal(backend: Backend, booking: Booking, command: AmendBooking) -> tuple[Write, ...]:
    addresses = {StopId(change.stop_id): change.address for change in command.stops if change.address}
    if not addresses and command.notes is None:
        return ()
    return (_contacts(backend, booking, addresses, command.notes), *_live(backend, booking, addresses, command.notes))


def _contacts(backend: Backend, booking: Booking, addresses: Mapping[StopId, str], notes: str | None) -> Write:
    path = paths.contacts(booking.booking_id)
    known = backend.store.get(path, Contacts)
    if known is None:
        kept_until = backend.clock.real_now() + CONTACTS_KEPT
        blank = Contacts(booking_id=booking.booking_id, customer_id=booking.customer_id, expires_at=kept_until)
        return put(path, _told(blank, addresses, notes))
    return replace(known, _told(known.value, addresses, notes))


def _live(backend: Backend, booking: Booking, addresses: Mapping[StopId, str], notes: str | None) -> tuple[Write, ...]:
    if booking.assignment is None:
        return ()
    known = backend.store.get(paths.live(booking.booking_id, booking.assignment.epoch), LiveAssignment)
    return (replace(known, _told(known.value, addresses, notes)),) if known else ()


def _told(known: P, addresses: Mapping[StopId, str], notes: str | None) -> P:
    changes = {"addresses": {**known.addresses, **addresses}, "notes": known.notes if notes is None else notes}
    return known.model_copy(update=changes)
