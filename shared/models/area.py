"""Service areas: a city or district that dispatches on its own, with its settings and every version of them."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.detection import DetectionSettings
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.shaping import Shaping
from shared.models.supply import SupplySettings
from shared.units import SAFE_ID, AreaId, Instant, Minor, SettingSeconds, Share, Uid


class RevisionSettings(Document):
    """When a changed forecast is worth a word to the customer. Higher values: fewer words, later news."""

    later_s: SettingSeconds = 300
    """A window that moves back by this is told."""
    earlier_s: SettingSeconds = 480
    """One that moves forward by this: who has to be there wants to know, but earlier is seldom bad news."""
    share_of_time_left: Share = 0.2
    """Neither is told while it is less than this share of the time left: an hour ahead, minutes do not matter yet."""
    turn_factor: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)] = 1.5
    """How much further a window has to move against the direction told last."""
    pause_s: SettingSeconds = 240
    """Nothing but a promise in danger is told again within this time."""
    keep_from_s: SettingSeconds = 60
    """Smaller changes of middle and width are not even kept."""
    reforecast_from_s: SettingSeconds = 120
    """A provider who looks to reach the next stop by so much later or sooner, and by that share of the time left, is forecast
    anew. Lower: earlier news, and more reads."""
    nearby_s: SettingSeconds = 180
    """A provider who is that near in time counts as nearby to the customer."""

    def is_divergent(self, changed_s: float, left_s: float) -> bool:
        """Whether a running plan is worth a new forecast, judged by the track alone: it needs no read.

        Args:
            changed_s: by how much later or sooner than at the last look the next stop looks to be reached; either sign.
            left_s: time left until then.
        """
        return abs(changed_s) >= max(self.reforecast_from_s, self.share_of_time_left * left_s)


class OverrideSettings(Document):
    """How long an operator's hand may wait and may be taken back."""

    preview_ttl_s: SettingSeconds = 180
    """A preview older than this has to be made anew. Longer is convenient, and rests on an older picture."""
    undo_within_s: SettingSeconds = 120
    """An override can be undone for this long, as long as its effect can be."""
    least_sample: Annotated[int, Field(ge=5, le=1000)] = 20
    """Overrides with a known outcome, of one kind, without which a report says nothing and proposes nothing."""


class Tariff(Document):
    """A plain tariff; ``currency`` is ISO 4217."""

    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "EUR"
    base_minor: Minor = 350
    per_km_minor: Minor = 110
    minimum_minor: Minor = 500


class SettingsVersion(Document):
    """``service_areas/{area_id}/settings/{version}``: settings as they were; a decision's ``settings_version`` names one."""

    area_id: Annotated[AreaId, SAFE_ID]
    version: Annotated[int, Field(ge=1)]
    dispatch: DispatchSettings
    tariff: Tariff | None = None
    """This and what follows: None in versions from before it was kept."""
    revisions: RevisionSettings | None = None
    overrides: OverrideSettings | None = None
    supply: SupplySettings | None = None
    detection: DetectionSettings | None = None
    name: str | None = None
    timezone: str | None = None
    paused: bool | None = None
    changed_by: Uid
    changed_at: Instant
    """Business time."""


class ServiceArea(Document):
    """``service_areas/{area_id}``: a city or district that dispatches on its own."""

    area_id: Annotated[AreaId, SAFE_ID]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    timezone: Annotated[str, Field(min_length=1, max_length=64)]
    """IANA name; opening hours are local to it."""
    centre: LatLng
    dispatch: DispatchSettings = DispatchSettings()
    tariff: Tariff = Tariff()
    revisions: RevisionSettings = RevisionSettings()
    overrides: OverrideSettings = OverrideSettings()
    supply: SupplySettings = SupplySettings()
    shapings: tuple[Shaping, ...] = ()
    """Demand shaping that is not over; each is kept with its trail in ``shapings/{shaping_id}``."""
    detection: DetectionSettings = DetectionSettings()
    search_precision: Annotated[int, Field(ge=10, le=40)] = 27
    """Geohash bits (five a character) at which a candidate search starts; refreshed on schedule from supply's density."""
    paused: bool = False
    version: Annotated[int, Field(ge=1)] = 1
