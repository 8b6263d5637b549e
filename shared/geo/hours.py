"""When a zone is open: local opening hours and temporary closures."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.errors import Code, Rejected
from shared.models.zone import Closure, OpeningHours, Zone

LOOK_AHEAD_DAYS = 8
"""One week and a day: past this every weekday's hours have been tried."""


def is_open(zone: Zone, at: datetime, tz: str) -> bool:
    """Tell whether ``at`` is within the zone's hours by the wall clock of ``tz``; no hours means always open.

    An interval begins at ``opens`` and ends before ``closes``; where ``closes`` is not later it ends on the next day.
    The wall clock decides in the hour that daylight saving repeats (open both times) and in the one it skips.

    Args:
        zone: whose ``hours`` are asked; its closures are not looked at, see ``closure_at``.
        at: an aware instant.
        tz: IANA name of the area's timezone.

    Raises:
        Rejected: ``INVALID_ARGUMENT``; there is no such timezone.
    """
    local = at.astimezone(local_zone(tz)).replace(tzinfo=None)
    return not zone.hours or any(_within(hours, local) for hours in zone.hours)


def closure_at(zone: Zone, at: datetime) -> Closure | None:
    """Give the closure in force at ``at``, the one that ends last; its end is the first instant that is not closed."""
    in_force = [closure for closure in zone.closures if closure.window.start_at <= at < closure.window.end_at]
    return max(in_force, key=lambda closure: closure.window.end_at, default=None)


def next_open_at(zone: Zone, after: datetime, tz: str) -> datetime | None:
    """Give the next UTC instant after ``after`` at which the zone opens and is not closed; None if not within a week.

    An opening in the hour that daylight saving skips is told as the end of that hour.
    """
    moments = sorted({*_openings(zone, after, tz), *(closure.window.end_at for closure in zone.closures)})
    open_moments = (
        moment for moment in moments if moment > after and is_open(zone, moment, tz) and not closure_at(zone, moment)
    )
    return next(open_moments, None)


@lru_cache(maxsize=64)
def local_zone(tz: str) -> ZoneInfo:
    """Give the timezone of that IANA name.

    Raises:
        Rejected: ``INVALID_ARGUMENT``; there is none.
    """
    try:
        return ZoneInfo(tz)
    except (LookupError, ValueError, OSError):
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "timezone"}) from None


def _within(hours: OpeningHours, local: datetime) -> bool:
    yesterday = (local.weekday() - 1) % 7
    past_midnight = hours.closes <= hours.opens
    began_today = local.weekday() in hours.weekdays and hours.opens <= local.time()
    if not past_midnight:
        return began_today and local.time() < hours.closes
    return began_today or (yesterday in hours.weekdays and local.time() < hours.closes)


def _openings(zone: Zone, after: datetime, tz: str) -> Iterator[datetime]:
    here = local_zone(tz)
    today = after.astimezone(here).date()
    for hours in zone.hours:
        for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
            if day.weekday() in hours.weekdays:
                yield datetime.combine(day, hours.opens, tzinfo=here).astimezone(UTC)
