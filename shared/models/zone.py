"""Zones: which place is served, when, and with what."""

from datetime import time
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from shared.models.base import Document
from shared.models.place import LatLng, Window
from shared.units import SAFE_ID, AreaId, Geohash, Instant, ShapingId, Uid, ZoneId

Service = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""A kind of work offered, for example ``courier`` or ``home_cleaning``."""


def _without_zone(at: time) -> time:
    if at.tzinfo is not None:
        message = "opening hours are local: no UTC offset"
        raise ValueError(message)
    return at


LocalTime = Annotated[time, AfterValidator(_without_zone)]
"""A time of the wall clock in the area's timezone."""


class OpeningHours(Document):
    """Open from ``opens`` to ``closes`` local time on ``weekdays`` (0 is Monday); past midnight when closes <= opens."""

    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    opens: LocalTime
    closes: LocalTime


class Closure(Document):
    """A temporary closure with its reason, shown to operators."""

    window: Window
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    shaping_id: ShapingId | None = None
    """Its trail in ``shapings``, when it was set by ``close_zone``."""


class ZoneMatch(Document):
    """The zone that serves a place: what a booking keeps of it."""

    zone_id: Annotated[ZoneId, SAFE_ID]
    zone_version: Annotated[int, Field(ge=1)]
    area_id: Annotated[AreaId, SAFE_ID]


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

    zone_id: Annotated[ZoneId, SAFE_ID]
    area_id: Annotated[AreaId, SAFE_ID]
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


class ZoneVersion(Document):
    """``zones/{zone_id}/versions/{version}``: a zone as it was; a booking's ``zone_version`` names one."""

    zone_id: Annotated[ZoneId, SAFE_ID]
    area_id: Annotated[AreaId, SAFE_ID]
    version: Annotated[int, Field(ge=1)]
    zone: Zone
    """Without its cells, which follow from the geometry."""
    changed_by: Uid
    changed_at: Instant
    """Business time."""
