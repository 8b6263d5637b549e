"""How a working provider is getting on, as their tracks tell: what detectors read instead of the tracks themselves."""

from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.units import AreaId, BookingId, Instant, Metres, StopId, Uid


class Progress(Document):
    """``progress/{uid}``: one small document, written with the position by each track report of a provider on a job.

    It starts anew when the next stop is another one. Times are business time but for ``seen_at``.
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
    """Since when the provider has been moving away from the stop by more than the noise of positions."""
    still_since: Instant | None = None
    """Since when the provider has not moved by more than that noise."""
    inside_since: Instant | None = None
    """Since when the provider is inside the stop's circle; entry and exit have different radii."""
    expected_at: Instant | None = None
    """When the stop was last forecast to be reached."""
    behind_s: int = 0
    """How much later than that it looks now, judged by the way left; negative is ahead."""
    pace: Annotated[float, Field(gt=0)] | None = None
    """Seconds needed over seconds assumed while driving to this stop: 1.6 is a slow road. None before there is enough to say."""
    suspect: Annotated[int, Field(ge=0)] = 0
    """Points of this leg that were not believed."""
    frozen_since: Instant | None = None
    """Since when the phone has sent the very same fix."""
    at: Instant
    """Of the last believed point."""
    seen_at: Instant
    """Real time of the last report."""
