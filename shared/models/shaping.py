"""Demand shaping: measures that staff or a playbook set for a while, each with its period, reason and author. Past their end they are void."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.models.base import Document
from shared.models.place import Window
from shared.units import AreaId, Instant, ShapingId, Uid, ZoneId


class ShapingKind(StrEnum):
    """What is done to demand."""

    WIDEN_WINDOWS = "widen_windows"
    """Promise windows told while it lasts end later by ``extra_s``; deadlines that customers set stay."""
    HOLD_NON_URGENT = "hold_non_urgent"
    """Bookings of priority ``saver`` wait, and scheduled ones start their search later, as far as their promises allow."""
    PAUSE_SERVICE = "pause_service"
    """New bookings are refused and waiting ones are not offered to anybody."""
    CLOSE_ZONE = "close_zone"
    """A closure of a zone, kept here for its trail; the zone itself is what acts."""


class Shaping(Document):
    """``shapings/{shaping_id}``: one measure and its trail; while it is not over, the area holds a copy that acts.

    Times are business time, so a measure acts and lapses without any job.
    """

    shaping_id: ShapingId
    area_id: AreaId
    kind: ShapingKind
    zone_id: ZoneId | None = None
    """Only this zone; None for the whole area."""
    service: str | None = None
    """Only this service; None for all."""
    window: Window
    extra_s: Annotated[int, Field(ge=0, le=14_400)] = 0
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    set_by: Uid
    set_at: Instant
    ended_by: Uid | None = None
    ended_at: Instant | None = None
    """When it was stopped early; None while it runs its course."""
