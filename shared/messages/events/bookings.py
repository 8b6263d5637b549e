"""Events of a booking as a whole."""

from typing import Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.place import Window
from shared.models.terms import BookingTerms, Preferences, Promise
from shared.units import AreaId, Instant, Metres, Minor, StopId, Uid, ZoneId


class BookingQuoted(Document):
    """A price was given; nothing is promised until it is placed."""

    type: Literal["booking.quoted"] = "booking.quoted"
    customer_id: Uid
    area_id: AreaId
    terms: BookingTerms
    expires_at: Instant


class BookingCreated(Document):
    """A booking was taken; ``terms`` is None when a quote already fixed them."""

    type: Literal["booking.created"] = "booking.created"
    customer_id: Uid
    area_id: AreaId
    terms: BookingTerms | None
    release_at: Instant | None
    """Set for a booking for later; None opens the search at once."""
    search_deadline_at: Instant | None


class QuoteExpired(Document):
    """A quote ran out."""

    type: Literal["booking.expired"] = "booking.expired"


class BookingCompleted(Document):
    """All stops are done."""

    type: Literal["booking.completed"] = "booking.completed"


class BookingFailed(Document):
    """The job ended without its purpose."""

    type: Literal["booking.failed"] = "booking.failed"
    reason: str


class BookingReturned(Document):
    """The goods are back where they came from."""

    type: Literal["booking.returned"] = "booking.returned"


class BookingCancelled(Document):
    """Called off before anything was on board."""

    type: Literal["booking.cancelled"] = "booking.cancelled"
    by: str
    reason: str
    fee_minor: Minor = 0
    provider_id: Uid | None = None
    """Who held the job and is let go."""


class BookingUnfulfilled(Document):
    """Nobody could be found; ``code`` and ``counts`` say why."""

    type: Literal["booking.unfulfilled"] = "booking.unfulfilled"
    code: str
    counts: dict[str, int] = Field(default_factory=dict)


class AmendedStop(Document):
    """A stop's new place or window; the exact point is not in the timeline."""

    stop_id: StopId
    cell: str
    zone_id: ZoneId
    zone_version: int
    window: Window | None


class BookingAmended(Document):
    """Address, window, notes or preferences changed."""

    type: Literal["booking.amended"] = "booking.amended"
    stops: tuple[AmendedStop, ...] = ()
    promise: Promise | None = None
    ready_at: Instant | None = None
    preferences: Preferences | None = None
    trip_m: Metres | None = None
    fare_minor: Minor | None = None
    release_at: Instant | None = None
    notes_changed: bool = False


class BookingReopened(Document):
    """An ended booking goes on, within the limit; history stays."""

    type: Literal["booking.reopened"] = "booking.reopened"
    reason: str
    release_at: Instant | None = None
    """Set for a booking for later; None opens the search at once."""
    search_deadline_at: Instant
