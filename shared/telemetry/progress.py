"""How the way to the next stop goes on, point by point: nearer or farther, moving or standing, there or gone, fast or slow.

One small document carries it from report to report (``shared.models.progress``). The same points in any order, or sent twice,
give the same progress: only believed ones come in, oldest first, and none before the last.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from shared.geo.distance import haversine_m
from shared.models.area import RevisionSettings
from shared.models.place import LatLng
from shared.models.progress import Progress, Trail
from shared.models.provider import TrackPoint
from shared.models.stop import StopState
from shared.telemetry import drive
from shared.telemetry.drive import Driven
from shared.telemetry.geofence import Crossing, Fence, crossed
from shared.telemetry.quality import Judged
from shared.units import AreaId, BookingId, Geohash, Metres, StopId, Uid, whole_seconds

NOISE_M = 25.0
"""Smaller moves are the receiver's (the least move that nammayatri's location service takes in)."""
AWAY_M = 200.0
"""Farther from the stop than before by this is no detour around a block any more."""
SOONER_FACTOR = 2
"""A forecast that is too pessimistic has to be off by so much more to be looked at again: nobody waits because of it."""
REVISED_APART = timedelta(seconds=60)
"""Nor is one looked at again within this time."""
FROZEN_FOR = timedelta(minutes=15)
"""Somebody looks at a phone that has repeated one fix for this long."""


class Signal(StrEnum):
    """A line that was crossed by a report; each is given once per crossing."""

    ENTERED = "entered"
    LEFT = "left"
    """Out of the stop's circle again, and the stop is still the next one."""
    DIVERGED = "diverged"
    """The stop will be reached so much sooner or later that forecasts should be revised."""
    FROZEN = "frozen"


@dataclass(frozen=True)
class Leg:
    """The way to the provider's next stop.

    Attributes:
        stop_point: where the stop is.
        stop_state: as the booking said when it was last read, at ``looked_at``.
        radius_m: of the circle around it.
        line_mps: assumed speed over the straight line, before anything is learned about roads.
        factor: speeds over that in a cell now, as learned.
        revisions: by how much a forecast has to be off to be looked at again.
    """

    provider_id: Uid
    area_id: AreaId
    booking_id: BookingId
    stop_id: StopId
    stop_point: LatLng
    stop_state: StopState
    looked_at: datetime
    radius_m: Metres
    line_mps: float
    factor: Callable[[Geohash], float]
    revisions: RevisionSettings

    def is_of(self, progress: Progress) -> bool:
        """Whether ``progress`` is about this leg, and a report can go on from it."""
        is_same = (progress.booking_id, progress.stop_id) == (self.booking_id, self.stop_id)
        return is_same and progress.trail is not None


@dataclass(frozen=True)
class Clocks:
    """Both times at the server, and how fast business time runs."""

    now: datetime
    real_now: datetime
    rate: float = 1.0

    def business(self, real: datetime) -> datetime:
        """When a real instant not long ago was, in business time."""
        return self.now - (self.real_now - real) * self.rate


@dataclass(frozen=True)
class Advance:
    """What a report did: the progress after it, the lines crossed, and what was driven."""

    progress: Progress
    signals: frozenset[Signal] = frozenset()
    driven: tuple[Driven, ...] = ()


def advance(before: Progress | None, leg: Leg, judged: Judged, clocks: Clocks) -> Advance | None:
    """Move progress on by a report.

    Args:
        before: as stored; that of another leg is left behind.
        leg: the way to the next stop.
        judged: the report; only what is believed of it counts.
        clocks: of the server.

    Returns:
        None as long as no point of the leg was believed.
    """
    points = judged.believed
    start = before if before is not None and leg.is_of(before) else None
    if start is None:
        if not points:
            return None
        start = _begun(leg, points[0], clocks)
    after, signals, driven = _known_again(start, leg), set[Signal](), list[Driven]()
    for point in points:
        after, crossing, drives = _on(after, leg, point, clocks)
        driven += drives
        signals |= {Signal(crossing.value)} if crossing else set()
    told = {
        "suspect": after.suspect + judged.suspect,
        "frozen_since": judged.frozen_since if points else after.frozen_since,
        "seen_at": clocks.real_now,
    }
    after, diverged = _with_forecast(after.model_copy(update=told), leg)
    signals |= {Signal.DIVERGED} if diverged else set()
    signals |= {Signal.FROZEN} if _lasts(after.frozen_since, start.seen_at, after.seen_at) else set()
    return Advance(after, frozenset(signals), tuple(driven))


def trail_of(progress: Progress) -> Trail:
    """Give what a report goes on from.

    Raises:
        ValueError: there is none; ``Leg.is_of`` tells.
    """
    if progress.trail is None:
        message = "progress without a trail"
        raise ValueError(message)
    return progress.trail


def _begun(leg: Leg, point: TrackPoint, clocks: Clocks) -> Progress:
    at = clocks.business(point.device_time)
    to_stop_m = haversine_m(point.point, leg.stop_point)
    left_s = to_stop_m / (leg.line_mps * leg.factor(drive.cell_of(point.point)))
    return Progress(
        provider_id=leg.provider_id,
        area_id=leg.area_id,
        booking_id=leg.booking_id,
        stop_id=leg.stop_id,
        since=at,
        to_stop_m=to_stop_m,
        nearest_m=to_stop_m,
        expected_at=at + timedelta(seconds=left_s),
        at=at,
        seen_at=clocks.real_now,
        trail=Trail(
            stop_point=leg.stop_point,
            stop_state=leg.stop_state,
            looked_at=leg.looked_at,
            anchor=point.point,
            anchor_at=at,
        ),
    )


def _known_again(progress: Progress, leg: Leg) -> Progress:
    """The stop may have been moved meanwhile."""
    known = {"stop_point": leg.stop_point, "stop_state": leg.stop_state, "looked_at": leg.looked_at}
    return _with_trail(progress, known)


def _with_trail(progress: Progress, changes: Mapping[str, Any], **more: Any) -> Progress:
    return progress.model_copy(update={**more, "trail": trail_of(progress).model_copy(update=dict(changes))})


def _on(
    before: Progress, leg: Leg, point: TrackPoint, clocks: Clocks
) -> tuple[Progress, Crossing | None, tuple[Driven, ...]]:
    at, trail = clocks.business(point.device_time), trail_of(before)
    to_stop_m = haversine_m(point.point, leg.stop_point)
    fence = Fence(trail.near_since, before.inside_since)
    fence, crossing = crossed(fence, to_stop_m, point.accuracy_m, leg.radius_m, at)
    has_moved = haversine_m(trail.anchor, point.point) > max(NOISE_M, point.accuracy_m)
    here = drive.Here(point.point, to_stop_m, at, has_moved=has_moved, is_there=fence.inside_since is not None)
    driving, pace, finished = drive.driven_on(trail, before.pace, here, leg.line_mps, leg.factor)
    nearest_m = min(before.nearest_m, to_stop_m)
    is_away = to_stop_m - nearest_m > max(AWAY_M, 2 * point.accuracy_m)
    is_still = not has_moved and at > trail.anchor_at
    moved = {"anchor": point.point, "anchor_at": at} if has_moved else {}
    after = _with_trail(
        before,
        {**driving, **moved, "near_since": fence.near_since},
        to_stop_m=to_stop_m,
        nearest_m=nearest_m,
        away_since=(before.away_since or at) if is_away else None,
        still_since=trail.anchor_at if is_still else None,
        inside_since=fence.inside_since,
        left_at=_left_at(before, crossing, at),
        pace=pace,
        at=at,
    )
    return after, crossing, finished


def _left_at(before: Progress, crossing: Crossing | None, at: datetime) -> datetime | None:
    if crossing is None:
        return before.left_at
    return at if crossing is Crossing.LEFT else None


def _with_forecast(progress: Progress, leg: Leg) -> tuple[Progress, bool]:
    """Say how far behind the provider is, and whether that is news since it was last said of the same forecast."""
    trail = trail_of(progress)
    if progress.expected_at is None:
        return progress, False
    left_s = progress.to_stop_m / (leg.line_mps * leg.factor(drive.cell_of(trail.anchor))) * (progress.pace or 1.0)
    there_at = progress.inside_since or progress.at + timedelta(seconds=left_s)
    behind_s = whole_seconds(there_at, progress.expected_at)
    said_s = trail.diverged_by_s if trail.diverged_from == progress.expected_at else 0
    later_s = behind_s - said_s
    is_news = leg.revisions.is_divergent(later_s if later_s > 0 else later_s / SOONER_FACTOR, left_s)
    lately = trail.diverged_at is not None and progress.at - trail.diverged_at < REVISED_APART
    if progress.inside_since or lately or not is_news:
        return progress.model_copy(update={"behind_s": behind_s}), False
    said = {"diverged_from": progress.expected_at, "diverged_by_s": behind_s, "diverged_at": progress.at}
    return _with_trail(progress, said, behind_s=behind_s), True


def _lasts(since: datetime | None, before: datetime, now: datetime) -> bool:
    """Whether something lasts long enough now, and did not before."""
    return since is not None and before - since < FROZEN_FOR <= now - since
