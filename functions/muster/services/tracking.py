"""What a track report is judged against: gathered in one request, and in a second one what only the first one names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from muster.ports.backend import Backend, Roads
from muster.services.at_work import whereabouts
from muster.services.gathering import among, existing
from shared import paths
from shared.eta.road_speeds import RoadSpeeds
from shared.eta.speeds import RELATIVE_SPEED
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.eta import EtaModel
from shared.models.progress import Progress
from shared.models.provider import LiveAssignment, Position, Provider
from shared.models.stop import StopState
from shared.telemetry.doubts import Known
from shared.telemetry.progress import Leg
from shared.telemetry.quality import known_from
from shared.units import Geohash

_LOOK_AGAIN = timedelta(minutes=5)
"""Business time after which the booking is read again: its stop may have been moved."""
_LOOK_WHILE_THERE = timedelta(seconds=30)
"""The same for a provider who is there and has not been known to have arrived."""
_ON_THE_WAY = frozenset({StopState.PENDING, StopState.ENROUTE})


@dataclass(frozen=True)
class Tracked:
    """A provider who reports, as stored.

    Attributes:
        progress: of the present leg or an earlier one, as stored.
        live: what customers see, by path.
        leg: the way to the next stop; None for who has none, or when its place is not known any more.
    """

    provider: Provider
    position: Versioned[Position] | None
    progress: Versioned[Progress] | None
    live: Mapping[str, Versioned[LiveAssignment]]
    leg: Leg | None
    roads: Roads

    @property
    def known(self) -> Known | None:
        """The last believed point."""
        if self.position is None:
            return None
        return known_from(self.position.value, self.progress.value.frozen_since if self.progress else None)


def tracked(backend: Backend, uid: str) -> Tracked:
    """Read what is known of a provider who reports.

    Raises:
        Missing: ``X909`` for a provider nobody admitted.
    """
    found = backend.store.get_each(whereabouts(uid))
    provider: Provider = among(found, paths.provider(uid)).value
    stored: Versioned[Progress] | None = found.get(paths.progress(uid))
    progress = stored.value if stored else None
    roads = _roads(backend, provider.area_id)
    more = _named(backend, provider, progress)
    return Tracked(
        provider=provider,
        position=found.get(paths.position(uid)),
        progress=stored,
        live={path: one for path, one in more.items() if isinstance(one.value, LiveAssignment)},
        leg=_leg(backend, provider, progress, more, roads),
        roads=roads,
    )


def _named(backend: Backend, provider: Provider, progress: Progress | None) -> dict[str, Versioned[Any]]:
    """Read what customers see of the provider, and the booking of the next stop when it has to be looked at."""
    wanted: dict[str, type[Document]] = {
        paths.live(booking_id, epoch): LiveAssignment for booking_id, epoch in provider.active_bookings.items()
    }
    if provider.route and _has_to_look(backend, provider, progress):
        wanted[paths.booking(provider.route[0].booking_id)] = Booking
    return backend.store.get_each(wanted) if wanted else {}


def _has_to_look(backend: Backend, provider: Provider, progress: Progress | None) -> bool:
    if progress is None or progress.trail is None or not _is_next(provider, progress):
        return True
    age = backend.clock.now() - progress.trail.looked_at
    is_unexplained = progress.inside_since is not None and progress.trail.stop_state in _ON_THE_WAY
    return age >= (_LOOK_WHILE_THERE if is_unexplained else _LOOK_AGAIN)


def _is_next(provider: Provider, progress: Progress) -> bool:
    upcoming = provider.route[0]
    return (progress.booking_id, progress.stop_id) == (upcoming.booking_id, upcoming.stop_id)


def _leg(
    backend: Backend, provider: Provider, progress: Progress | None, found: Mapping[str, Versioned[Any]], roads: Roads
) -> Leg | None:
    if not provider.route:
        return None
    upcoming, now = provider.route[0], backend.clock.now()
    booking = found.get(paths.booking(upcoming.booking_id))
    stop = booking.value.stop(upcoming.stop_id) if booking else None
    if stop is not None and stop.point is not None:
        place, state, looked_at = stop.point, stop.state, now
    elif booking is None and progress is not None and progress.trail is not None and _is_next(provider, progress):
        trail = progress.trail
        place, state, looked_at = trail.stop_point, trail.stop_state, trail.looked_at
    else:
        return None
    settings, hour = roads.area.dispatch, now.astimezone(ZoneInfo(roads.area.timezone)).hour

    def factor(cell: Geohash) -> float:
        return roads.speeds.factor(cell, hour, now)

    return Leg(
        provider_id=provider.provider_id,
        area_id=provider.area_id,
        booking_id=upcoming.booking_id,
        stop_id=upcoming.stop_id,
        stop_point=place,
        stop_state=state,
        looked_at=looked_at,
        radius_m=settings.arrival_radius_m,
        line_mps=settings.fleet_speed_mps * RELATIVE_SPEED[provider.vehicle],
        factor=factor,
        revisions=roads.area.revisions,
    )


def _roads(backend: Backend, area_id: str) -> Roads:
    real_now = backend.clock.real_now()
    if (known := backend.roads.get(area_id, real_now)) is not None:
        return known
    area = existing(backend, paths.service_area(area_id), ServiceArea).value
    model = backend.store.get(paths.eta_model(area_id), EtaModel)
    return backend.roads.put(area_id, Roads(area, RoadSpeeds(model.value if model else None)), real_now)
