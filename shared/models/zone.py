"""Service areas and zones: where Muster serves, when, and with which settings."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.place import LatLng, Window
from shared.units import AreaId, Geohash, Instant, Metres, Minor, Seconds, Share, ZoneId

Service = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""A kind of work offered, for example ``courier`` or ``home_cleaning``."""
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$")]
"""An identifier that is safe as a Firestore document id and in a path."""


class AutonomyMode(StrEnum):
    """Who lets a dispatch decision out."""

    MANUAL = "manual"
    """Every decision waits for an operator."""
    ASSISTED = "assisted"
    """Decisions under ``approval_confidence`` wait for an operator."""
    AUTOMATIC = "automatic"
    """Only decisions under ``floor_confidence`` wait for an operator."""


class OfferStrategy(StrEnum):
    """How many providers are asked at a time."""

    SEQUENTIAL = "sequential"
    WAVES = "waves"
    BROADCAST = "broadcast"


class DispatchSettings(Document):
    """How an area dispatches. Stored with every decision, so a decision replays under its own settings."""

    version: Annotated[int, Field(ge=1)] = 1
    mode: AutonomyMode = AutonomyMode.AUTOMATIC
    strategy: OfferStrategy = OfferStrategy.SEQUENTIAL
    matching_window_hold_s: Seconds = 2
    """Business seconds a window collects bookings before it is decided; 0 decides at once."""
    offer_ttl_s: Seconds = 45
    wave_size: Annotated[int, Field(ge=1, le=20)] = 3
    broadcast_size: Annotated[int, Field(ge=1, le=50)] = 20
    max_attempts: Annotated[int, Field(ge=1, le=100)] = 12
    """Offers made for one search before it ends as unfulfilled."""
    search_timeout_s: Seconds = 1800
    alert_before_s: Seconds = 300
    """An operator is alerted this long before a search ends, not after."""
    decline_cooldown_s: Seconds = 900
    """A provider who declined a booking is not asked again for it within this time."""
    scheduled_lead_s: Seconds = 1200
    candidates_enough: Annotated[int, Field(ge=1, le=50)] = 8
    max_radius_m: Metres = 8000
    stale_after_s: Seconds = 60
    """Real seconds without a position after which a provider's link is stale."""
    lost_after_s: Seconds = 180
    """Real seconds without a position after which a provider's link is lost."""
    approval_confidence: Share = 0.6
    floor_confidence: Share = 0.0
    triage_ttl_s: Seconds = 120
    arrival_radius_m: Metres = 150
    free_cancel_s: Seconds = 120
    cancel_fee_minor: Minor = 400
    reopen_within_s: Seconds = 3600
    quote_ttl_s: Seconds = 900
    fleet_speed_mps: Annotated[float, Field(gt=0, le=60)] = 5.5
    """Door-to-door speed over the straight line, used until a travel provider answers."""


class Tariff(Document):
    """A plain tariff; ``currency`` is ISO 4217."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    base_minor: Minor = 350
    per_km_minor: Minor = 110
    minimum_minor: Minor = 500


class ServiceArea(Document):
    """``service_areas/{area_id}``: a city or district that dispatches on its own."""

    area_id: Annotated[AreaId, Id]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    timezone: Annotated[str, Field(min_length=1, max_length=64)]
    """IANA name; opening hours are local to it."""
    centre: LatLng
    dispatch: DispatchSettings = DispatchSettings()
    tariff: Tariff = Tariff()
    search_precision: Annotated[int, Field(ge=3, le=8)] = 6
    """Geohash precision at which a candidate search starts; refreshed on schedule from the supply's density."""
    paused: bool = False
    version: Annotated[int, Field(ge=1)] = 1


class OpeningHours(Document):
    """Open from ``opens`` to ``closes`` local time on ``weekdays`` (0 is Monday); past midnight when closes <= opens."""

    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    opens: time
    closes: time


class Closure(Document):
    """A temporary closure with its reason, shown to operators."""

    window: Window
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class ZoneGeometry(Document):
    """A zone's exact shape: a GeoJSON Polygon or MultiPolygon as text, or a circle.

    ``geojson`` is kept as text because Firestore refuses nested arrays. Axis order inside it is GeoJSON's: lng, lat.
    """

    kind: Literal["polygon", "circle"]
    geojson: Annotated[str, Field(max_length=200_000)] | None = None
    centre: LatLng | None = None
    radius_m: Annotated[float, Field(gt=0, le=200_000, allow_inf_nan=False)] | None = None


class Zone(Document):
    """``zones/{zone_id}``: a place that is served; the border belongs to the zone (closed).

    Where several zones hold a point, the highest ``priority`` wins, then the lowest ``zone_id``.
    """

    zone_id: Annotated[ZoneId, Id]
    area_id: Annotated[AreaId, Id]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    geometry: ZoneGeometry
    cells: tuple[Geohash, ...] = ()
    """Geohashes (of one precision) that cover the geometry: how a point finds its zones. Derived by the server."""
    centroid: LatLng | None = None
    """Where the map writes the zone's name. Derived by the server."""
    priority: Annotated[int, Field(ge=0, le=1000)] = 0
    services: tuple[Service, ...] = ()
    hours: tuple[OpeningHours, ...] = ()
    """Empty means always open."""
    closures: tuple[Closure, ...] = ()
    active: bool = True
    version: Annotated[int, Field(ge=1)] = 1
    changed_at: Instant | None = None
