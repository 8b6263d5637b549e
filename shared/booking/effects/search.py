"""What looking for a provider does to a booking: searches, offers and approvals."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from typing import Any

from shared.models.booking import Booking, BookingState, Search
from shared.units import Uid


def declined_at(booking: Booking) -> dict[Uid, datetime]:
    """Who said no in this search or the ones before, and when."""
    return booking.search.declined_at if booking.search else {}


def without_offers(booking: Booking, offer_ids: Container[str], **changes: Any) -> dict[str, Any]:
    """Take open offers out of the search, if there is one, and change it otherwise."""
    if booking.search is None:
        return {}
    left = {offer: uid for offer, uid in booking.search.open_offers.items() if offer not in offer_ids}
    return _searching(booking, open_offers=left, **changes)


def _searching(booking: Booking, **changes: Any) -> dict[str, Any]:
    return {"search": booking.search.model_copy(update=changes)} if booking.search else {}


def _search_opened(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    search = Search(opened_at=at, deadline_at=data.deadline_at, declined_at=declined_at(booking))
    return {"state": BookingState.SEARCHING, "search": search, "release_at": None}


def _alerted(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return _searching(booking, alerted=True, triage_id=data.triage_id, deadline_at=data.deadline_at)


def _offers_made(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    search = booking.search
    if search is None:
        return {}
    made = {line.offer_id: line.provider_id for line in data.offers}
    return _searching(
        booking, open_offers=search.open_offers | made, wave=data.wave, attempts=search.attempts + len(data.offers)
    )


def _declined(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    remembered = declined_at(booking) | {data.provider_id: at}
    return without_offers(booking, (data.offer_id,), declined_at=remembered)


def _offers_expired(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    remembered = declined_at(booking) | {line.provider_id: at for line in data.offers}
    return without_offers(booking, [line.offer_id for line in data.offers], declined_at=remembered)


def _withdrawn(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return without_offers(booking, data.offer_ids)


def _approval_requested(booking: Booking, data: Any, _at: datetime) -> dict[str, Any]:
    return {"state": BookingState.AWAITING_APPROVAL, **_searching(booking, triage_id=data.triage_id)}


def _approval_resolved(booking: Booking, data: Any, at: datetime) -> dict[str, Any]:
    remembered = declined_at(booking) | dict.fromkeys(data.passed_over, at)
    return {"state": BookingState.SEARCHING, **_searching(booking, triage_id=None, declined_at=remembered)}


EFFECTS: Mapping[str, Callable[[Booking, Any, datetime], dict[str, Any]]] = {
    "search.opened": _search_opened,
    "search.alerted": _alerted,
    "offers.made": _offers_made,
    "offer.declined": _declined,
    "offers.expired": _offers_expired,
    "offers.withdrawn": _withdrawn,
    "approval.requested": _approval_requested,
    "approval.resolved": _approval_resolved,
}
