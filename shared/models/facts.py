"""Analytics facts: one small document a booking that ended, rolled up on schedule; no hot counters."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.eta import Forecast
from shared.models.place import LatLng
from shared.models.provider import Doubt, VehicleType
from shared.models.stop import StopType
from shared.models.supply import SupplyLevel
from shared.models.zone import Service
from shared.units import AreaId, BookingId, DisruptionId, Geohash, Instant, Metres, Seconds, Share, ZoneId


class StopFact(Document):
    """How long a finished stop took over its planned stay, from being there and things being ready; may be negative."""

    type: StopType
    zone_id: ZoneId
    cell: Geohash
    over_plan_s: int


class TripFact(Document):
    """The way from the first stop straight to the last of a booking with two: how long it is, and how long it took."""

    cell: Geohash
    """Where it set out, coarsely."""
    vehicle: VehicleType
    trip_m: Metres
    took_s: Seconds


class RecoveryFact(Document):
    """What was done about a disruption of a booking, with what was foreseen of it and how far that was off."""

    disruption_id: DisruptionId
    kind: DisruptionKind
    action: RecoveryAction
    by: str
    executed_at: Instant
    predicted_wait_saved_s: int | None = None
    """Against the forecast for doing nothing."""
    error_s: int | None = None
    """Actual minus predicted end; None where it was not completed, or no end was foreseen."""


class BookingFacts(Document):
    """``facts/{booking_id}``: durations are business seconds, None where the step did not happen."""

    booking_id: BookingId
    area_id: AreaId
    zone_id: ZoneId
    service: Service
    outcome: str
    end_reason: str | None = None
    created_at: Instant
    wanted_at: Instant | None = None
    """When work was to begin."""
    ended_at: Instant
    searched_at: Instant | None = None
    """When the last search for a provider began; None for what was given by hand before there was one."""
    to_offer_s: float | None = None
    """From then to its first offer."""
    to_assignment_s: float | None = None
    to_pickup_s: float | None = None
    to_end_s: float | None = None
    eta_error_s: float | None = None
    """Last stop's actual minus predicted time at assignment: positive is late."""
    told_end: Forecast | None = None
    """The window for the end that stood at assignment, in seconds after it."""
    told_last: Forecast | None = None
    """The window for the end that the customer was told last, the same way."""
    revisions: Annotated[int, Field(ge=0)] = 0
    """How often another time was told after the assignment."""
    end_after_s: Seconds | None = None
    """When the end came, in seconds after assignment; None unless completed."""
    stops: tuple[StopFact, ...] = ()
    trip: TripFact | None = None
    offers: Annotated[int, Field(ge=0)] = 0
    late: bool = False
    recoveries: tuple[RecoveryFact, ...] = ()


class Spread(Document):
    """How long something took in an hour; ``count`` lets means of several hours be joined."""

    count: Annotated[int, Field(ge=1)]
    mean_s: float
    p50_s: float
    p90_s: float


class HourMetrics(Document):
    """``metrics/{area}/hours/{hour}``: an area's hour, recomputed from facts, so running it twice changes nothing.

    It is about the bookings that ended in that hour, and the demand that was refused in it.
    """

    area_id: AreaId
    hour: str
    bookings: int = 0
    offered: int = 0
    """Of these, how many were offered to somebody, or given by hand; each step of the funnel is one of those before."""
    assigned: int = 0
    picked_up: int = 0
    """Of these, how many had their first stop done."""
    offers: int = 0
    """Offers made for them."""
    outcomes: dict[str, int] = Field(default_factory=dict)
    refusals: dict[str, int] = Field(default_factory=dict)
    to_offer: Spread | None = None
    """From the begin of the last search to its first offer."""
    to_assignment: Spread | None = None
    """From the begin of the last search to the assignment."""
    to_end: Spread | None = None
    """From the placing to the end of what was completed."""
    eta_miss: Spread | None = None
    """By how much the ends missed what was foreseen at assignment, early or late."""
    mean_eta_error_s: float | None = None
    """The same with its sign: positive is late."""
    told_first: int = 0
    """Ends for which a window was told at assignment."""
    covered_first: Share | None = None
    """Share of these within that window, which is meant to hold 80 %."""
    told_last: int = 0
    """Ends for which a window was told last."""
    covered_last: Share | None = None
    """Share of these within that one."""
    providers: int = 0
    """Seen on duty in this hour."""
    online_looks: int = 0
    """How often somebody was seen on duty by the looks at the fleet, over all providers,"""
    busy_looks: int = 0
    """and of these with work: their share is utilisation."""
    fairness: Share | None = None
    """How evenly work was spread over those on duty for a quarter of the looks or more: Jain's index of each one's share of
    looks with work, 1 when all are alike; None for fewer than two, or when nobody worked."""
    late: int = 0
    recoveries: dict[str, int] = Field(default_factory=dict)
    """How often each action was carried out about a disruption of a booking that ended in this hour."""
    mean_abs_recovery_error_s: float | None = None
    """Of the ends foreseen when something was done, against the real ones."""
    computed_at: Instant


class WorkHour(Document):
    """``work_hours/{area}.{hour}``: how often each provider was seen in an hour; summed up without names when it is rolled up."""

    area_id: AreaId
    hour: str
    looks: Annotated[int, Field(ge=0)] = 0
    online: dict[str, int] = Field(default_factory=dict)
    """Looks that saw a provider on duty,"""
    busy: dict[str, int] = Field(default_factory=dict)
    """and of these with work."""
    expires_at: Instant
    """Retention end, a TTL field."""


class Refusal(Document):
    """``refusals/{id}``: demand that could not be taken, by coarse cell; no person in it."""

    code: str
    cell: str
    area_id: AreaId | None = None
    service: str
    at: Instant
    expires_at: Instant


class FleetEntry(Document):
    """One provider on the operators' map."""

    provider_id: str
    lat: float
    lng: float
    accuracy_m: Metres = 0.0
    duty: str
    work: str
    link: str
    vehicle: str
    seen_at: Instant | None = None
    """Real time of the position."""
    suspect: tuple[Doubt, ...] = ()
    """What is doubtful about it: then it is the last place that was believed."""
    frozen_since: Instant | None = None
    """Real time since when snapshots have seen the very same fix."""


class FleetSnapshot(Document):
    """``fleet/{area}/snapshots/{n}``: up to 200 providers as the operators' map shows them."""

    area_id: AreaId
    number: int
    providers: tuple[FleetEntry, ...]
    taken_at: Instant
    """Real time."""


class ZoneState(Document):
    """``zone_state/{zone_id}``: demand against supply and the health of the queue, refreshed on schedule."""

    zone_id: ZoneId
    area_id: AreaId
    waiting: int = 0
    active: int = 0
    idle_providers: int = 0
    """Idle and not lost, as they stand there."""
    expected: float = 0.0
    """Bookings forecast for the area's ``supply.horizon_s``, on top of those that wait."""
    supply: float = 0.0
    """Effective providers: idle ones and those soon free, by when, link and chance to accept."""
    help: float = 0.0
    """What the neighbours could lend, by distance."""
    pressure: float = 0.0
    """(Waiting + expected) over (supply + help), plus one in the divisor."""
    level: SupplyLevel = SupplyLevel.CALM
    level_since: Instant | None = None
    oldest_wait_s: Seconds = 0
    offers_per_booking: float = 0.0
    """Offers made for a booking that ended lately or waits now."""
    unserved_share: Share = 0.0
    """Of what ended or was refused lately, the share that nobody served."""
    hot_spot: LatLng | None = None
    """The middle of the coarse cell in which most is asked for; the zone's own middle when nothing is."""
    computed_at: Instant
