"""How a working provider is getting on, as their tracks tell: what detectors read instead of the tracks themselves."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.place import LatLng
from shared.models.stop import StopState
from shared.units import AreaId, BookingId, Geohash, Instant, Metres, StopId, Uid


class Drive(Document):
    """The stretch of driving that is being measured: how much nearer it has come to the stop, in which time."""

    cell: Geohash
    from_m: Metres
    """Straight line to the stop when it began."""
    made_m: float = 0.0
    """How much shorter that has become; negative when it has grown."""
    took_s: Annotated[float, Field(ge=0)] = 0.0
    """Without stays of more than a minute or two."""


class Trail(Document):
    """What one report leaves for the next."""

    stop_point: LatLng
    """Where the next stop is, so that no report has to read the booking; looked up again now and then."""
    stop_state: StopState
    looked_at: Instant
    """When the booking was last read, to know these two."""
    anchor: LatLng
    """Where the provider was at the last move by more than the noise of positions."""
    anchor_at: Instant
    near_since: Instant | None = None
    """Since when points lie within the stop's circle, whether or not that counts as being there yet."""
    drive: Drive | None = None
    assumed_s: Annotated[float, Field(ge=0)] = 0.0
    """Of the drives that are finished, on the way to this stop; the pace rests on these two and the present drive."""
    needed_s: Annotated[float, Field(ge=0)] = 0.0
    diverged_from: Instant | None = None
    """``expected_at`` when it was last said that forecasts should be revised,"""
    diverged_by_s: int = 0
    """``behind_s`` then,"""
    diverged_at: Instant | None = None
    """and when that was."""


class Progress(Document):
    """``progress/{uid}``: one small document, written with the position by each track report of a provider on a job.

    It starts anew when the next stop is another one. Times are business time but for ``seen_at`` and ``frozen_since``.
    """

    provider_id: Uid
    area_id: AreaId
    booking_id: BookingId
    stop_id: StopId
    """The next stop of the plan."""
    since: Instant
    """Since when that is the next stop, as far as tracks tell."""
    to_stop_m: Metres
    """Straight line from the last believed point to the stop."""
    nearest_m: Metres
    """The least that has been."""
    away_since: Instant | None = None
    """Since when the provider has been farther from the stop than before, by more than the noise of positions."""
    still_since: Instant | None = None
    """Since when the provider has not moved by more than that noise."""
    inside_since: Instant | None = None
    """Since when the provider counts as being there; entry and exit have different radii."""
    left_at: Instant | None = None
    """When the provider left the circle again, the stop still being the next one."""
    expected_at: Instant | None = None
    """When the stop was to be reached, by the way left when it became the next one."""
    behind_s: int = 0
    """How much later than that it looks now, judged by the way left; negative is ahead."""
    pace: Annotated[float, Field(gt=0)] | None = None
    """Seconds needed over seconds assumed while driving to this stop, drawn towards 1 while there are few: 1.6 is a slow road.
    None before there is enough to say."""
    suspect: Annotated[int, Field(ge=0)] = 0
    """Points of this leg that were not believed."""
    frozen_since: Instant | None = None
    """Since when the phone has sent the very same fix."""
    at: Instant
    """Of the last believed point."""
    seen_at: Instant
    """Real time of the last report."""
    trail: Trail | None = None
    """What the next report goes on from; detectors and forecasts have no use for it. Without it the next report begins anew."""
