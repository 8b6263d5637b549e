"""Bookings with what hangs on them: their timeline, signals, batches and offers."""

from collections.abc import Sequence
from datetime import datetime

from muster.adapters.named_queries.reads import Reads, values
from muster.adapters.queries import Query, Where, equal
from shared import collection_names, paths
from shared.messages.events import TimelineEvent
from shared.models.booking import OPEN_STATES, Booking, BookingState
from shared.models.change import Versioned
from shared.models.offer import OPEN_OFFER_STATES, Offer
from shared.models.plan import Batch
from shared.models.signal import Signal

EVENTS_AT_MOST = 1000
SIGNALS_AT_MOST = 1000
OFFERS_MADE = "offers.made"


def _since(field: str, since: datetime | None) -> tuple[Where, ...]:
    return () if since is None else (Where(field, ">=", since),)


class BookingQueries(Reads):
    """Queries of bookings, for windows, sweeps and what is shown of one."""

    def bookings_waiting(self, area_id: str, limit: int, since: datetime | None = None) -> list[Versioned[Booking]]:
        """Bookings of an area that search with no offer open, the oldest first, made at ``since`` or later if given."""
        where = (equal("area_id", area_id), equal("waiting", True), *_since("created_at", since))
        return self.select(Query("bookings_waiting", collection_names.BOOKINGS, Booking, where, limit, "created_at"))

    def areas_waiting(self, limit: int) -> list[str]:
        """At most ``limit`` areas in which bookings wait, by id: one document is read of each, however many wait there."""
        areas: list[str] = []
        while len(areas) < limit and (found := self._waiting_beyond(areas[-1] if areas else "")):
            areas.append(found[0].value.area_id)
        return areas

    def _waiting_beyond(self, area_id: str) -> list[Versioned[Booking]]:
        where = (equal("waiting", True), Where("area_id", ">", area_id))
        return self.select(Query("areas_waiting", collection_names.BOOKINGS, Booking, where, 1, "area_id"))

    def bookings_in(
        self, states: Sequence[BookingState], limit: int, area_id: str | None = None, since: datetime | None = None
    ) -> list[Versioned[Booking]]:
        """Bookings in any of ``states``, the oldest first, made at ``since`` or later if given; for sweeps."""
        if not states:
            return []
        where = (() if area_id is None else (equal("area_id", area_id),)) + (Where("state", "in", list(states)),)
        where += _since("created_at", since)
        return self.select(Query("bookings_in", collection_names.BOOKINGS, Booking, where, limit, "created_at"))

    def bookings_due_for_release(
        self, before: datetime, limit: int, since: datetime | None = None
    ) -> list[Versioned[Booking]]:
        """Scheduled bookings whose ``release_at`` is not after ``before``, nor before ``since`` if given, the longest due first."""
        where = (
            equal("state", BookingState.SCHEDULED),
            Where("release_at", "<=", before),
            *_since("release_at", since),
        )
        return self.select(
            Query("bookings_due_for_release", collection_names.BOOKINGS, Booking, where, limit, "release_at")
        )

    def bookings_to_check(self, since: datetime, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Bookings whose ``check_at`` is in (since, before]: somebody has them, and they have not moved on as told."""
        where = (Where("check_at", ">=", since), Where("check_at", "<=", before))
        return self.select(Query("bookings_to_check", collection_names.BOOKINGS, Booking, where, limit, "check_at"))

    def quotes_expired(self, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Quotes whose ``quote_expires_at`` is not after ``before``."""
        where = (equal("state", BookingState.QUOTED), Where("quote_expires_at", "<=", before))
        return self.select(
            Query("quotes_expired", collection_names.BOOKINGS, Booking, where, limit, "quote_expires_at")
        )

    def open_bookings_of(self, customer_id: str, limit: int) -> int:
        """How many open bookings a customer has, counted up to ``limit``."""
        where = (equal("customer_id", customer_id), Where("state", "in", sorted(OPEN_STATES)))
        return self.tally(Query("open_bookings_of", collection_names.BOOKINGS, Booking, where, limit))

    def timeline(self, booking_id: str) -> list[TimelineEvent]:
        """A booking's events by ``seq``."""
        collection = f"{paths.booking(booking_id)}/{collection_names.EVENTS}"
        return values(self.select(Query("timeline", collection, TimelineEvent, (), EVENTS_AT_MOST, "seq")))

    def offers_made(self, booking_id: str) -> list[TimelineEvent]:
        """The events of a booking's timeline by which offers were made, by ``seq``."""
        collection = f"{paths.booking(booking_id)}/{collection_names.EVENTS}"
        where = (equal("type", OFFERS_MADE),)
        found = values(self.select(Query("offers_made", collection, TimelineEvent, where, EVENTS_AT_MOST)))
        return sorted(found, key=lambda event: event.seq)

    def signals(self, booking_id: str) -> list[Signal]:
        """A booking's signals, the oldest first."""
        collection = f"{paths.booking(booking_id)}/{collection_names.SIGNALS}"
        found = values(self.select(Query("signals", collection, Signal, (), SIGNALS_AT_MOST)))
        return sorted(found, key=lambda signal: (signal.at, signal.signal_id))

    def offers_due(self, before: datetime, limit: int) -> list[Versioned[Offer]]:
        """Open offers whose ``deadline_at`` is not after ``before``."""
        where = (Where("state", "in", list(OPEN_OFFER_STATES)), Where("deadline_at", "<=", before))
        return self.select(Query("offers_due", collection_names.OFFERS, Offer, where, limit, "deadline_at"))

    def offers_open_to(self, provider_id: str, limit: int) -> list[Versioned[Offer]]:
        """Offers that a provider may still answer, their deadlines aside."""
        where = (equal("provider_id", provider_id), Where("state", "in", list(OPEN_OFFER_STATES)))
        return self.select(Query("offers_open_to", collection_names.OFFERS, Offer, where, limit))

    def batches_of(self, booking_id: str, limit: int) -> list[Versioned[Batch]]:
        """Batches that a booking is or was proposed in."""
        where = (Where("bookings", "array_contains", booking_id),)
        return self.select(Query("batches_of", collection_names.BATCHES, Batch, where, limit))
