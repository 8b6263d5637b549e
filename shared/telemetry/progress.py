"""How the way to the next stop goes on, point by point: nearer or farther, moving or standing, there or gone, fast or slow.

One small document carries it from report to report (``shared.models.progress``). The same points in any order, or sent twice,
give the same progress: only believed ones come in, oldest first, and none before the last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.geo.distance import haversine_m
from shared.models.booking import StopState
from shared.models.place import LatLng
from shared.models.progress import Progress
from shared.models.provider import TrackPoint
from shared.telemetry import drive
from shared.telemetry.drive import Driven
from shared.telemetry.geofence import Crossing, Fence, crossed
from shared.telemetry.quality import Judged
from shared.units import AreaId, BookingId, Geohash, Metres, StopId, Uid

NOISE_M = 25.0
"""Smaller moves are the receiver's (the least move that nammayatri's location service takes in)."""
AWAY_M = 200.0
"""Farther from the stop than before by this is no detour around a block any more."""
DIVERGED_S = 120
"""A forecast that is off by less is not looked at again,"""
DIVERGED_SHARE = 0.2
"""nor one off by less than this share of the way left,"""
REVISED_APART = timedelta(seconds=60)
"""nor one that was looked at within this time."""
WORTH_A_LOOK = {"away": timedelta(seconds=60), "still": timedelta(minutes=4), "frozen": timedelta(minutes=15)}
"""How long a sign has to last before somebody looks whether it is a disruption."""


class Signal(StrEnum):
    """A line that was crossed by a report; each is given once per crossing."""

    ENTERED = "entered"
    LEFT = "left"
    """Out of the stop's circle again, and the stop is still the next one."""
    DIVERGED = "diverged"
    """The stop will be reached so much sooner or later that forecasts should be revised."""
    AWAY = "away"
    STILL = "still"
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

    def is_of(self, progress: Progress | None) -> bool:
        """Whether ``progress`` is about this leg."""
        return progress is not None and (progress.booking_id, progress.stop_id) == (self.booking_id, self.stop_id)


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
    start = before if before is not None and leg.is_of(before) else None
    points = judged.believed
    if start is None:
        if not points:
            return None
        start = _begun(leg, points[0], clocks)
    after, driven = _known_again(start, leg), list[Driven]()
    signals = set[Signal]()
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
    signals |= _lasting(start, after) | ({Signal.DIVERGED} if diverged else set())
    return Advance(after, frozenset(signals), tuple(driven))


def _begun(leg: Leg, point: TrackPoint, clocks: Clocks) -> Progress:
    at = clocks.business(point.device_time)
    to_stop_m = haversine_m(point.point, leg.stop_point)
    left_s = to_stop_m / (leg.line_mps * leg.factor(drive.cell_of(point.point)))
    return Progress(
        provider_id=leg.provider_id,
        area_id=leg.area_id,
        booking_id=leg.booking_id,
        stop_id=leg.stop_id,
        stop_point=leg.stop_point,
        stop_state=leg.stop_state,
        looked_at=leg.looked_at,
        since=at,
        to_stop_m=to_stop_m,
        nearest_m=to_stop_m,
        anchor=point.point,
        anchor_at=at,
        expected_at=at + timedelta(seconds=left_s),
        at=at,
        seen_at=clocks.real_now,
    )


def _known_again(progress: Progress, leg: Leg) -> Progress:
    """The stop may have been moved meanwhile."""
    known = {"stop_point": leg.stop_point, "stop_state": leg.stop_state, "looked_at": leg.looked_at}
    return progress.model_copy(update=known)


def _on(
    before: Progress, leg: Leg, point: TrackPoint, clocks: Clocks
) -> tuple[Progress, Crossing | None, tuple[Driven, ...]]:
    at = clocks.business(point.device_time)
    to_stop_m = haversine_m(point.point, leg.stop_point)
    fence = Fence(before.near_since, before.inside_since)
    fence, crossing = crossed(fence, to_stop_m, point.accuracy_m, leg.radius_m, at)
    has_moved = haversine_m(before.anchor, point.point) > max(NOISE_M, point.accuracy_m)
    here = drive.Here(point.point, to_stop_m, at, has_moved=has_moved, is_there=fence.inside_since is not None)
    driving, finished = drive.driven_on(before, here, leg.line_mps, leg.factor)
    nearest_m = min(before.nearest_m, to_stop_m)
    is_away = to_stop_m - nearest_m > max(AWAY_M, 2 * point.accuracy_m)
    moved = {"anchor": point.point, "anchor_at": at, "still_since": None} if has_moved else _still(before, at)
    left_at = at if crossing is Crossing.LEFT else None if fence.inside_since else before.left_at
    known = {
        "to_stop_m": to_stop_m,
        "nearest_m": nearest_m,
        "away_since": (before.away_since or at) if is_away else None,
        "near_since": fence.near_since,
        "inside_since": fence.inside_since,
        "left_at": left_at,
        "at": at,
    }
    return before.model_copy(update={**known, **moved, **driving}), crossing, finished


def _still(before: Progress, at: datetime) -> dict[str, datetime | None]:
    return {"still_since": before.anchor_at if at > before.anchor_at else None}


def _with_forecast(progress: Progress, leg: Leg) -> tuple[Progress, bool]:
    """Say how far behind the provider is, and whether that is news."""
    if progress.expected_at is None:
        return progress, False
    cell = drive.cell_of(progress.anchor)
    left_s = progress.to_stop_m / (leg.line_mps * leg.factor(cell)) * (progress.pace or 1.0)
    there_at = progress.inside_since or progress.at + timedelta(seconds=left_s)
    behind_s = round((there_at - progress.expected_at).total_seconds())
    changed_s = abs(behind_s - progress.revised_behind_s)
    lately = progress.revised_at is not None and progress.at - progress.revised_at < REVISED_APART
    if progress.inside_since or lately or changed_s < max(DIVERGED_S, DIVERGED_SHARE * left_s):
        return progress.model_copy(update={"behind_s": behind_s}), False
    news = {"behind_s": behind_s, "revised_behind_s": behind_s, "revised_at": progress.at}
    return progress.model_copy(update=news), True


def _lasting(before: Progress, after: Progress) -> set[Signal]:
    """Signs that last long enough now, and did not before."""
    outside = after.inside_since is None
    signs: Sequence[tuple[Signal, datetime | None, datetime, datetime]] = (
        (Signal.AWAY, after.away_since, before.at, after.at),
        (Signal.STILL, after.still_since if outside else None, before.at, after.at),
        (Signal.FROZEN, after.frozen_since, before.seen_at, after.seen_at),
    )
    return {
        signal
        for signal, since, then, now in signs
        if since is not None and then - since < WORTH_A_LOOK[signal.value] <= now - since
    }
