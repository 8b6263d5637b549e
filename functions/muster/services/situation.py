"""A trouble's surroundings as they are read: the bookings and providers it concerns, and who else is near."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from muster.ports.backend import Backend, Learned
from muster.services.learned import models_of, remembered
from muster.services.supply import Need, SupplySearch
from shared import paths
from shared.errors import Code, Missing
from shared.eta.start import pace_of
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.facts import ZoneState
from shared.models.progress import Progress
from shared.models.provider import Position, Provider, link_of
from shared.recovery.situation import Party, Situation
from shared.units import BookingId, Uid


@dataclass(frozen=True)
class Surroundings:
    """A situation with the documents it was read from, by path: what a commit claims is claimed as it was judged."""

    situation: Situation
    read: Mapping[str, Versioned[Any]]

    def provider(self, uid: str) -> Versioned[Provider]:
        """The provider as read.

        Raises:
            Missing: ``X909 NOT_FOUND``.
        """
        return self._read(paths.provider(uid))

    def booking(self, booking_id: str) -> Versioned[Booking]:
        """The booking as read.

        Raises:
            Missing: ``X909 NOT_FOUND``.
        """
        return self._read(paths.booking(booking_id))

    def _read(self, path: str) -> Versioned[Any]:
        if path not in self.read:
            raise Missing(Code.NOT_FOUND, {"path": path})
        return self.read[path]


def gather_situation(
    backend: Backend,
    area: ServiceArea,
    *,
    bookings: Iterable[str],
    uids: Iterable[str],
    around: Sequence[Need],
    read_before: Iterable[Versioned[Any]] = (),
) -> Surroundings:
    """Read what is named, who is near ``around``, and what all of them hold.

    It takes as many reads as a matching window of so many bookings as places are given, and one more for what is held: never
    more with a larger fleet.

    Args:
        backend: the ports.
        area: all of it lies in this area.
        bookings: concerned, whoever holds them.
        uids: providers concerned; what is not there is left out.
        around: where others are sought, and for what.
        read_before: what led to all this; it is not read again, and claimed as it was then.
    """
    search = SupplySearch(backend, area)
    near = {p.provider_id: p for need in around for p in search.around(need, area.dispatch.candidates_enough)}
    named = sorted({*uids})
    learned = backend.learned.get(area.area_id, backend.clock.real_now())
    wanted: dict[str, type[Document]] = {paths.booking(one): Booking for one in sorted({*bookings})}
    wanted |= {paths.provider(uid): Provider for uid in sorted({*named, *near})}
    wanted |= {paths.position(uid): Position for uid in named} | {paths.progress(uid): Progress for uid in named}
    read = {one.path: one for one in read_before}
    unread = {path: kind for path, kind in wanted.items() if path not in read}
    read |= backend.store.get_each(unread | ({} if learned else models_of(area.area_id)))
    read |= _held_and_zones(backend, read)
    learned = learned or remembered(backend, area.area_id, read)
    return Surroundings(_situation(backend, area, read, near, learned), read)


def _held_and_zones(backend: Backend, read: Mapping[str, Versioned[Any]]) -> dict[str, Versioned[Any]]:
    """Read the bookings that providers hold, and the zones that all of it touches."""
    providers = _values(read, Provider)
    held = {one for provider in providers for one in provider.engagements}
    wanted: dict[str, type[Document]] = {p: Booking for one in sorted(held) if (p := paths.booking(one)) not in read}
    zones = {stop.zone_id for booking in _values(read, Booking) for stop in booking.terms.stops}
    zones |= {provider.zone_id for provider in providers if provider.zone_id}
    wanted |= {paths.zone_state(zone): ZoneState for zone in sorted(zones)}
    return backend.store.get_each(wanted) if wanted else {}


def _values(read: Mapping[str, Versioned[Any]], kind: type[Document]) -> list[Any]:
    return [one.value for one in read.values() if isinstance(one.value, kind)]


def _situation(
    backend: Backend,
    area: ServiceArea,
    read: Mapping[str, Versioned[Any]],
    near: Mapping[Uid, Position],
    learned: Learned,
) -> Situation:
    real_now = backend.clock.real_now()
    positions = {**near, **{one.provider_id: one for one in _values(read, Position)}}
    progress = {one.provider_id: one for one in _values(read, Progress)}
    parties = {
        one.provider_id: Party(
            provider=one,
            position=positions.get(one.provider_id),
            link=link_of(positions.get(one.provider_id), area.dispatch, real_now),
            pace=pace_of(one, progress.get(one.provider_id)),
        )
        for one in _values(read, Provider)
    }
    zones = _values(read, ZoneState)
    return Situation(
        area=area,
        now=backend.clock.now(),
        real_now=real_now,
        parties=parties,
        bookings={BookingId(one.booking_id): one for one in _values(read, Booking)},
        learned=learned.etas,
        acceptance=learned.acceptance,
        pressure={zone.zone_id: zone.pressure for zone in zones},
        idle={zone.zone_id: zone.idle_providers for zone in zones},
        rate=backend.clock.rate,
    )
