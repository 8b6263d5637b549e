"""The document store: versioned reads, named queries, and one atomic commit with a precondition on each document.

Contract (``tests/contract`` runs it on the memory fake and on Firestore): a commit is all or nothing; a write with a token
fails when the document changed since it was read; ``must_be_new`` fails when it exists; queries see committed writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from shared.messages.events import TimelineEvent
from shared.models.base import Document
from shared.models.booking import Booking, BookingState
from shared.models.change import CommitRecord, Versioned, Write
from shared.models.device import Device
from shared.models.disruption import Disruption
from shared.models.eta import DriveSample
from shared.models.facts import BookingFacts, Refusal, ZoneState
from shared.models.offer import Offer
from shared.models.override import Override
from shared.models.plan import Batch
from shared.models.provider import Position, Provider
from shared.models.push import Delivery
from shared.models.signal import Signal
from shared.models.supply import Suggestion
from shared.models.triage import Triage
from shared.models.webhook import Webhook, WebhookCall
from shared.models.zone import Zone

D = TypeVar("D", bound=Document)


class CommitLost(Exception):
    """A precondition failed: another commit came first, or a retry met the effect of our own whose answer was lost.

    The commit record tells which.
    """


class CommitUnknown(Exception):
    """Whether the commit was stored is not known; the commit record tells."""


class Documents(Protocol):
    """Reads by path, and commits."""

    def get(self, path: str, kind: type[D]) -> Versioned[D] | None:
        """Read one document, or None when it is absent.

        Raises:
            Unavailable: ``X908`` when the store does not answer in time.
        """

    def get_many(self, paths: Sequence[str], kind: type[D]) -> dict[str, Versioned[D]]:
        """Read several documents in one request; absent ones are left out."""

    def get_each(self, wanted: Mapping[str, type[Document]]) -> dict[str, Versioned[Any]]:
        """Read documents of several kinds, by path, in one request; absent ones are left out."""

    def commit(self, writes: Sequence[Write]) -> None:
        """Write all or nothing.

        Raises:
            CommitLost: a precondition failed.
            CommitUnknown: no certain answer came.
            Unavailable: ``X908`` when nothing was written and it may be tried again.
        """


class Queries(Protocol):
    """The named queries; each has a limit and, where it needs one, a composite index."""

    def zones_by_cells(self, cells: Sequence[str]) -> list[Zone]:
        """Active zones whose cover holds one of ``cells`` (at most 30)."""

    def zones_of_area(self, area_id: str, limit: int = 500) -> list[Zone]:
        """All active zones of an area."""

    def bookings_waiting(self, area_id: str, limit: int, since: datetime | None = None) -> list[Versioned[Booking]]:
        """Bookings of an area that search with no offer open, the oldest first, made at ``since`` or later if given."""

    def areas_waiting(self, limit: int) -> list[str]:
        """At most ``limit`` areas in which bookings wait, by id."""

    def zones_changed(self, since: datetime, limit: int) -> list[Zone]:
        """Zones changed at or after ``since`` (real time)."""

    def bookings_in(
        self, states: Sequence[BookingState], limit: int, area_id: str | None = None, since: datetime | None = None
    ) -> list[Versioned[Booking]]:
        """Bookings in any of ``states``, the oldest first, made at ``since`` or later if given; for sweeps."""

    def bookings_due_for_release(
        self, before: datetime, limit: int, since: datetime | None = None
    ) -> list[Versioned[Booking]]:
        """Scheduled bookings whose ``release_at`` is not after ``before``, nor before ``since`` if given, the longest due first."""

    def bookings_to_check(self, since: datetime, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Bookings that somebody has, and that should have moved on between the two instants, the longest overdue first."""

    def disruptions_open(self, limit: int, since: str | None = None) -> list[Versioned[Disruption]]:
        """Disruptions that still ask for something, by id, from the id ``since`` on if it is given."""

    def disruptions_of(self, provider_id: str, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions that concern a provider."""

    def zones_short(self, limit: int) -> list[ZoneState]:
        """Zones that are short of supply."""

    def signals(self, booking_id: str) -> list[Signal]:
        """What is known of a booking's course beside its timeline, the oldest first."""

    def quotes_expired(self, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Quotes whose ``quote_expires_at`` is not after ``before``."""

    def open_bookings_of(self, customer_id: str, limit: int) -> int:
        """How many open bookings a customer has, counted up to ``limit``."""

    def positions_in(self, ranges: Sequence[tuple[str, str]], area_id: str, mark: str, limit: int) -> list[Position]:
        """Matchable positions with a mark whose geohash is in any [start, end) of ``ranges`` (at most 10), by geohash."""

    def positions_of_area(self, area_id: str, limit: int) -> list[Position]:
        """Matchable positions of an area, for snapshots and density; never on a booking's path."""

    def providers_of_area(self, area_id: str, limit: int) -> list[Provider]:
        """Providers of an area who are not offline, for snapshots; never on a booking's path."""

    def offers_due(self, before: datetime, limit: int) -> list[Versioned[Offer]]:
        """Open offers whose ``deadline_at`` is not after ``before``."""

    def offers_open_to(self, provider_id: str, limit: int) -> list[Versioned[Offer]]:
        """Offers that a provider may still answer, their deadlines aside."""

    def offers_answered(self, area_id: str, since: datetime, before: datetime, limit: int) -> list[Offer]:
        """Offers of an area that were accepted, declined or ran out in [since, before), the oldest end first."""

    def timeline(self, booking_id: str) -> list[TimelineEvent]:
        """A booking's events by ``seq``."""

    def offers_made(self, booking_id: str) -> list[TimelineEvent]:
        """The events of a booking's timeline by which offers were made, by ``seq``."""

    def commits_pending(self, committed_before: datetime, limit: int) -> list[Versioned[CommitRecord]]:
        """Commit records whose messages were not sent, older than ``committed_before`` (real time)."""

    def triage_due(self, before: datetime, limit: int) -> list[Versioned[Triage]]:
        """Open triage items whose ``deadline_at`` is not after ``before``."""

    def batches_of(self, booking_id: str, limit: int) -> list[Versioned[Batch]]:
        """Batches that a booking is or was proposed in."""

    def overrides_awaiting(self, limit: int) -> list[Versioned[Override]]:
        """Committed overrides of which some booking has not ended yet, the oldest first."""

    def overrides_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Override]:
        """Overrides of an area that were committed in [start, end), the oldest first."""

    def suggestions_due(self, before: datetime, limit: int) -> list[Versioned[Suggestion]]:
        """Suggestions whose ``due_at`` is not after ``before``: to expire, or to be measured."""

    def disruptions_due(self, before: datetime, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions whose ``judge_at`` is not after ``before``, the longest due first."""

    def devices_of(self, uids: Iterable[str]) -> list[Versioned[Device]]:
        """Devices registered by any of ``uids`` (at most 30)."""

    def devices_in_group(self, app: str, area_id: str, after: str, limit: int) -> list[Versioned[Device]]:
        """Devices of an app whose owners work in an area, by installation id, from behind ``after``."""

    def devices_at(self, target: str, limit: int) -> list[Versioned[Device]]:
        """Devices registered with this token or installation id of the push service."""

    def devices_silent(self, refreshed_before: datetime, limit: int) -> list[Versioned[Device]]:
        """Devices whose registration was last refreshed before ``refreshed_before`` (real time)."""

    def deliveries_due(self, before: datetime, limit: int) -> list[Versioned[Delivery]]:
        """Deliveries whose next try is due at ``before`` (real time)."""

    def deliveries_to(self, uid: str, since: datetime, limit: int) -> list[Delivery]:
        """What a person was sent since then (real time), the newest first."""

    def deliveries_about(self, booking_id: str, limit: int) -> list[Delivery]:
        """What was sent about a booking, the newest first."""

    def webhooks_of(self, area_id: str, limit: int) -> list[Versioned[Webhook]]:
        """Active webhooks of an area."""

    def webhook_calls_due(self, before: datetime, limit: int) -> list[Versioned[WebhookCall]]:
        """Calls whose next attempt is due at ``before`` (real time)."""

    def webhook_calls_about(self, booking_id: str, limit: int) -> list[WebhookCall]:
        """Calls to partners about a booking, the newest first."""

    def facts_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[BookingFacts]:
        """Facts of bookings that ended in [start, end)."""

    def drives_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[DriveSample]:
        """Drives of an area that ended in [start, end), the oldest first."""

    def refusals_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Refusal]:
        """Refusals of an area in [start, end)."""

    def area_ids(self) -> list[str]:
        """All service areas."""


class Store(Documents, Queries, Protocol):
    """What a service gets."""
