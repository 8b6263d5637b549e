"""Quoting and placing: the beginning of a booking's life."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import Extra, Moment, booking_change, check_version, search_deadline, wake_dispatch
from shared.booking.terms import Timing, draft_terms
from shared.digest import digest
from shared.errors import Code, Conflict, Rejected
from shared.messages.commands import BookingRequest, PlaceQuoted
from shared.messages.events import BookingCreated, BookingQuoted
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Message, Versioned, Write, create
from shared.models.contacts import Contacts
from shared.models.terms import BookingTerms
from shared.models.zone import ZoneMatch
from shared.units import BookingId, StopId, Uid

MAX_OPEN_BOOKINGS = 20
"""Open bookings of one customer; staff who book for others are not held to it."""
_CONTACTS_KEPT = timedelta(days=30)
"""Retention of personal data after a job's begin."""


@dataclass(frozen=True)
class Served:
    """What the eligibility path found for a request."""

    area: ServiceArea
    matches: tuple[ZoneMatch, ...]
    timing: Timing


def contacts_kept_until(begins_at: datetime, now: datetime, real_now: datetime) -> datetime:
    """Say until when personal data is kept for a job that begins at ``begins_at``: the job needs it, however late it is.

    Args:
        begins_at: business time; one that is past counts as now.
        now: business time.
        real_now: server time, in which retention counts.
    """
    return real_now + max(timedelta(0), begins_at - now) + _CONTACTS_KEPT


def quote(request: BookingRequest, served: Served, customer_id: Uid, booking_id: BookingId, moment: Moment) -> Decision:
    """Price a request; the quote expires after the area's ``quote_ttl_s``."""
    terms = draft_terms(request, served.area, served.matches, served.timing)
    expires_at = moment.at + timedelta(seconds=served.area.dispatch.quote_ttl_s)
    event = BookingQuoted(customer_id=customer_id, area_id=served.area.area_id, terms=terms, expires_at=expires_at)
    extra = Extra(
        writes=_contacts(request, served, customer_id, booking_id, moment),
        result=_offer_to_customer(terms) | {"expires_at": expires_at.isoformat()},
    )
    return booking_change(None, booking_id, [event], moment, extra=extra)


def place(request: BookingRequest, served: Served, customer_id: Uid, booking_id: BookingId, moment: Moment) -> Decision:
    """Take a booking, now or for later."""
    terms = draft_terms(request, served.area, served.matches, served.timing)
    event = _created(served, customer_id, terms, moment)
    extra = Extra(
        writes=_contacts(request, served, customer_id, booking_id, moment),
        messages=_wake(served, booking_id, moment),
        result=_offer_to_customer(terms),
    )
    return booking_change(None, booking_id, [event], moment, extra=extra)


def place_quoted(command: PlaceQuoted, quoted: Versioned[Booking], served: Served, moment: Moment) -> Decision:
    """Take what was quoted, on the quote's terms, if it has not expired and its places are still served.

    Raises:
        Conflict: ``B110`` when it is no quote any more, ``X910`` for another version.
        Rejected: ``B106 QUOTE_EXPIRED``, ``B107 QUOTE_MISMATCH``.
    """
    booking = quoted.value
    if booking.state is not BookingState.QUOTED:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    check_version(booking, command.expected_version)
    if booking.quote_expires_at is not None and moment.at > booking.quote_expires_at:
        raise Rejected(Code.QUOTE_EXPIRED, {"expired_at": booking.quote_expires_at.isoformat()})
    if command.fare is not None and command.fare != booking.terms.fare:
        raise Rejected(Code.QUOTE_MISMATCH, {"fare_minor": booking.terms.fare.amount_minor})
    event = _created(served, booking.customer_id, None, moment)
    extra = Extra(messages=_wake(served, booking.booking_id, moment), result=_offer_to_customer(booking.terms))
    return booking_change(quoted, booking.booking_id, [event], moment, extra=extra)


def partner_booking_id(customer_id: str, external_id: str) -> BookingId:
    """Derive a booking's id from a partner's own reference, so that booking twice is booking once."""
    return BookingId(f"bkg_x{digest(customer_id, external_id)[:24]}")


def pin_hash(booking_id: str, stop_id: str, pin: str) -> str:
    """Salt and hash a PIN; it is kept only in ``contacts``, which no client reads."""
    return hashlib.sha256(f"{booking_id}\x1f{stop_id}\x1f{pin}".encode()).hexdigest()


def _created(served: Served, customer_id: Uid, terms: BookingTerms | None, moment: Moment) -> BookingCreated:
    release_at = served.timing.release_at
    deadline = None if release_at else search_deadline(served.timing.begins_at, served.area, moment.at)
    return BookingCreated(
        customer_id=customer_id,
        area_id=served.area.area_id,
        terms=terms,
        release_at=release_at,
        search_deadline_at=deadline,
    )


def _wake(served: Served, booking_id: BookingId, moment: Moment) -> tuple[Message, ...]:
    return () if served.timing.release_at else (wake_dispatch(served.area, moment.at, booking_id),)


def _offer_to_customer(terms: BookingTerms) -> dict[str, object]:
    return {
        "fare_minor": terms.fare.amount_minor,
        "currency": terms.fare.currency,
        "promise_type": terms.promise.type.value,
        "promise_start_at": terms.promise.window.start_at.isoformat(),
        "promise_end_at": terms.promise.window.end_at.isoformat(),
    }


def _contacts(
    request: BookingRequest, served: Served, customer_id: Uid, booking_id: BookingId, moment: Moment
) -> tuple[Write, ...]:
    addresses = {StopId(f"s{n}"): stop.address for n, stop in enumerate(request.stops, 1) if stop.address}
    pins = _pins(request, booking_id)
    if not (addresses or pins or request.contact_name or request.contact_phone or request.notes):
        return ()
    contacts = Contacts(
        booking_id=booking_id,
        customer_id=customer_id,
        name=request.contact_name,
        phone=request.contact_phone,
        addresses=addresses,
        notes=request.notes,
        pins=pins,
        expires_at=contacts_kept_until(served.timing.begins_at, moment.at, moment.real_at),
    )
    return (create(paths.contacts(booking_id), contacts),)


def _pins(request: BookingRequest, booking_id: BookingId) -> dict[StopId, str]:
    numbered: Sequence[tuple[str, str | None]] = [(f"s{n}", stop.pin) for n, stop in enumerate(request.stops, 1)]
    return {StopId(stop_id): pin_hash(booking_id, stop_id, pin) for stop_id, pin in numbered if pin}
