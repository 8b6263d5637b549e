"""Report a track: positions of a working phone, in one request."""

from datetime import timedelta
from typing import Any

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from muster.services.execution import for_system, moment_of, perform
from muster.services.follow_track import follow_track
from muster.services.gathering import booking_of
from muster.services.tracking import Tracked, tracked
from shared import paths
from shared.booking import stops
from shared.errors import Code, Denied, MusterError, Unavailable
from shared.messages.commands import ReportTrack
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision, Write, create, put, replace
from shared.models.eta import DriveSample
from shared.models.progress import Progress
from shared.models.provider import Position, Sighting
from shared.models.stop import StopState
from shared.telemetry.doubts import Bounds
from shared.telemetry.drive import Driven
from shared.telemetry.progress import Advance, Clocks, Leg, Signal, advance
from shared.telemetry.quality import Judged, judge, position_of
from shared.units import whole_seconds

_DRIVES_KEPT = timedelta(days=14)


def report_track(backend: Backend, actor: Actor, command: ReportTrack) -> dict[str, Any]:
    """Keep the newest believed point where people look, and follow up what it shows: an arrival, a delay, a standstill.

    Positions are no decisions: they are written without a do-once mark, and sending a track twice changes nothing.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Missing: ``X909`` for a provider nobody admitted.
    """
    if actor.kind is not ActorKind.PROVIDER:
        raise Denied(Code.WRONG_ROLE)
    known = tracked(backend, actor.id)
    clocks = Clocks(backend.clock.now(), backend.clock.real_now(), backend.clock.rate)
    judged = judge(command.points, known.known, Bounds(clocks.real_now, clocks.rate, known.roads.area.centre))
    before = known.progress.value if known.progress else None
    step = advance(before, known.leg, judged, clocks) if known.leg else None
    if judged.doubts is None or not _kept(backend, _writes(known, judged, step, clocks)):
        return {"kept": 0, "suspect": judged.suspect, "arrived": None}
    arrived = _arrive(backend, known, judged, step)
    if step is not None:
        follow_track(backend, known.roads.area, before, step)
    return {"kept": min(1, len(judged.believed)), "suspect": judged.suspect, "arrived": arrived}


def _kept(backend: Backend, writes: tuple[Write, ...]) -> bool:
    """Write it, unless duty or a job changed meanwhile: the next report, seconds later, knows of that."""
    try:
        backend.store.commit(writes) if writes else None
    except CommitLost:
        backend.log.step("keep_position", "left")
        return False
    except CommitUnknown as doubt:
        raise Unavailable(Code.UNAVAILABLE, {"cause": str(doubt)}) from doubt
    return True


def _writes(known: Tracked, judged: Judged, step: Advance | None, clocks: Clocks) -> tuple[Write, ...]:
    """All of it in one commit; the position as it was read guards the rest against an older report that comes later."""
    uid, before = known.provider.provider_id, known.position
    position = _position(known, judged, clocks)
    writes: list[Write] = []
    if position is not None:
        writes.append(replace(before, position) if before else create(paths.position(uid), position))
    if position is not None and judged.believed:
        seen = _sighting(position)
        writes += [replace(one, one.value.model_copy(update={"last_seen": seen})) for one in known.live.values()]
    if step is not None:
        going = known.progress
        writes.append(replace(going, step.progress) if going else create(paths.progress(uid), step.progress))
        writes += [_drive(step.progress, driven, clocks) for driven in step.driven]
    return tuple(writes)


def _position(known: Tracked, judged: Judged, clocks: Clocks) -> Position | None:
    """The newest believed point; without one the last place stays, and only the doubt is noted beside it."""
    before = known.position.value if known.position else None
    if judged.believed:
        uid = known.provider.provider_id
        return position_of(judged.believed[-1], uid, before, judged, clocks.real_now)
    if before is None or before.suspect == judged.doubts:
        return None
    return before.model_copy(update={"suspect": judged.doubts})


def _sighting(position: Position) -> Sighting:
    return Sighting(
        point=position.point,
        accuracy_m=position.accuracy_m,
        heading_deg=position.heading_deg,
        seen_at=position.server_time,
    )


def _drive(progress: Progress, driven: Driven, clocks: Clocks) -> Write:
    drive_id = f"{progress.booking_id}.{progress.stop_id}.{round(driven.at.timestamp())}"
    sample = DriveSample(
        area_id=progress.area_id,
        cell=driven.cell,
        at=driven.at,
        assumed_s=round(driven.assumed_s, 1),
        took_s=driven.took_s,
        expires_at=clocks.real_now + _DRIVES_KEPT,
    )
    return put(paths.drive(drive_id), sample)


def _arrive(backend: Backend, known: Tracked, judged: Judged, step: Advance | None) -> str | None:
    """Record an arrival when the circle was entered, or when a booking that was looked at says that somebody is on the way."""
    if step is None or known.leg is None or step.progress.inside_since is None or not judged.believed:
        return None
    trail = known.progress.value.trail if known.progress else None
    has_looked = trail is None or known.leg.looked_at > trail.looked_at
    is_due = has_looked and known.leg.stop_state is StopState.ENROUTE
    if not is_due and Signal.ENTERED not in step.signals:
        return None
    return _arrived(backend, known, known.leg, judged, step.progress)


def _arrived(backend: Backend, known: Tracked, leg: Leg, judged: Judged, progress: Progress) -> str | None:
    provider, now = known.provider, backend.clock.real_now()
    position = position_of(judged.believed[-1], provider.provider_id, None, judged, now)
    dwell_s = whole_seconds(progress.at, progress.inside_since) if progress.inside_since else 0
    seen = stops.Seen(provider.engagements.get(leg.booking_id), position, dwell_s)
    once = for_system("geofence", f"{leg.booking_id}.{seen.epoch}.{leg.stop_id}")

    def decide() -> Decision:
        booking = booking_of(backend, leg.booking_id)
        return stops.arrive_by_geofence(booking, leg.stop_id, seen, leg.radius_m, moment_of(backend, once))

    try:
        perform(backend, once, decide)
    except MusterError as refusal:
        backend.log.step("geofence_arrival", "left", booking_id=leg.booking_id, code=refusal.code.label)
        return None
    return leg.stop_id
