"""Positions from tracks: which point of a report is believed, by rule."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.geo.cells import encode
from shared.geo.distance import MAX_SPEED_MPS, is_teleport
from shared.models.provider import Position, TrackPoint
from shared.units import Uid

_MAX_ACCURACY_M = 200.0
_MAX_LAG = timedelta(seconds=60)
_FUTURE_GRACE = timedelta(seconds=5)
_GEOHASH_PRECISION = 9


def best_point(
    points: Sequence[TrackPoint], before: Position | None, real_now: datetime, rate: float = 1.0
) -> tuple[TrackPoint | None, int]:
    """Choose the newest point that can be believed.

    Late, future, mocked, too vague and teleporting points are passed over; order of arrival does not matter.

    Args:
        points: as the phone reported them.
        before: the position known so far.
        real_now: server time.
        rate: business seconds a real second: on a fast clock phones move that much faster in real time.

    Returns:
        The point, or None when none is credible, and how many were passed over as suspect.
    """
    credible = [point for point in points if _is_credible(point, before, real_now, rate)]
    newest = max(credible, key=lambda point: point.device_time, default=None)
    if newest is None or (before is not None and newest.device_time <= before.device_time):
        return None, len(points) - len(credible)
    return newest, len(points) - len(credible)


def _is_credible(point: TrackPoint, before: Position | None, real_now: datetime, rate: float) -> bool:
    lag = real_now - point.device_time
    if point.mocked or point.accuracy_m > _MAX_ACCURACY_M or lag > _MAX_LAG or lag < -_FUTURE_GRACE:
        return False
    return before is None or not _teleports(point, before, rate)


def _teleports(point: TrackPoint, before: Position, rate: float) -> bool:
    return point.device_time > before.device_time and is_teleport(
        before.point,
        before.device_time,
        point.point,
        point.device_time,
        max_mps=MAX_SPEED_MPS * rate,
        slack_m=point.accuracy_m + before.accuracy_m,
    )


def position_of(point: TrackPoint, uid: Uid, before: Position | None, real_now: datetime) -> Position:
    """Write a believed point up as the provider's position; what the server keeps beside it stays as it is."""
    return Position(
        provider_id=uid,
        point=point.point,
        geohash=encode(point.point, _GEOHASH_PRECISION),
        accuracy_m=point.accuracy_m,
        heading_deg=point.heading_deg,
        speed_mps=point.speed_mps,
        source="track",
        device_time=point.device_time,
        server_time=real_now,
        matchable=before is not None and before.matchable,
        area_id=before.area_id if before else None,
    )
