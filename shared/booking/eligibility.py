"""The one eligibility path: every entry (quote, book, amend, reopen, operator) asks here, for every stop."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shared.booking.shaping import check_not_paused
from shared.errors import Code, Rejected
from shared.geo.zones import match_zone
from shared.models.area import ServiceArea
from shared.models.place import LatLng
from shared.models.zone import Zone, ZoneMatch
from shared.units import AreaId


def match_stops(
    points: Sequence[LatLng],
    *,
    service: str,
    at: datetime,
    zones: Sequence[Zone],
    areas: Mapping[AreaId, ServiceArea],
) -> tuple[ZoneMatch, ...]:
    """Find the zone that serves each stop.

    Args:
        points: the stops' places.
        service: the service asked for.
        at: when the job begins, business time.
        zones: every zone that may hold one of ``points``, and for a useful refusal its neighbours.
        areas: the areas of ``zones``.

    Returns:
        One match a stop, in order, all of one area.

    Raises:
        Rejected: ``B101`` to ``B105``, ``B120``, ``D241``; details name the stop, the area
            that was asked or is nearest, and the distance to the nearest zone that serves.
    """
    timezones = {area_id: area.timezone for area_id, area in areas.items()}
    matches = tuple(_match_one(index, point, service, at, zones, timezones) for index, point in enumerate(points))
    found = {match.area_id for match in matches}
    if len(found) > 1:
        raise Rejected(Code.DIFFERENT_AREAS, {"areas": sorted(found)})
    area = areas[matches[0].area_id]
    if area.paused:
        raise Rejected(Code.ZONE_CLOSED, {"area_id": area.area_id})
    check_not_paused(area, {match.zone_id for match in matches}, service, at)
    return matches


def _match_one(
    index: int, point: LatLng, service: str, at: datetime, zones: Sequence[Zone], timezones: Mapping[AreaId, str]
) -> ZoneMatch:
    try:
        return match_zone(zones, point, service, at, timezones)
    except Rejected as refusal:
        area_id = next((z.area_id for z in zones if z.zone_id == refusal.details.get("zone_id")), None)
        raise Rejected(refusal.code, {**refusal.details, "stop": index, "area_id": area_id}) from refusal
