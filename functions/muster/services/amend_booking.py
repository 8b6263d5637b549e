"""Amend a booking: address, window, notes, preferences."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from muster.ports.backend import Backend
from muster.services.execution import for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, serve_again
from shared import paths
from shared.booking import amending
from shared.booking.placing import contacts_kept_until
from shared.booking.terms import Timing, timing_of
from shared.messages.commands import AmendBooking
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.change import Decision, Write, create, replace
from shared.models.contacts import Contacts
from shared.models.provider import LiveAssignment
from shared.models.zone import ZoneMatch
from shared.units import StopId

P = TypeVar("P", Contacts, LiveAssignment)


def amend_booking(backend: Backend, actor: Actor, command: AmendBooking) -> dict[str, Any]:
    """Change a live booking, its places and time checked again; people on the job see new personal data at once.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``B110 WRONG_STATE``, ``X910 STALE_VERSION``.
        Rejected: ``B113 TOO_LATE_TO_AMEND``, ``B101`` to ``B105``, ``B108``.
    """
    once = for_command(actor, command.op_id, command)

    def decide() -> Decision:
        booking = booking_of(backend, command.booking_id)
        amending.check_may_amend(booking.value, command, actor)
        found = _recheck(backend, booking.value, command)
        return amending.amend(command, booking, found, moment_of(backend, once))

    return perform(backend, once, decide)


def _recheck(backend: Backend, booking: Booking, command: AmendBooking) -> amending.Rechecked:
    area = area_of(backend, booking.area_id)
    timing = None
    if command.pickup_window is not None:
        timing = timing_of(command.pickup_window, None, backend.clock.now(), area.dispatch.scheduled_lead_s)
    matches = _matches(backend, booking, command, timing)
    personal = _personal(backend, booking, command, timing)
    return amending.Rechecked(area=area, matches=matches, timing=timing, writes=personal)


def _matches(
    backend: Backend, booking: Booking, command: AmendBooking, timing: Timing | None
) -> dict[StopId, ZoneMatch]:
    if timing is None and all(change.point is None for change in command.stops):
        return {}
    points = amending.amended_points(booking, command)
    begins_at = timing.begins_at if timing else max(backend.clock.now(), booking.terms.ready_at)
    stop_ids = [stop.stop_id for stop in booking.stops_asked_for]
    found = serve_again(backend, booking, [points[stop_id] for stop_id in stop_ids], begins_at)
    return dict(zip(stop_ids, found, strict=True))


@dataclass(frozen=True)
class _Personal:
    """Personal data that an amendment changes: a place that moved takes its old address line with it."""

    moved: frozenset[StopId]
    addresses: Mapping[StopId, str]
    notes: str | None

    def told(self, known: P) -> P:
        """Give ``known`` as amended."""
        kept = {stop_id: line for stop_id, line in known.addresses.items() if stop_id not in self.moved}
        notes = known.notes if self.notes is None else self.notes
        return known.model_copy(update={"addresses": {**kept, **self.addresses}, "notes": notes})


def _personal(backend: Backend, booking: Booking, command: AmendBooking, timing: Timing | None) -> tuple[Write, ...]:
    moved = frozenset(StopId(change.stop_id) for change in command.stops if change.point is not None)
    addresses = {StopId(change.stop_id): change.address for change in command.stops if change.address}
    if not moved and not addresses and command.notes is None and timing is None:
        return ()
    changed = _Personal(moved, addresses, command.notes)
    begins_at = timing.begins_at if timing else booking.terms.ready_at
    kept_until = contacts_kept_until(begins_at, backend.clock.now(), backend.clock.real_now())
    return (*_contacts(backend, booking, changed, kept_until), *_live(backend, booking, changed))


def _contacts(backend: Backend, booking: Booking, changed: _Personal, kept_until: datetime) -> tuple[Write, ...]:
    path = paths.contacts(booking.booking_id)
    known = backend.store.get(path, Contacts)
    if known is not None:
        return (replace(known, changed.told(known.value).model_copy(update={"expires_at": kept_until})),)
    if not changed.addresses and not changed.notes:
        return ()
    blank = Contacts(booking_id=booking.booking_id, customer_id=booking.customer_id, expires_at=kept_until)
    return (create(path, changed.told(blank)),)


def _live(backend: Backend, booking: Booking, changed: _Personal) -> tuple[Write, ...]:
    if booking.assignment is None:
        return ()
    known = backend.store.get(paths.live(booking.booking_id, booking.assignment.epoch), LiveAssignment)
    return (replace(known, changed.told(known.value)),) if known else ()
