"""A zone's level with hysteresis: up at once, down only below a lower bound and after a while."""

from datetime import datetime, timedelta

from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel, SupplySettings

_ORDER = tuple(SupplyLevel)


def level_after(
    before: ZoneState | None, pressure: float, at: datetime, settings: SupplySettings
) -> tuple[SupplyLevel, datetime]:
    """Say how a zone stands now, and since when.

    Args:
        before: as it stood at the last look; None for a zone never looked at, which counts as calm.
        pressure: now.
        at: business instant.
        settings: thresholds and the least time of a level.
    """
    level = before.level if before else SupplyLevel.CALM
    since = (before.level_since if before else None) or at
    rank = _ORDER.index(level)
    rise, stay = (
        _rank(pressure, settings.busy_from, settings.short_from),
        _rank(pressure, settings.busy_until, settings.short_until),
    )
    if rise > rank:
        return _ORDER[rise], at
    if stay < rank and at - since >= timedelta(seconds=settings.level_hold_s):
        return _ORDER[stay], at
    return level, since


def _rank(pressure: float, busy: float, short: float) -> int:
    return 2 if pressure >= short else 1 if pressure >= busy else 0
