"""Supply against demand: how an area watches it, what it has learned of its demand, and whom it asks to move."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.place import LatLng
from shared.units import AreaId, Instant, Seconds, SettingSeconds, Share, SuggestionId, Uid, ZoneId

HOURS = 168
"""Hours of a local week; 0 is Monday from midnight to one."""
Weekly = Annotated[tuple[float, ...], Field(min_length=HOURS, max_length=HOURS)]
Threshold = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]


class SupplyLevel(StrEnum):
    """How a zone stands, with hysteresis: operators and rebalancing act on it, so it must not flicker."""

    CALM = "calm"
    BUSY = "busy"
    SHORT = "short"


class SupplySettings(Document):
    """How an area watches its supply and when it asks providers to move."""

    horizon_s: Annotated[int, Field(ge=300, le=7200)] = 1200
    """How far ahead demand and supply are counted: about as long as one job takes."""
    recent_s: Annotated[int, Field(ge=60, le=7200)] = 1200
    """Age by which a booking counts for a third in what is forecast from the last minutes. Shorter reacts faster, to noise too."""
    busy_from: Threshold = 0.8
    """Pressure at which a zone becomes busy; ``busy_until`` is where it stops being so."""
    busy_until: Threshold = 0.6
    short_from: Threshold = 1.2
    """Pressure at which a zone becomes short of supply; ``short_until`` is where it stops being so."""
    short_until: Threshold = 0.9
    level_hold_s: SettingSeconds = 180
    """A level is kept at least this long before a lower one takes its place."""
    stale_counts: Share = 0.5
    """What a provider with a stale position counts for as supply."""
    rebalancing: bool = True
    """Whether idle providers are asked to move at all."""
    suggestion_ttl_s: Annotated[int, Field(ge=30, le=3600)] = 300
    cool_down_s: Annotated[int, Field(ge=0, le=86_400)] = 1800
    """A provider is asked at most once within this time, whatever was answered."""
    most_per_run: Annotated[int, Field(ge=0, le=100)] = 5
    most_travel_s: SettingSeconds = 900
    least_gain_s: SettingSeconds = 60
    """Expected seconds of customers' wait that a move has to save beyond what it costs."""
    unserved_wait_s: SettingSeconds = 1200
    """What a booking that its zone can not serve within the horizon waits longer, until somebody comes from elsewhere."""


class ZoneDemand(Document):
    """Demand seen in one zone: bookings by hour of the local week, and how the recent ones fared; all faded."""

    by_hour: Weekly = (0.0,) * HOURS
    ended: float = 0.0
    unserved: float = 0.0
    """Of those that ended, how many nobody served; refused demand counts too."""
    offers: float = 0.0
    """Offers made to the same."""


class DemandModel(Document):
    """``demand_models/{area_id}``: how much is asked for by zone and hour of the week, learned on schedule."""

    area_id: AreaId
    learned_until: Instant
    """Bookings that ended, and refusals made, before this have been learned from."""
    hours_seen: Weekly = (0.0,) * HOURS
    """For how long each hour of the week has been watched, in hours, faded like the counts."""
    zones: dict[ZoneId, ZoneDemand] = Field(default_factory=dict)


class SuggestionState(StrEnum):
    """``open -> accepted | ignored | expired``; nothing is lost by any of them but the move."""

    OPEN = "open"
    ACCEPTED = "accepted"
    IGNORED = "ignored"
    EXPIRED = "expired"


class MoveTerm(StrEnum):
    """Why this provider and this zone, in coded terms; each is in seconds."""

    WAIT_SAVED = "wait_saved"
    """Customers' expected wait saved where the provider goes."""
    WAIT_CAUSED = "wait_caused"
    """Expected wait added where the provider comes from."""
    TRAVEL = "travel"
    IDLE = "idle"
    """Bonus for having been idle long: who earned least lately is asked first."""
    ASKED_LATELY = "asked_lately"


class ZoneReading(Document):
    """How a zone stood at one moment."""

    pressure: float
    waiting: Annotated[int, Field(ge=0)]
    oldest_wait_s: Seconds
    at: Instant


class SuggestionEffect(Document):
    """What came of an accepted suggestion, read when the provider should have been there for a while."""

    went: bool
    """Whether the provider's position was in the zone."""
    got_job: bool
    """Whether the provider holds a job that begins in the zone."""
    zone_after: ZoneReading | None
    measured_at: Instant


class Suggestion(Document):
    """``suggestions/{suggestion_id}``: somebody idle is asked to move; a free choice, without a drawback for saying no."""

    suggestion_id: SuggestionId
    area_id: AreaId
    provider_id: Uid
    state: SuggestionState = SuggestionState.OPEN
    from_zone: ZoneId
    to_zone: ZoneId
    target: LatLng
    """The middle of the coarse cell in which most is asked for: nobody's address."""
    travel_s: Seconds
    gain_s: int
    """Expected seconds of customers' wait saved, less what it costs."""
    terms: dict[MoveTerm, int]
    cause: Annotated[str, Field(max_length=64)]
    zone_before: ZoneReading
    made_at: Instant
    deadline_at: Instant
    """Business time; an answer after this is refused whether or not the sweeper has been there."""
    answered_at: Instant | None = None
    due_at: Instant | None = None
    """When the sweeper has to look: at the expiry, then at the effect. None when nothing is left to do."""
    effect: SuggestionEffect | None = None
