"""Rules about the way to the next stop: not set out, standing still, going elsewhere, slow, and nobody knows where.

Each reads what tracks say of themselves (since when, how far, how fast), and not forecasts: those are revised as trouble
grows, and would hide it.
"""

from collections.abc import Iterator
from datetime import datetime

from shared.eta.speeds import DETOUR_FACTOR, road_s
from shared.geo.distance import haversine_m
from shared.models.booking import Booking
from shared.models.disruption import DisruptionKind
from shared.models.progress import Progress
from shared.models.provider import Link
from shared.models.stop import Stop, StopState
from shared.recovery.severity import late_chance
from shared.recovery.signs import Scene, Sign, ago, reading, seconds

K = DisruptionKind
_GRACE_S = 60
"""Standing still for less than this is over: it may be a traffic light."""


def lost(scene: Scene) -> Iterator[Sign]:
    """Nobody knows where a provider with work is: trouble for every job held. It is over when the link is fresh again."""
    dispatch = scene.area.dispatch
    for booking in scene.bookings.values():
        if booking.assignment is None:
            continue
        seen_at = scene.position.server_time if scene.position else None
        silent_s = seconds(seen_at, scene.real_now) if seen_at else dispatch.lost_after_s + 1.0
        since = ago(scene.now, silent_s * scene.rate) if seen_at else booking.assignment.assigned_at
        yield Sign(
            kind=K.SIGNAL_LOST,
            booking=booking,
            stop_id=None,
            begins=scene.link is Link.LOST,
            lasts=scene.link is not Link.FRESH,
            since=since,
            delay_s=0.0,
            evidence=(reading("silent", silent_s, dispatch.lost_after_s),),
        )


def late_start(scene: Scene) -> Iterator[Sign]:
    """The next stop waits for its provider, who could and should be on the way.

    Time runs from when it became the next stop, or from when one has to leave to be there as things are ready, if that is
    later. Who is moving has set out, whatever was pressed; once noticed, it is over by setting out and nothing else.
    """
    if scene.next is None or scene.link is Link.LOST:
        return
    booking, stop = scene.next
    if booking.assignment is None or stop.state is not StopState.PENDING or _is_moving(scene.way):
        return
    settings = scene.area.detection
    since = max(_became_next_at(scene, booking), ago(_not_before(booking, stop), _travel_s(scene, stop)))
    waited_s = seconds(since, scene.now)
    limit_s = settings.late_start_s * (1 if scene.way else 2)
    yield Sign(
        kind=K.LATE_START,
        booking=booking,
        stop_id=stop.stop_id,
        begins=waited_s >= limit_s,
        lasts=True,
        since=since,
        delay_s=max(0.0, waited_s),
        evidence=(reading("not_started", waited_s, limit_s),),
    )


def inactive(scene: Scene) -> Iterator[Sign]:
    """In reach and under way by word, but standing still, and not at the stop. A phone that repeats one fix counts as still.

    Who waited where they were until it was time to leave counts as standing still from when they set out by word.
    """
    on_way = _under_way(scene)
    if on_way is None:
        return
    booking, stop, way = on_way
    settings = scene.area.detection
    since = _still_since(scene, way)
    is_there = way.inside_since is not None or way.to_stop_m <= scene.area.dispatch.arrival_radius_m
    if since is None or is_there:
        return
    since = max(since, stop.enroute_at or since)
    still_s = seconds(since, way.at)
    yield Sign(
        kind=K.PROVIDER_INACTIVE,
        booking=booking,
        stop_id=stop.stop_id,
        begins=still_s >= settings.inactive_s,
        lasts=still_s >= _GRACE_S,
        since=since,
        delay_s=still_s,
        evidence=(reading("still", still_s, settings.inactive_s), reading("to_stop", way.to_stop_m, unit="m")),
    )


def away(scene: Scene) -> Iterator[Sign]:
    """Moving away from the next stop, for long and far; over when half of that way is made good or the direction turns."""
    on_way = _under_way(scene)
    since = on_way[2].away_since if on_way else None
    if on_way is None or since is None:
        return
    booking, stop, way = on_way
    settings = scene.area.detection
    away_s, strayed_m = seconds(since, way.at), way.to_stop_m - way.nearest_m
    yield Sign(
        kind=K.OFF_ROUTE,
        booking=booking,
        stop_id=stop.stop_id,
        begins=away_s >= settings.away_s and strayed_m >= settings.away_m,
        lasts=strayed_m >= settings.away_m / 2,
        since=since,
        delay_s=2 * away_s,
        evidence=(reading("away", away_s, settings.away_s), reading("strayed", strayed_m, settings.away_m, "m")),
    )


def slow(scene: Scene) -> Iterator[Sign]:
    """Moving towards the stop, only slower than roads were assumed to be, so that a promise is in danger or much time is lost."""
    on_way = _under_way(scene)
    pace = on_way[2].pace if on_way else None
    if on_way is None or pace is None:
        return
    booking, stop, way = on_way
    settings, lost_s = scene.area.detection, time_lost_s(way)
    matters = late_chance(scene, booking, lost_s) >= settings.warning_chance
    least_s = settings.slow_s if matters else settings.very_slow_s
    yield Sign(
        kind=K.TRAFFIC_DELAY,
        booking=booking,
        stop_id=stop.stop_id,
        begins=_is_moving(way) and pace >= settings.slow_pace and lost_s >= least_s,
        lasts=pace >= settings.slow_over_pace,
        since=max(way.since, stop.enroute_at or way.since),
        delay_s=lost_s,
        evidence=(reading("pace", pace, settings.slow_pace, "x"), reading("time_lost", lost_s, least_s)),
    )


def time_lost_s(way: Progress) -> float:
    """Seconds that a slow road has cost on this way so far; what a forecast allowed for meanwhile is lost all the same."""
    driven_s = max(0.0, seconds(way.since, way.at))
    return driven_s * (1 - 1 / way.pace) if way.pace and way.pace > 1 else 0.0


def _under_way(scene: Scene) -> tuple[Booking, Stop, Progress] | None:
    """The next stop with what tracks say, if the provider has set out for it and is not there yet."""
    if scene.next is None or scene.way is None or scene.next[1].state is not StopState.ENROUTE:
        return None
    return (*scene.next, scene.way)


def _still_since(scene: Scene, way: Progress) -> datetime | None:
    """Since when there has been no move; a fix that repeats itself is timed by the phone's reports, in real time."""
    frozen_s = seconds(way.frozen_since, way.seen_at) * scene.rate if way.frozen_since else 0.0
    frozen_since = ago(way.at, frozen_s) if way.frozen_since else None
    return min(filter(None, (way.still_since, frozen_since)), default=None)


def _is_moving(way: Progress | None) -> bool:
    return way is not None and way.still_since is None and way.frozen_since is None and way.away_since is None


def _became_next_at(scene: Scene, booking: Booking) -> datetime:
    """Since when the stop has been the next one: by the tracks, else since the job was given and the last stop was done."""
    if booking.assignment is None:
        return scene.now
    done = [stop.finished_at for held in scene.bookings.values() for stop in held.terms.stops if stop.finished_at]
    return max([booking.assignment.assigned_at, *done, *([scene.way.since] if scene.way else [])])


def _not_before(booking: Booking, stop: Stop) -> datetime:
    starts = [stop.window.start_at] if stop.window else []
    return max([booking.terms.ready_at, *starts]) if stop.sequence == 1 else max(starts, default=booking.created_at)


def _travel_s(scene: Scene, stop: Stop) -> float:
    if scene.position is None or stop.point is None:
        return 0.0
    road_m = DETOUR_FACTOR * haversine_m(scene.position.point, stop.point)
    return road_s(road_m, scene.area.dispatch.fleet_speed_mps, scene.provider.vehicle)
