"""Devices: where people can be told something, and how they want to be."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shared.models.base import Document
from shared.models.zone import LocalTime
from shared.units import AreaId, InstallationId, Instant, Uid


class Group(StrEnum):
    """What people can agree to hear of, or not."""

    WORK = "work"
    """Offers, jobs, and what waits for an operator."""
    STATUS = "status"
    """How a booking goes on."""
    HINTS = "hints"
    """Suggestions and reminders."""


class QuietHours(Document):
    """Hours, in the device's own time zone, in which nothing but urgent matters makes a sound; may run past midnight."""

    starts: LocalTime
    ends: LocalTime


class Device(Document):
    """``devices/{installation_id}``: one app installation; it belongs to whoever signed in on it last."""

    installation_id: InstallationId
    owner: Uid
    app: Literal["customer", "provider", "operator"]
    target_kind: Literal["token", "fid"]
    target: Annotated[str, Field(min_length=8, max_length=4096)]
    locale: str = "en"
    timezone: str | None = None
    """IANA name; without it no time of day is told, and there are no quiet hours."""
    areas: tuple[AreaId, ...] = ()
    """Of the owner's claims when it was registered: groups of providers and operators are found by it."""
    wants: tuple[Group, ...] = tuple(Group)
    """What its owner agreed to hear of on it; what a job cannot do without goes out anyway."""
    quiet: QuietHours | None = None
    least_severity: Literal["info", "warning", "critical"] = "info"
    """Of operators' matters."""
    quarantined_at: Instant | None = None
    """Since when it has not been used, because the push service says it belongs to another sender; real time."""
    refreshed_at: Instant
    """Real time."""
