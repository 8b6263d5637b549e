"""Report a track: positions of a working phone, in one request."""

from typing import Any

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import area_of, provider_of
from shared import paths
from shared.booking import stops
from shared.booking.telemetry import best_point, position_of
from shared.errors import Code, Conflict, Denied, MusterError, Unavailable
from shared.messages.commands import ReportTrack
from shared.messages.events import Actor, ActorKind
from shared.models.booking import Booking, Stop, StopState
from shared.models.change import Decision, Versioned, Write, create, replace
from shared.models.provider import LiveAssignment, Position, Provider, Sighting


def report_track(backend: Backend, actor: Actor, command: ReportTrack) -> dict[str, Any]:
    """Keep the newest plausible point where people look, and record an arrival that it shows.

    Positions are no decisions: they are written without a do-once mark, and sending a track twice changes nothing.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for a provider nobody admitted.
    """
    if actor.kind is not ActorKind.PROVIDER:
        raise Denied(Code.WRONG_ROLE)
    provider = provider_of(backend, actor.id).value
    before = backend.store.get(paths.position(actor.id), Position)
    real_now = backend.clock.real_now()
    point, suspects = best_point(command.points, before.value if before else None, real_now, backend.clock.rate)
    if point is None:
        return {"kept": 0, "suspect": suspects}
    position = position_of(point, provider.provider_id, before.value if before else None, real_now)
    if not _kept(backend, provider, before, position):
        return {"kept": 0, "suspect": suspects}
    arrived = _arrive(backend, provider, position)
    return {"kept": 1, "suspect": suspects, "arrived": arrived}


def _kept(backend: Backend, provider: Provider, before: Versioned[Position] | None, position: Position) -> bool:
    """Write the position unless duty or a job changed meanwhile: the next report, seconds later, knows of that."""
    stored = replace(before, position) if before else create(paths.position(provider.provider_id), position)
    try:
        backend.store.commit((stored, *_sightings(backend, provider, position)))
    except CommitLost:
        backend.log.step("keep_position", "left", provider_id=provider.provider_id)
        return False
    except CommitUnknown as doubt:
        raise Unavailable(Code.UNAVAILABLE, {"cause": str(doubt)}) from doubt
    return True


def _sightings(backend: Backend, provider: Provider, position: Position) -> tuple[Write, ...]:
    seen = Sighting(
        point=position.point,
        accuracy_m=position.accuracy_m,
        heading_deg=position.heading_deg,
        seen_at=position.server_time,
    )
    jobs = [paths.live(booking_id, epoch) for booking_id, epoch in provider.active_bookings.items()]
    found = backend.store.get_many(jobs, LiveAssignment) if jobs else {}
    return tuple(replace(live, live.value.model_copy(update={"last_seen": seen})) for live in found.values())


def _arrive(backend: Backend, provider: Provider, position: Position) -> str | None:
    if not provider.route:
        return None
    booking_id, stop_id = provider.route[0].booking_id, provider.route[0].stop_id
    booking = backend.store.get(paths.booking(booking_id), Booking)
    stop = booking.value.stop(stop_id) if booking else None
    if booking is None or stop is None or not _is_there(backend, booking.value, stop, position):
        return None
    epoch = provider.active_bookings.get(booking_id)
    once = for_system("geofence", f"{booking_id}.{epoch}.{stop_id}")

    def decide() -> Decision:
        current: Versioned[Booking] | None = backend.store.get(paths.booking(booking_id), Booking)
        now = current.value.stop(stop_id) if current else None
        if current is None or now is None or now.state is not StopState.ENROUTE:
            raise Conflict(Code.WRONG_STATE)
        if current.value.assignment_epoch != epoch:
            raise Conflict(Code.STALE_EPOCH)
        return stops.arrive_by_geofence(current, now, moment_of(backend, once))

    try:
        perform(backend, once, decide)
    except MusterError as refusal:
        backend.log.step("geofence_arrival", "left", booking_id=booking_id, code=refusal.code.label)
        return None
    return stop_id


def _is_there(backend: Backend, booking: Booking, stop: Stop, position: Position) -> bool:
    if stop.state is not StopState.ENROUTE:
        return False
    radius_m = area_of(backend, booking.area_id).dispatch.arrival_radius_m
    return stops.is_at(stop, position.point, position.accuracy_m, radius_m)
