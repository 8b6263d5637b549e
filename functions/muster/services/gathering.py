"""Reads that several use cases share; each says what is missing in a coded error."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from muster.ports.backend import Backend
from shared import paths
from shared.booking.eligibility import match_stops
from shared.errors import Code, Denied, Missing, Rejected
from shared.geo.zones import covering_cells_for_lookup
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.place import LatLng
from shared.models.provider import Provider
from shared.models.zone import Zone, ZoneMatch
from shared.units import AreaId, ZoneId

D = TypeVar("D", bound=Document)
_CELLS_AT_ONCE = 30
_MAX_NEIGHBOURS = 200
"""Zones looked at to tell a refused customer how far the nearest served place is."""


def existing(backend: Backend, path: str, kind: type[D]) -> Versioned[D]:
    """Read a document that has to be there.

    Raises:
        Missing: ``X909 NOT_FOUND``.
    """
    found = backend.store.get(path, kind)
    if found is None:
        raise Missing(Code.NOT_FOUND, {"path": path})
    return found


def among(found: Mapping[str, Versioned[Any]], path: str) -> Versioned[Any]:
    """Take a document that has to be there out of several that were read at once.

    Raises:
        Missing: ``X909 NOT_FOUND``.
    """
    if path not in found:
        raise Missing(Code.NOT_FOUND, {"path": path})
    return found[path]


def booking_of(backend: Backend, booking_id: str) -> Versioned[Booking]:
    """Read a booking that has to be there."""
    return existing(backend, paths.booking(booking_id), Booking)


def provider_of(backend: Backend, uid: str) -> Versioned[Provider]:
    """Read a provider who has to be there."""
    return existing(backend, paths.provider(uid), Provider)


def holder_of(backend: Backend, booking: Booking) -> Versioned[Provider] | None:
    """Read the provider who holds a booking now, or None."""
    return provider_of(backend, booking.provider_id) if booking.provider_id else None


def area_of(backend: Backend, area_id: str) -> ServiceArea:
    """Read an area's settings."""
    return existing(backend, paths.service_area(area_id), ServiceArea).value


def check_staff(actor: Actor, area_id: str) -> None:
    """Let only those who supervise ``area_id`` pass.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
    """
    if not actor.may_operate(area_id):
        raise Denied(Code.WRONG_ROLE, {"area_id": area_id})


def serve(
    backend: Backend, points: Sequence[LatLng], service: str, at: datetime
) -> tuple[ServiceArea, tuple[ZoneMatch, ...]]:
    """Walk the one eligibility path for the stops of a request.

    Raises:
        Rejected: as ``match_stops``; the distance to the nearest zone that would serve is looked up for the refusal.
    """
    zones = _zones_around(backend, points)
    areas = _areas_of(backend, zones)
    try:
        matches = match_stops(points, service=service, at=at, zones=tuple(zones.values()), areas=areas)
    except Rejected as refusal:
        if refusal.code is not Code.NOT_SERVICEABLE:
            raise
        return _refuse_with_nearest(backend, points, service, at, zones)
    return areas[matches[0].area_id], matches


def serve_again(backend: Backend, booking: Booking, points: Sequence[LatLng], at: datetime) -> tuple[ZoneMatch, ...]:
    """Walk the eligibility path for a booking that is there already: it can not leave its area.

    Raises:
        Rejected: as ``serve``, and ``B105 DIFFERENT_AREAS``.
    """
    area, matches = serve(backend, points, booking.terms.service, at)
    check_same_area(booking, area)
    return matches


def check_same_area(booking: Booking, area: ServiceArea) -> None:
    """Keep a booking in the area that has it.

    Raises:
        Rejected: ``B105 DIFFERENT_AREAS``.
    """
    if area.area_id != booking.area_id:
        raise Rejected(Code.DIFFERENT_AREAS, {"areas": sorted({area.area_id, booking.area_id})})


def _zones_around(backend: Backend, points: Sequence[LatLng]) -> dict[ZoneId, Zone]:
    cells = sorted({cell for point in points for cell in covering_cells_for_lookup(point)})
    lookups = [cells[start : start + _CELLS_AT_ONCE] for start in range(0, len(cells), _CELLS_AT_ONCE)]
    return {zone.zone_id: zone for lookup in lookups for zone in backend.store.zones_by_cells(lookup)}


def _areas_of(backend: Backend, zones: Mapping[ZoneId, Zone]) -> dict[AreaId, ServiceArea]:
    ids = sorted({zone.area_id for zone in zones.values()})
    found = backend.store.get_many([paths.service_area(area_id) for area_id in ids], ServiceArea) if ids else {}
    return {area.value.area_id: area.value for area in found.values()}


def _refuse_with_nearest(
    backend: Backend, points: Sequence[LatLng], service: str, at: datetime, zones: Mapping[ZoneId, Zone]
) -> tuple[ServiceArea, tuple[ZoneMatch, ...]]:
    nearby = dict(zones)
    for area_id in backend.store.area_ids():
        nearby |= {zone.zone_id: zone for zone in backend.store.zones_of_area(area_id, _MAX_NEIGHBOURS)}
    areas = _areas_of(backend, nearby)
    matches = match_stops(points, service=service, at=at, zones=tuple(nearby.values()), areas=areas)
    return areas[matches[0].area_id], matches
