"""Providers, their positions, and what a customer may see of them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.zone import Service
from shared.units import SAFE_ID, AreaId, BookingId, Geohash, Instant, Metres, StopId, SuggestionId, Uid, ZoneId

MOST_OPEN_OFFERS = 10
"""Offers that one provider may have open at a time."""


class Duty(StrEnum):
    """What the provider chose."""

    OFFLINE = "offline"
    ONLINE = "online"
    PAUSED = "paused"


class Work(StrEnum):
    """What the provider is doing, derived from load, open offers and capacity."""

    IDLE = "idle"
    RESERVED = "reserved"
    BUSY = "busy"
    FULL = "full"


class Link(StrEnum):
    """How fresh the provider's position is, judged when it is read."""

    FRESH = "fresh"
    STALE = "stale"
    LOST = "lost"


class VehicleType(StrEnum):
    """Broad kinds of vehicle."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    SCOOTER = "scooter"
    CAR = "car"
    VAN = "van"


class RouteStop(Document):
    """One stop of a provider's plan, by reference; its place and state are in the booking."""

    booking_id: Annotated[BookingId, SAFE_ID]
    stop_id: Annotated[StopId, SAFE_ID]


class HeldPromise(Document):
    """A promise to the customer of a job held now, and what was predicted for it when the job was given."""

    promised_at: Instant
    predicted_at: Instant


class Repositioning(Document):
    """The last time a provider was asked to move: what keeps the cool-down, and where an accepted move leads."""

    suggestion_id: SuggestionId
    zone_id: ZoneId
    asked_at: Instant
    until: Instant
    """Up to when an answer, or after acceptance the move, is waited for; business time."""
    accepted: bool = False


def skill_mark(skill: str) -> str:
    """A skill among the marks of a position; no service is called so."""
    return f"+{skill}"


class Provider(Document):
    """``providers/{uid}``: duty, load and plan. Claimed by precondition, so no heartbeat and no link state live here."""

    provider_id: Uid
    name: Annotated[str, Field(min_length=1, max_length=80)]
    """First name as customers see it."""
    area_id: AreaId
    duty: Duty = Duty.OFFLINE
    vehicle: VehicleType = VehicleType.BICYCLE
    services: tuple[Service, ...] = ()
    skills: tuple[str, ...] = ()
    capacity: Annotated[int, Field(ge=1, le=100)] = 1
    """Units of demand carried or served at once."""
    load: Annotated[int, Field(ge=0)] = 0
    """Units of demand of the jobs held now, and of those to be taken over."""
    open_offers: Annotated[int, Field(ge=0)] = 0
    max_open_offers: Annotated[int, Field(ge=1, le=MOST_OPEN_OFFERS)] = 1
    active_bookings: dict[BookingId, int] = Field(default_factory=dict)
    """Jobs held now, each with its assignment epoch: what is on board of them is with this provider."""
    taking_over: dict[BookingId, int] = Field(default_factory=dict)
    """Jobs of others, each with its epoch, whose goods this provider has agreed to come for: planned, and part of the load."""
    route: tuple[RouteStop, ...] = ()
    """The stops to do, in order; the first is the next action."""
    free_at: Instant | None = None
    """When the plan is predicted to be done, business time; None when idle."""
    free_place: LatLng | None = None
    """Where the plan ends."""
    zone_id: ZoneId | None = None
    """The zone in which the plan ends, or the last one ended; None since coming on duty."""
    promises: dict[BookingId, HeldPromise] = Field(default_factory=dict)
    """When each job held now was promised to be done, and is predicted to be."""
    offers_made: Annotated[int, Field(ge=0)] = 0
    offers_accepted: Annotated[int, Field(ge=0)] = 0
    idle_since: Instant | None = None
    duty_changed_at: Instant | None = None
    duty_reason: str | None = None
    """Why the system changed it; None when a person did."""
    shift_ends_at: Instant | None = None
    pause_reason: Annotated[str, Field(max_length=64)] | None = None
    """Why an operator paused this provider, who can not end that alone; None for a pause of the provider's own."""
    repositioning: Repositioning | None = None
    grants_version: Annotated[int, Field(ge=1)] = 1
    """Counts what staff change of a provider (``put_provider``): duty, offers and jobs, which move all day, leave it alone."""
    version: Annotated[int, Field(ge=1)] = 1

    @property
    def marks(self) -> tuple[str, ...]:
        """What a search finds the provider by: each service, and each skill as ``skill_mark`` writes it."""
        return (*self.services, *map(skill_mark, self.skills))

    @property
    def engagements(self) -> dict[BookingId, int]:
        """Jobs held and jobs to be taken over."""
        return {**self.active_bookings, **self.taking_over}

    def heading(self, now: Instant) -> ZoneId | None:
        """The zone to which the provider agreed to move; None once it is over, or when a job or a pause came between."""
        move = self.repositioning
        if move is None or not move.accepted or move.until <= now or self.engagements:
            return None
        kept = self.duty is Duty.ONLINE and self.idle_since is not None and self.idle_since <= move.asked_at
        return move.zone_id if kept else None

    @property
    def work(self) -> Work:
        """What the provider is doing now."""
        if self.load >= self.capacity:
            return Work.FULL
        if self.load > 0:
            return Work.BUSY
        return Work.RESERVED if self.open_offers > 0 else Work.IDLE


class Doubt(StrEnum):
    """Why a point is not simply believed; ``shared.telemetry.quality`` has the rules and what follows from each."""

    DUPLICATE = "duplicate"
    REORDERED = "reordered"
    LATE = "late"
    FUTURE = "future"
    MOCKED = "mocked"
    NOWHERE = "nowhere"
    OUT_OF_REGION = "out_of_region"
    IMPOSSIBLE_SPEED = "impossible_speed"
    TELEPORT = "teleport"
    VAGUE = "vague"
    NO_ACCURACY = "no_accuracy"
    FROZEN = "frozen"


class Position(Document):
    """``positions/{uid}``: the location as the phone wrote it under the rules, plus four fields of the server.

    ``server_time`` is the write's own commit time (``request.time``); ``device_time`` is a claim and never trusted as
    freshness. Link freshness is judged in real time.
    """

    provider_id: Uid
    point: LatLng
    geohash: Geohash
    accuracy_m: Metres
    heading_deg: Annotated[float, Field(ge=0, le=360, allow_inf_nan=False)] | None = None
    speed_mps: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False)] | None = None
    source: str = "gps"
    device_time: Instant
    server_time: Instant
    matchable: bool = False
    """Online duty, copied by the server: candidates are found by it."""
    area_id: AreaId | None = None
    marks: tuple[str, ...] = ()
    """``Provider.marks``, copied by the server: who offers something rare is found in a crowd of others."""
    mocked: bool = False
    """The phone says that the location was made up by another app."""
    suspect: tuple[Doubt, ...] = ()
    """What the server last found doubtful; the place itself is the last one that was believed."""


class Sighting(Document):
    """Where a provider was last seen, as customers and operators are shown it."""

    point: LatLng
    accuracy_m: Metres
    heading_deg: float | None = None
    seen_at: Instant
    """Real time."""


class LiveAssignment(Document):
    """``live/{booking_id}.{epoch}``: what the two people of a running job may see of each other.

    It is created with the assignment and deleted with it: deleting is what ends an open listener.
    """

    booking_id: BookingId
    epoch: int
    customer_id: Uid
    provider_id: Uid
    provider_name: str
    vehicle: VehicleType
    last_seen: Sighting | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    addresses: dict[StopId, str] = Field(default_factory=dict)
    """Exact address lines by stop."""
    notes: str | None = None
    created_at: Instant


class TrackPoint(Document):
    """One position of a track that a working phone reports."""

    point: LatLng
    accuracy_m: Metres
    device_time: Instant
    heading_deg: Annotated[float, Field(ge=0, le=360, allow_inf_nan=False)] | None = None
    speed_mps: Annotated[float, Field(ge=0, le=400, allow_inf_nan=False)] | None = None
    mocked: bool = False


def link_of(position: Position | None, settings: DispatchSettings, real_now: Instant) -> Link:
    """Judge how fresh a position is by the area's settings; ``real_now`` is server time, never the business clock."""
    if position is None:
        return Link.LOST
    age_s = (real_now - position.server_time).total_seconds()
    if age_s > settings.lost_after_s:
        return Link.LOST
    return Link.STALE if age_s > settings.stale_after_s else Link.FRESH
