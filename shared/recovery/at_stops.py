"""Rules about a stay at a stop: things that are not ready, and work that does not end."""

from collections.abc import Iterator
from datetime import datetime

from shared.models.booking import Booking
from shared.models.disruption import DisruptionKind
from shared.models.stop import Stop, StopState, StopType
from shared.recovery.signs import Scene, Sign, reading, seconds

K = DisruptionKind


def not_ready(scene: Scene) -> Iterator[Sign]:
    """At the pickup, past the time at which things should have been ready and handed over, and no work begun."""
    if scene.next is None:
        return
    booking, stop = scene.next
    if not _waits_for_goods(stop):
        return
    limit_s = scene.area.detection.not_ready_s
    since = _work_from(booking, stop)
    over_s = seconds(since, scene.now) - stop.service_s
    yield _stay(K.PICKUP_NOT_READY, booking, stop, since, over_s, limit_s)


def long_stop(scene: Scene) -> Iterator[Sign]:
    """At a stop for much longer than planned, and not because goods are missing. Over by leaving, and nothing else."""
    if scene.next is None:
        return
    booking, stop = scene.next
    if stop.state not in {StopState.ARRIVED, StopState.SERVICING} or _waits_for_goods(stop):
        return
    settings = scene.area.detection
    limit_s = max(settings.long_stop_s, settings.long_stop_factor * stop.service_s)
    since = _work_from(booking, stop)
    over_s = seconds(since, scene.now) - stop.service_s
    yield _stay(K.LONG_STOP, booking, stop, since, over_s, limit_s)


def _stay(kind: DisruptionKind, booking: Booking, stop: Stop, since: datetime, over_s: float, limit_s: float) -> Sign:
    return Sign(
        kind=kind,
        booking=booking,
        stop_id=stop.stop_id,
        begins=over_s >= limit_s,
        lasts=over_s > 0,
        since=since,
        delay_s=max(0.0, over_s),
        evidence=(reading("over_plan", over_s, limit_s), reading("planned", stop.service_s)),
    )


def _waits_for_goods(stop: Stop) -> bool:
    return stop.type is StopType.PICKUP and stop.state is StopState.ARRIVED


def _work_from(booking: Booking, stop: Stop) -> datetime:
    """When work at the stop could begin: being there, and things being ready as agreed."""
    known = [booking.terms.ready_at] if stop.sequence == 1 else []
    known += [stop.window.start_at] if stop.window else []
    return max([stop.arrived_at or stop.enroute_at or booking.created_at, *known])
