"""The watch: every minute, a look at those who should have moved on, who fell silent, and at what was noticed before."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from muster.ports.backend import Backend
from muster.services.look_at_provider import look_at_provider
from muster.services.paging import paged
from muster.services.tolerance import each
from muster.services.watch_zones import watch_zones
from shared import paths
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.disruption import Disruption
from shared.models.facts import FleetSnapshot
from shared.models.provider import Link, Work

_BATCH = 300
_OVERDUE_FOR = timedelta(hours=6)
"""What has not moved on for longer than this is an operator's, not the watch's: it must not crowd out what is new."""
_WORKING = frozenset({Work.BUSY, Work.FULL})


def watch(backend: Backend) -> dict[str, int]:
    """Look at whom there is a reason to look at. A job in good order gives none, so it costs nothing.

    Returns:
        How many open disruptions, providers and zones were looked at.
    """
    noticed: list[Versioned[Disruption]] = []
    each(backend, "watch", lambda: _open(backend), noticed.append)
    done = {
        "open": len(noticed),
        "providers": each(
            backend, "watch", lambda: _to_look_at(backend, noticed), lambda uid: look_at_provider(backend, uid)
        ),
        "zones": watch_zones(backend, [one for one in noticed if one.value.zone_id is not None]),
    }
    backend.log.step("watch", "looked", **done)
    return done


def _open(backend: Backend) -> Iterator[Versioned[Disruption]]:
    def read(since: str | None, size: int) -> list[Versioned[Disruption]]:
        return backend.store.disruptions_open(size, since)

    return paged(read, lambda one: one.disruption_id, _BATCH)


def _overdue(backend: Backend, now: datetime) -> Iterator[Versioned[Booking]]:
    """Bookings that have not moved on as told, the longest overdue first."""

    def read(since: datetime | None, size: int) -> list[Versioned[Booking]]:
        return backend.store.bookings_to_check(since or now - _OVERDUE_FOR, now, size)

    return paged(read, lambda booking: booking.check_at or now, _BATCH)


def _to_look_at(backend: Backend, noticed: list[Versioned[Disruption]]) -> list[str]:
    """Providers with something open, with a job that is overdue, or silent with work: each once."""
    overdue = _overdue(backend, backend.clock.now())
    named = [*(one.value.provider_id for one in noticed), *(one.value.provider_id for one in overdue)]
    return list(dict.fromkeys(uid for uid in (*named, *_silent(backend)) if uid is not None))


def _silent(backend: Backend) -> Iterator[str]:
    """Providers with work whose link was not fresh at the last snapshot of the fleet: some hundreds of them in one read."""
    for area_id in backend.store.area_ids():
        number = 0
        while (chunk := backend.store.get(paths.fleet_snapshot(area_id, number), FleetSnapshot)) is not None:
            yield from (
                entry.provider_id
                for entry in chunk.value.providers
                if entry.link != Link.FRESH and entry.work in _WORKING
            )
            number += 1
