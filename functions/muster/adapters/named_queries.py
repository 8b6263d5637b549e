"""The named queries of ``ports.store``, each written once: a store brings ``select`` and ``tally``, and has them all."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from muster.adapters.queries import Query, Where, equal
from shared import collection_names, paths
from shared.messages.events import TimelineEvent
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import OPEN_STATES, Booking, BookingState
from shared.models.change import CommitRecord, Versioned
from shared.models.device import Device
from shared.models.disruption import OPEN_DISRUPTION_STATES, Disruption, DisruptionState
from shared.models.eta import DriveSample
from shared.models.facts import BookingFacts, Refusal, ZoneState
from shared.models.offer import ANSWERED_OFFER_STATES, OPEN_OFFER_STATES, Offer
from shared.models.override import Override
from shared.models.plan import Batch
from shared.models.provider import Duty, Position, Provider
from shared.models.push import Delivery
from shared.models.signal import Signal
from shared.models.supply import Suggestion, SupplyLevel
from shared.models.triage import Triage, TriageState
from shared.models.webhook import Webhook, WebhookCall, WebhookState
from shared.models.zone import Zone

D = TypeVar("D", bound=Document)

CELLS_AT_MOST = 30
RANGES_AT_MOST = 10
UIDS_AT_MOST = 30
ZONES_AT_MOST = 200
DEVICES_AT_MOST = 300
EVENTS_AT_MOST = 1000
SIGNALS_AT_MOST = 1000
OFFERS_MADE = "offers.made"
AREAS_AT_MOST = 500


class NamedQueries(ABC):
    """Implements ``ports.store.Queries`` on two abstract reads."""

    @abstractmethod
    def select(self, query: Query[D]) -> list[Versioned[D]]:
        """Run ``query``."""

    @abstractmethod
    def tally(self, query: Query[D]) -> int:
        """Count what ``query`` finds, up to its limit, without reading the documents."""

    def zones_by_cells(self, cells: Sequence[str]) -> list[Zone]:
        """Active zones whose cover holds one of ``cells`` (at most 30)."""
        if len(cells) > CELLS_AT_MOST:
            message = f"a zone look-up takes at most {CELLS_AT_MOST} cells, not {len(cells)}"
            raise ValueError(message)
        if not cells:
            return []
        where = (equal("active", True), Where("cells", "array_contains_any", list(cells)))
        return _values(self.select(Query("zones_by_cells", collection_names.ZONES, Zone, where, ZONES_AT_MOST)))

    def zones_of_area(self, area_id: str, limit: int = 500) -> list[Zone]:
        """All active zones of an area."""
        where = (equal("active", True), equal("area_id", area_id))
        return _values(self.select(Query("zones_of_area", collection_names.ZONES, Zone, where, limit)))

    def bookings_waiting(self, area_id: str, limit: int) -> list[Versioned[Booking]]:
        """Bookings of an area that search with no offer open, the oldest first."""
        where = (equal("area_id", area_id), equal("waiting", True))
        return self.select(Query("bookings_waiting", collection_names.BOOKINGS, Booking, where, limit, "created_at"))

    def areas_waiting(self, limit: int) -> list[str]:
        """Areas of the oldest ``limit`` bookings that wait anywhere."""
        where = (equal("waiting", True),)
        found = self.select(Query("areas_waiting", collection_names.BOOKINGS, Booking, where, limit, "created_at"))
        return sorted({booking.value.area_id for booking in found})

    def zones_changed(self, since: datetime, limit: int) -> list[Zone]:
        """Zones changed at or after ``since`` (real time)."""
        where = (Where("changed_at", ">=", since),)
        return _values(self.select(Query("zones_changed", collection_names.ZONES, Zone, where, limit, "changed_at")))

    def bookings_in(
        self, states: Sequence[BookingState], limit: int, area_id: str | None = None
    ) -> list[Versioned[Booking]]:
        """Bookings in any of ``states``, the oldest first; for sweeps."""
        if not states:
            return []
        where = (() if area_id is None else (equal("area_id", area_id),)) + (Where("state", "in", list(states)),)
        return self.select(Query("bookings_in", collection_names.BOOKINGS, Booking, where, limit, "created_at"))

    def bookings_due_for_release(self, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Scheduled bookings whose ``release_at`` is not after ``before``."""
        where = (equal("state", BookingState.SCHEDULED), Where("release_at", "<=", before))
        return self.select(
            Query("bookings_due_for_release", collection_names.BOOKINGS, Booking, where, limit, "release_at")
        )

    def bookings_to_check(self, since: datetime, before: datetime, limit: int) -> list[Versioned[Booking]]:
        """Bookings whose ``check_at`` is in (since, before]: somebody has them, and they have not moved on as told."""
        where = (Where("check_at", ">=", since), Where("check_at", "<=", before))
        return self.select(Query("bookings_to_check", collection_names.BOOKINGS, Booking, where, limit, "check_at"))

    def disruptions_open(self, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions, in the order of their ids."""
        where = (Where("state", "in", list(OPEN_DISRUPTION_STATES)),)
        return self.select(Query("disruptions_open", collection_names.DISRUPTIONS, Disruption, where, limit))

    def disruptions_of(self, provider_id: str, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions that concern a provider."""
        where = (equal("provider_id", provider_id), Where("state", "in", list(OPEN_DISRUPTION_STATES)))
        return self.select(Query("disruptions_of", collection_names.DISRUPTIONS, Disruption, where, limit))

    def zones_short(self, limit: int) -> list[ZoneState]:
        """Zones that are short of supply."""
        where = (equal("level", SupplyLevel.SHORT.value),)
        return _values(self.select(Query("zones_short", collection_names.ZONE_STATE, ZoneState, where, limit)))

    def signals(self, booking_id: str) -> list[Signal]:
        """A booking's signals, the oldest first."""
        collection = f"{paths.booking(booking_id)}/{collection_names.SIGNALS}"
        found = _values(self.select(Query("signals", collection, Signal, (), SIGNALS_AT_MOST)))
        return sorted(found, key=lambda signal: (signal.at, signal.signal_id))

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

    def positions_in(self, ranges: Sequence[tuple[str, str]], area_id: str, limit: int) -> list[Position]:
        """Matchable positions of an area whose geohash is in any [start, end) of ``ranges`` (at most 10), by geohash."""
        if len(ranges) > RANGES_AT_MOST:
            message = f"a search takes at most {RANGES_AT_MOST} ranges, not {len(ranges)}"
            raise ValueError(message)
        if not ranges:
            return []
        where = (equal("area_id", area_id), equal("matchable", True))
        within = tuple((Where("geohash", ">=", start), Where("geohash", "<", end)) for start, end in ranges)
        query = Query("positions_in", collection_names.POSITIONS, Position, where, limit, "geohash", any_of=within)
        return _values(self.select(query))

    def positions_of_area(self, area_id: str, limit: int) -> list[Position]:
        """Matchable positions of an area, for snapshots and density; never on a booking's path."""
        where = (equal("area_id", area_id), equal("matchable", True))
        return _values(self.select(Query("positions_of_area", collection_names.POSITIONS, Position, where, limit)))

    def providers_of_area(self, area_id: str, limit: int) -> list[Provider]:
        """Providers of an area who are not offline, for snapshots; never on a booking's path."""
        where = (equal("area_id", area_id), Where("duty", "in", [Duty.ONLINE, Duty.PAUSED]))
        return _values(self.select(Query("providers_of_area", collection_names.PROVIDERS, Provider, where, limit)))

    def offers_due(self, before: datetime, limit: int) -> list[Versioned[Offer]]:
        """Open offers whose ``deadline_at`` is not after ``before``."""
        where = (Where("state", "in", list(OPEN_OFFER_STATES)), Where("deadline_at", "<=", before))
        return self.select(Query("offers_due", collection_names.OFFERS, Offer, where, limit, "deadline_at"))

    def offers_answered(self, area_id: str, since: datetime, before: datetime, limit: int) -> list[Offer]:
        """Offers of an area that were accepted, declined or ran out in [since, before), the oldest end first."""
        ended = Where("state", "in", list(ANSWERED_OFFER_STATES))
        where = (equal("area_id", area_id), ended, Where("answered_at", ">=", since), Where("answered_at", "<", before))
        return _values(
            self.select(Query("offers_answered", collection_names.OFFERS, Offer, where, limit, "answered_at"))
        )

    def timeline(self, booking_id: str) -> list[TimelineEvent]:
        """A booking's events by ``seq``."""
        collection = f"{paths.booking(booking_id)}/{collection_names.EVENTS}"
        return _values(self.select(Query("timeline", collection, TimelineEvent, (), EVENTS_AT_MOST, "seq")))

    def offers_made(self, booking_id: str) -> list[TimelineEvent]:
        """The events of a booking's timeline by which offers were made, by ``seq``."""
        collection = f"{paths.booking(booking_id)}/{collection_names.EVENTS}"
        where = (equal("type", OFFERS_MADE),)
        found = _values(self.select(Query("offers_made", collection, TimelineEvent, where, EVENTS_AT_MOST)))
        return sorted(found, key=lambda event: event.seq)

    def commits_pending(self, committed_before: datetime, limit: int) -> list[Versioned[CommitRecord]]:
        """Commit records whose messages were not sent, older than ``committed_before`` (real time)."""
        where = (equal("pending", True), Where("committed_at", "<", committed_before))
        return self.select(
            Query("commits_pending", collection_names.COMMITS, CommitRecord, where, limit, "committed_at")
        )

    def triage_due(self, before: datetime, limit: int) -> list[Versioned[Triage]]:
        """Open triage items whose ``deadline_at`` is not after ``before``."""
        where = (equal("state", TriageState.OPEN), Where("deadline_at", "<=", before))
        return self.select(Query("triage_due", collection_names.TRIAGE, Triage, where, limit, "deadline_at"))

    def batches_of(self, booking_id: str, limit: int) -> list[Versioned[Batch]]:
        """Batches that a booking is or was proposed in."""
        where = (Where("bookings", "array_contains", booking_id),)
        return self.select(Query("batches_of", collection_names.BATCHES, Batch, where, limit))

    def overrides_awaiting(self, limit: int) -> list[Versioned[Override]]:
        """Committed overrides of which some booking has not ended yet, the oldest first."""
        where = (equal("awaits_outcome", True),)
        return self.select(
            Query("overrides_awaiting", collection_names.OVERRIDES, Override, where, limit, "committed_at")
        )

    def overrides_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Override]:
        """Overrides of an area that were committed in [start, end), the oldest first."""
        where = (equal("area_id", area_id), Where("committed_at", ">=", start), Where("committed_at", "<", end))
        return _values(
            self.select(Query("overrides_between", collection_names.OVERRIDES, Override, where, limit, "committed_at"))
        )

    def suggestions_due(self, before: datetime, limit: int) -> list[Versioned[Suggestion]]:
        """Suggestions whose ``due_at`` is not after ``before``: to expire, or to be measured."""
        where = (Where("due_at", "<=", before),)
        return self.select(Query("suggestions_due", collection_names.SUGGESTIONS, Suggestion, where, limit, "due_at"))

    def disruptions_due(self, before: datetime, limit: int) -> list[Versioned[Disruption]]:
        """Open disruptions whose ``judge_at`` is not after ``before``, the longest due first."""
        where = (equal("state", DisruptionState.OPEN), Where("judge_at", "<=", before))
        return self.select(Query("disruptions_due", collection_names.DISRUPTIONS, Disruption, where, limit, "judge_at"))

    def devices_of(self, uids: Iterable[str]) -> list[Versioned[Device]]:
        """Devices registered by any of ``uids`` (at most 30)."""
        owners = sorted(set(uids))
        if len(owners) > UIDS_AT_MOST:
            message = f"a device look-up takes at most {UIDS_AT_MOST} people, not {len(owners)}"
            raise ValueError(message)
        if not owners:
            return []
        where = (Where("owner", "in", owners),)
        return self.select(Query("devices_of", collection_names.DEVICES, Device, where, DEVICES_AT_MOST))

    def devices_in_group(self, app: str, area_id: str, after: str, limit: int) -> list[Versioned[Device]]:
        """Devices of an app whose owners work in an area, by installation id, from behind ``after``."""
        where = (equal("app", app), Where("areas", "array_contains", area_id), Where("installation_id", ">", after))
        return self.select(Query("devices_in_group", collection_names.DEVICES, Device, where, limit, "installation_id"))

    def devices_at(self, target: str, limit: int) -> list[Versioned[Device]]:
        """Devices registered with this token or installation id of the push service."""
        return self.select(Query("devices_at", collection_names.DEVICES, Device, (equal("target", target),), limit))

    def devices_silent(self, refreshed_before: datetime, limit: int) -> list[Versioned[Device]]:
        """Devices whose registration was last refreshed before ``refreshed_before`` (real time)."""
        where = (Where("refreshed_at", "<", refreshed_before),)
        return self.select(Query("devices_silent", collection_names.DEVICES, Device, where, limit, "refreshed_at"))

    def deliveries_due(self, before: datetime, limit: int) -> list[Versioned[Delivery]]:
        """Deliveries whose next try is due at ``before`` (real time)."""
        where = (Where("retry_at", "<=", before),)
        return self.select(Query("deliveries_due", collection_names.DELIVERIES, Delivery, where, limit, "retry_at"))

    def deliveries_to(self, uid: str, since: datetime, limit: int) -> list[Delivery]:
        """What a person was sent since then (real time), the newest first."""
        where = (Where("recipients", "array_contains", uid), Where("recorded_at", ">=", since))
        query = Query(
            "deliveries_to", collection_names.DELIVERIES, Delivery, where, limit, "recorded_at", descends=True
        )
        return _values(self.select(query))

    def deliveries_about(self, booking_id: str, limit: int) -> list[Delivery]:
        """What was sent about a booking, the newest first."""
        where = (equal("ids.booking_id", booking_id),)
        query = Query(
            "deliveries_about", collection_names.DELIVERIES, Delivery, where, limit, "recorded_at", descends=True
        )
        return _values(self.select(query))

    def webhooks_of(self, area_id: str, limit: int) -> list[Versioned[Webhook]]:
        """Active webhooks of an area."""
        where = (equal("area_id", area_id), equal("state", WebhookState.ACTIVE.value))
        return self.select(Query("webhooks_of", collection_names.WEBHOOKS, Webhook, where, limit))

    def webhook_calls_due(self, before: datetime, limit: int) -> list[Versioned[WebhookCall]]:
        """Calls whose next attempt is due at ``before`` (real time)."""
        where = (Where("retry_at", "<=", before),)
        return self.select(
            Query("webhook_calls_due", collection_names.WEBHOOK_CALLS, WebhookCall, where, limit, "retry_at")
        )

    def webhook_calls_about(self, booking_id: str, limit: int) -> list[WebhookCall]:
        """Calls to partners about a booking, the newest first."""
        where = (equal("booking_id", booking_id),)
        query = Query(
            "webhook_calls_about", collection_names.WEBHOOK_CALLS, WebhookCall, where, limit, "first_at", descends=True
        )
        return _values(self.select(query))

    def facts_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[BookingFacts]:
        """Facts of bookings that ended in [start, end)."""
        where = (equal("area_id", area_id), Where("ended_at", ">=", start), Where("ended_at", "<", end))
        return _values(
            self.select(Query("facts_between", collection_names.FACTS, BookingFacts, where, limit, "ended_at"))
        )

    def drives_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[DriveSample]:
        """Drives of an area that ended in [start, end), the oldest first."""
        where = (equal("area_id", area_id), Where("at", ">=", start), Where("at", "<", end))
        return _values(self.select(Query("drives_between", collection_names.DRIVES, DriveSample, where, limit, "at")))

    def refusals_between(self, area_id: str, start: datetime, end: datetime, limit: int) -> list[Refusal]:
        """Refusals of an area in [start, end)."""
        where = (equal("area_id", area_id), Where("at", ">=", start), Where("at", "<", end))
        return _values(self.select(Query("refusals_between", collection_names.REFUSALS, Refusal, where, limit, "at")))

    def area_ids(self) -> list[str]:
        """All service areas."""
        found = self.select(Query("area_ids", collection_names.SERVICE_AREAS, ServiceArea, (), AREAS_AT_MOST))
        return [area.value.area_id for area in found]


def _values(found: list[Versioned[D]]) -> list[D]:
    return [versioned.value for versioned in found]
