"""What the minutely look at the fleet notices of idle phones: doubtful positions, and providers nobody hears of any more.

Idle phones write their position under the rules and start no function, so what one write does not show by itself (a jump, a
frozen fix) is noticed here, against the place shown a minute before. Phones on a job are judged with each report.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.ports.backend import Backend
from muster.services.execution import kept
from muster.services.set_duty import pause_lost
from shared import paths
from shared.errors import MusterError
from shared.models.area import ServiceArea
from shared.models.change import replace
from shared.models.dispatch_settings import DispatchSettings
from shared.models.facts import FleetEntry, FleetSnapshot
from shared.models.place import LatLng
from shared.models.provider import Doubt, Duty, Position, Provider, link_of
from shared.telemetry.doubts import Bounds, Known
from shared.telemetry.quality import watched
from shared.units import Uid

_PAUSED_AT_ONCE = 100
"""The next look is a minute away."""


@dataclass(frozen=True)
class Watched:
    """A provider as the fleet's map shows it: at the last believed place, with what is doubtful about the phone now."""

    provider: Provider
    position: Position
    doubts: tuple[Doubt, ...]
    known: Known


def watch_fleet(
    backend: Backend, area: ServiceArea, fleet: Sequence[tuple[Provider, Position]], before: Mapping[str, FleetEntry]
) -> list[Watched]:
    """Judge every position of an area against the last look, and note doubts that are new where matching reads them."""
    bounds = Bounds(backend.clock.real_now(), backend.clock.rate, area.centre)
    judged = [_judged(provider, position, before.get(provider.provider_id), bounds) for provider, position in fleet]
    _note(backend, {one.provider.provider_id: one.doubts for one in judged if one.doubts != one.position.suspect})
    return judged


def _judged(provider: Provider, position: Position, entry: FleetEntry | None, bounds: Bounds) -> Watched:
    if position.source == "track":
        known = Known(position.point, position.accuracy_m, position.server_time)
        return Watched(provider, position, position.suspect, known)
    doubts, known = watched(position, _known(entry), bounds)
    return Watched(provider, position, doubts, known)


def _known(entry: FleetEntry | None) -> Known | None:
    if entry is None or entry.seen_at is None:
        return None
    return Known(LatLng(lat=entry.lat, lng=entry.lng), entry.accuracy_m, entry.seen_at, entry.frozen_since)


def _note(backend: Backend, doubts: Mapping[Uid, tuple[Doubt, ...]]) -> None:
    """Write doubts beside the positions; a phone that writes at the same moment is looked at again in a minute."""
    found = backend.store.get_many([paths.position(uid) for uid in doubts], Position) if doubts else {}
    for one in found.values():
        suspect = doubts[one.value.provider_id]
        doubted = replace(one, one.value.model_copy(update={"suspect": suspect}))
        kept(backend, doubted, "note_doubts", provider_id=one.value.provider_id)


def entry_of(one: Watched, settings: DispatchSettings, real_now: datetime) -> FleetEntry:
    """Write a provider up for the operators' map."""
    return FleetEntry(
        provider_id=one.provider.provider_id,
        lat=one.known.point.lat,
        lng=one.known.point.lng,
        accuracy_m=one.known.accuracy_m,
        duty=one.provider.duty.value,
        work=one.provider.work.value,
        link=link_of(one.position, settings, real_now).value,
        vehicle=one.provider.vehicle.value,
        seen_at=one.known.at,
        suspect=one.doubts,
        frozen_since=one.known.frozen_since,
    )


def pause_the_lost(backend: Backend, settings: DispatchSettings, fleet: Sequence[Watched]) -> int:
    """Pause those on duty without work of whom nothing was heard for the area's time.

    Returns:
        How many were paused.
    """
    real_now, paused = backend.clock.real_now(), 0
    limit_s = max(settings.pause_lost_after_s, settings.lost_after_s)
    for one in fleet:
        lost_s = (real_now - one.position.server_time).total_seconds()
        is_free = one.provider.duty is Duty.ONLINE and not one.provider.engagements and not one.provider.open_offers
        if lost_s <= limit_s or not is_free or paused >= _PAUSED_AT_ONCE:
            continue
        try:
            pause_lost(backend, one.provider, lost_s)
            paused += 1
        except MusterError as refusal:
            backend.log.step("pause_lost", "left", provider_id=one.provider.provider_id, code=refusal.code.label)
    return paused


def entries_of(snapshots: Sequence[FleetSnapshot]) -> dict[str, FleetEntry]:
    """Give the entries of an area's last snapshots by provider."""
    return {entry.provider_id: entry for snapshot in snapshots for entry in snapshot.providers}
