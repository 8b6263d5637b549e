"""Demand shaping as a rule on the clock: a measure acts from its start to its end, and no job has to run for either."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from shared import paths
from shared.booking.work import work_of
from shared.errors import Code, Conflict, Rejected
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, create, replace
from shared.models.place import Window
from shared.models.shaping import Shaping, ShapingKind
from shared.units import ZoneId

MOST_AT_ONCE = 50
"""Measures of one area that are not over."""
_SEARCH = timedelta(minutes=10)
"""Left for the search and the way when a held booking is let go for its promise's sake."""


def acting(
    area: ServiceArea, kind: ShapingKind, zones: Collection[ZoneId], service: str | None, at: datetime
) -> tuple[Shaping, ...]:
    """Give the measures of a kind that concern a job in one of ``zones`` at ``at``, an instant of business time.

    Without a ``service``, those that concern all of them.
    """
    return tuple(
        shaping
        for shaping in area.shapings
        if shaping.kind is kind
        and shaping.window.start_at <= at < shaping.window.end_at
        and (shaping.zone_id is None or shaping.zone_id in zones)
        and shaping.service in {None, service}
    )


def check_not_paused(area: ServiceArea, zones: Collection[ZoneId], service: str, at: datetime) -> None:
    """Refuse a job of a service that is paused when it would begin.

    Raises:
        Rejected: ``D241 SERVICE_PAUSED`` with ``until``.
    """
    paused = acting(area, ShapingKind.PAUSE_SERVICE, zones, service, at)
    if paused:
        until = max(shaping.window.end_at for shaping in paused)
        raise Rejected(Code.SERVICE_PAUSED, {"area_id": area.area_id, "until": until.isoformat()})


def extra_promise_s(area: ServiceArea, zone_id: ZoneId, service: str, at: datetime) -> int:
    """By how much a promise for a job that begins at ``at`` is widened; of several measures the widest counts."""
    widened = acting(area, ShapingKind.WIDEN_WINDOWS, {zone_id}, service, at)
    return max((shaping.extra_s for shaping in widened), default=0)


def widened_until(area: ServiceArea, zone_id: ZoneId, now: datetime) -> datetime:
    """Until when promises of all services that are told in a zone are widened without a gap; ``now`` where they are not."""
    until = now
    while measures := acting(area, ShapingKind.WIDEN_WINDOWS, {zone_id}, None, until):
        until = max(shaping.window.end_at for shaping in measures)
    return until


def is_paused(booking: Booking, area: ServiceArea, now: datetime) -> bool:
    """Whether nobody may be asked for a waiting booking now."""
    zones = {stop.zone_id for stop in booking.terms.stops}
    return bool(acting(area, ShapingKind.PAUSE_SERVICE, zones, booking.terms.service, now))


def is_held(booking: Booking, area: ServiceArea, now: datetime) -> bool:
    """Whether a search waits: one of priority ``saver``, as long as its promise and its own deadline allow."""
    if booking.terms.preferences.priority != "saver" or booking.search is None or not _holds(booking, area, now):
        return False
    for_promise = booking.terms.promise.window.end_at - work_of(booking.terms.trip_m, booking.terms.stops, area)
    for_search = booking.search.deadline_at - timedelta(seconds=area.dispatch.alert_before_s)
    return now < min(for_promise, for_search) - _SEARCH


def is_release_held(booking: Booking, area: ServiceArea, now: datetime) -> bool:
    """Whether a scheduled booking's search opens later: by up to half its lead, unless it is of priority ``fast``."""
    if booking.terms.preferences.priority == "fast":
        return False
    half = timedelta(seconds=area.dispatch.scheduled_lead_s / 2)
    return now < booking.terms.ready_at - half and _holds(booking, area, now)


def _holds(booking: Booking, area: ServiceArea, now: datetime) -> bool:
    first = booking.terms.stops[0].zone_id
    return bool(acting(area, ShapingKind.HOLD_NON_URGENT, {first}, booking.terms.service, now))


def with_shaping(area: ServiceArea, shaping: Shaping, now: datetime) -> ServiceArea:
    """Let an area hold one more measure; those that are over are dropped on the way.

    Raises:
        Rejected: ``B108 BAD_WINDOW`` for one that is over already or lasts no time, ``X901`` for too many.
        Conflict: ``D242 SHAPING_CONFLICT`` for one of the same kind and scope at the same time.
    """
    if shaping.window.end_at <= max(now, shaping.window.start_at):
        raise Rejected(Code.BAD_WINDOW, {"now": now.isoformat()})
    current = _not_over(area.shapings, now)
    if len(current) >= MOST_AT_ONCE:
        raise Rejected(Code.INVALID_ARGUMENT, {"field": "shaping", "limit": MOST_AT_ONCE})
    for other in current:
        if _scope(other) == _scope(shaping) and overlap(other.window, shaping.window):
            raise Conflict(Code.SHAPING_CONFLICT, {"shaping_id": other.shaping_id, "reason": other.reason})
    return area.model_copy(update={"shapings": (*current, shaping)})


def set_measure(area: Versioned[ServiceArea], shaping: Shaping, now: datetime) -> tuple[Write, Write]:
    """Let a measure act from its start on, and begin its trail.

    Raises:
        Rejected: as ``with_shaping``.
        Conflict: as ``with_shaping``.
    """
    shaped = with_shaping(area.value, shaping, now)
    return replace(area, shaped), create(paths.shaping(shaping.shaping_id), shaping)


def without_shaping(area: ServiceArea, shaping_id: str, now: datetime) -> ServiceArea:
    """Let an area drop a measure, and those that are over."""
    kept = tuple(s for s in _not_over(area.shapings, now) if s.shaping_id != shaping_id)
    return area.model_copy(update={"shapings": kept})


def _not_over(shapings: Sequence[Shaping], now: datetime) -> tuple[Shaping, ...]:
    return tuple(shaping for shaping in shapings if shaping.window.end_at > now)


def _scope(shaping: Shaping) -> tuple[object, ...]:
    return shaping.kind, shaping.zone_id, shaping.service


def overlap(a: Window, b: Window) -> bool:
    """Whether two windows share more than an instant."""
    return a.start_at < b.end_at and b.start_at < a.end_at
