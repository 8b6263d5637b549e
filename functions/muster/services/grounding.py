"""The facts of now for whatever an override rests on."""

from collections.abc import Iterable

from muster.services.world_copy import WorldCopy
from shared import collection_names, paths
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.override import Ground
from shared.models.provider import Link, Position, Provider, link_of
from shared.models.zone import Zone
from shared.overrides.grounds import booking_ground, ground_now, provider_ground, zone_ground
from shared.units import BookingId

_KINDS: dict[str, type[Document]] = {
    collection_names.BOOKINGS: Booking,
    collection_names.PROVIDERS: Provider,
    collection_names.ZONES: Zone,
}


def grounds(copy: WorldCopy, area: ServiceArea, at: Iterable[str], ends: Iterable[BookingId]) -> tuple[Ground, ...]:
    """Write down what is so of the documents at some paths as they are in the store, whatever was done on the copy.

    Args:
        copy: the copy by which they are read.
        area: with its settings.
        at: paths of bookings, providers and zones; others are left out.
        ends: waiting bookings that a change of a zone would call off.
    """
    wanted = sorted(path for path in at if _collection(path) in _KINDS)
    copy.get_each({path: _KINDS[_collection(path)] for path in wanted})
    uids = [path.rpartition("/")[2] for path in wanted if _collection(path) == collection_names.PROVIDERS]
    copy.get_many([paths.position(uid) for uid in uids], Position)
    return tuple(_ground(copy, area, path, ends) for path in wanted if path in copy.read)


def what_is_left(copy: WorldCopy, at: Iterable[str]) -> dict[str, Ground]:
    """Give, by path, what undoing looks at; documents that are gone are left out."""
    wanted = {path: _KINDS[_collection(path)] for path in at}
    return {path: ground_now(found.value) for path, found in copy.get_each(wanted).items()}


def _ground(copy: WorldCopy, area: ServiceArea, path: str, ends: Iterable[BookingId]) -> Ground:
    document = copy.read[path].value
    if isinstance(document, Booking):
        return booking_ground(document)
    if isinstance(document, Zone):
        return zone_ground(document, ends)
    seen = copy.read.get(paths.position(document.provider_id))
    link = link_of(seen.value if seen else None, area.dispatch, copy.backend.clock.real_now())
    return provider_ground(document, in_reach=link is not Link.LOST)


def _collection(path: str) -> str:
    return path.partition("/")[0]
