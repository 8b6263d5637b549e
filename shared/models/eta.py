"""What an area's forecasts have learned: one small document an area, read by windows, written on schedule."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BookingId, Geohash, Instant, Seconds, Share, StopId


class EtaWindow(Document):
    """When something will have happened with a chance of 10, 50 and 90 %; business time."""

    p10_at: Instant
    p50_at: Instant
    p90_at: Instant


class RevisionReason(StrEnum):
    """Why a new window is told, kept or passed over."""

    ENDED = "ended"
    UNCHANGED = "unchanged"
    MINOR = "minor"
    TOLD_JUST_NOW = "told_just_now"
    FIRST = "first"
    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_SAFE_AGAIN = "promise_safe_again"
    TOLD_TIME_PASSED = "told_time_passed"
    LATER = "later"
    EARLIER = "earlier"


class EtaCause(StrEnum):
    """What made a booking later than told, as customers are told."""

    TRAFFIC = "traffic"
    """The road is slower than assumed."""
    PICKUP_NOT_READY = "pickup_not_ready"
    """The provider waits at the pickup."""
    OTHER_STOPS = "other_stops"
    """A stop of another booking, or an earlier one of this, takes longer."""
    PROVIDER_LATE = "provider_late"
    """The provider has not come as far as expected."""
    NO_SIGNAL = "no_signal"
    """Nobody knows where the provider is."""
    REPLANNED = "replanned"
    """Another provider, or another order of stops."""


class Forecast(Document):
    """Seconds by which something happens with a chance of 10, 50 and 90 %; never out of order or negative."""

    p10_s: Seconds
    p50_s: Seconds
    p90_s: Seconds


class Remembered(Document):
    """How one thing went lately; ``key`` says what and where, for example ``dropoff|zone_a|19``."""

    key: Annotated[str, Field(max_length=160)]
    took: tuple[int, ...]
    """Oldest first; seconds over the plan, or thousandths of it."""


class Calibration(Document):
    """Which shares of a spread are told as p10 and p90, so that 10 % really come before the one and after the other."""

    low: Share = 0.1
    high: Share = 0.9


class CellSpeeds(Document):
    """Speeds seen over speeds assumed in one cell: 24 weights and 24 sums of logarithms, by local hour, both faded."""

    cell: Geohash
    weights: Annotated[tuple[float, ...], Field(min_length=24, max_length=24)]
    log_sums: Annotated[tuple[float, ...], Field(min_length=24, max_length=24)]


class RecentSpeed(Document):
    """Speeds seen lately in one cell over those learned for the hour: a weight and a sum of logarithms as of ``at``."""

    cell: Geohash
    at: Instant
    weight: Annotated[float, Field(ge=0)]
    log_sum: float


class DriveSample(Document):
    """``drives/{id}``: some minutes of a provider's driving within one cell, as tracks showed it; no person in it."""

    area_id: AreaId
    cell: Geohash
    at: Instant
    """Its end, business time."""
    assumed_s: Annotated[float, Field(gt=0)]
    """What the vehicle was assumed to need for as much progress, at factor 1."""
    took_s: Annotated[int, Field(gt=0)]
    expires_at: Instant
    """Real time, a TTL field."""


class EtaModel(Document):
    """``eta_models/{area_id}``: all that is learned for an area's forecasts, and up to which ending it was learned."""

    area_id: AreaId
    learned_until: Instant
    """Bookings that ended before this have been learned from; none of them is looked at again."""
    outcomes: Annotated[int, Field(ge=0)] = 0
    remembered: tuple[Remembered, ...] = ()
    speeds: tuple[CellSpeeds, ...] = ()
    calibration: Calibration = Calibration()
    """Of the window told for the end when a booking is assigned."""
    revised: Calibration = Calibration()
    """Of the window told last for it where another had been told before, beyond that."""
    recent: tuple[RecentSpeed, ...] = ()
    drives_until: Instant | None = None
    """Drives that ended before this have been learned from."""
    drive_seen_at: Instant | None = None
    """When the last of them ended: as long as there are drives, finished trips teach nothing about speeds."""


class StopEta(Document):
    """When work at a stop is believed to begin and to be done."""

    stop_id: StopId
    begin: EtaWindow
    end: EtaWindow


class EtaReading(Document):
    """One past belief about the end of a booking, kept for the plot of promise against window."""

    at: Instant
    end: EtaWindow
    told: bool = False
    """Whether the customer was told of it."""
    reason: RevisionReason


class BookingEta(Document):
    """``etas/{booking_id}``: what is believed about a booking under way; it changes often and no claim depends on it.

    There is none before the first look after the assignment, whose window is in the booking. It stays after the booking's end,
    for the plot of promise against window.
    """

    booking_id: BookingId
    area_id: AreaId
    epoch: Annotated[int, Field(ge=1)]
    """Of the assignment it is about."""
    stops: tuple[StopEta, ...]
    """Those still to be done, in order."""
    late_chance: Share
    """Chance that the promise is missed."""
    confidence: Share
    """Chance of ending within five minutes of the middle; less as the window widens: stale position, thin data, many stops."""
    basis: tuple[str, ...] = ()
    """What it rests on, in coded terms: ``position``, ``stale_position``, ``lost_position`` or ``plan``; ``learned`` or
    ``prior``; ``pace`` where the pace of the present leg is known."""
    as_of: Instant
    readings: Annotated[tuple[EtaReading, ...], Field(max_length=30)] = ()
    """Oldest first; thinned when full, told ones last."""
    expires_at: Instant
    """Retention end, a TTL field; real time."""
