"""What is believed of a phone's positions: of the points of a report, and of the positions it writes by itself.

A point that is not believed never moves the provider: the last believed place stays, grows old, and the doubt is shown beside
it. Matching leaves such a provider out; the others are priced by their accuracy. Nobody is banned for a doubt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.geo.cells import encode
from shared.models.provider import Doubt, Position, TrackPoint
from shared.telemetry.doubts import (
    HARMLESS,
    MARKING,
    MAX_ACCURACY_M,
    Bounds,
    Known,
    doubts_of,
    doubts_of_point,
    doubts_since,
    frozen_since,
    is_believed,
)
from shared.units import Metres, Uid

_WHOLE_EARTH_M = 20_015_000.0
"""Half way round: a position that is not believed says that the provider is somewhere on earth."""
_GEOHASH_PRECISION = 9


@dataclass(frozen=True)
class Judged:
    """A report, judged.

    Attributes:
        believed: oldest first, none before what was known, and the newest of each instant: what a clock a little ahead dates after
            now is of now.
        suspect: how many were not believed; harmless ones are not counted.
        doubts: of the newest point that counts: what is shown of the phone now. None when the report told nothing new.
        frozen_since: since when the very same fix comes, real time.
    """

    believed: tuple[TrackPoint, ...] = ()
    suspect: int = 0
    doubts: tuple[Doubt, ...] | None = None
    frozen_since: datetime | None = None


def judge(points: Sequence[TrackPoint], known: Known | None, bounds: Bounds) -> Judged:
    """Judge the points of a report; their order and duplicates among them do not matter.

    Args:
        points: as the phone reported them, at most 100.
        known: the last believed point.
        bounds: what they are judged against.
    """
    last, believed, suspect = known, dict[datetime, TrackPoint](), 0
    doubts: tuple[Doubt, ...] | None = None
    for point in sorted(points, key=_in_time):
        found = doubts_of_point(point, last, bounds)
        if found & HARMLESS:
            continue
        doubts = tuple(sorted(found))
        if found - MARKING:
            suspect += 1
            continue
        used = _as_used(point, bounds)
        believed[used.device_time] = used
        last = _after(last, point)
    return Judged(tuple(believed.values()), suspect, doubts, last.frozen_since if last else None)


def _in_time(point: TrackPoint) -> tuple[datetime, str]:
    """Two points of one instant are taken in an order that does not depend on how they came."""
    return point.device_time, point.model_dump_json()


def _after(last: Known | None, point: TrackPoint) -> Known:
    return Known(point.point, _used_accuracy_m(point.accuracy_m), point.device_time, frozen_since(last, point.point))


def _as_used(point: TrackPoint, bounds: Bounds) -> TrackPoint:
    """The point with the accuracy it is given credit for, and not of the future."""
    used = {"accuracy_m": _used_accuracy_m(point.accuracy_m), "device_time": min(point.device_time, bounds.real_now)}
    return point.model_copy(update=used)


def _used_accuracy_m(accuracy_m: Metres) -> Metres:
    return accuracy_m or MAX_ACCURACY_M


def known_from(position: Position, frozen_since: datetime | None = None) -> Known:
    """Give a stored position as what was last believed; a phone's clock can not put it past the server's."""
    at = min(position.device_time, position.server_time)
    return Known(position.point, _used_accuracy_m(position.accuracy_m), at, frozen_since)


def position_of(point: TrackPoint, uid: Uid, before: Position | None, judged: Judged, real_now: datetime) -> Position:
    """Write a believed point up as the provider's position; duty, area and marks stay as the server set them."""
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
        marks=before.marks if before else (),
        suspect=judged.doubts or (),
    )


def trusted_accuracy_m(position: Position) -> Metres:
    """How closely a position is trusted: as it says, at best roughly when marked, not at all when it is not believed."""
    doubts = doubts_of(position)
    if not is_believed(doubts):
        return _WHOLE_EARTH_M
    return max(position.accuracy_m, MAX_ACCURACY_M) if doubts else position.accuracy_m


def watched(position: Position, before: Known | None, bounds: Bounds) -> tuple[tuple[Doubt, ...], Known]:
    """Judge an idle phone's position against the one seen some time before, as a schedule can that sees each of them.

    Returns:
        The doubts, and what is known now: the position when it is believed, else what was known before.
    """
    seen_at = position.server_time
    point = TrackPoint(point=position.point, accuracy_m=position.accuracy_m, device_time=seen_at)
    own = doubts_of(position.model_copy(update={"suspect": ()}), bounds.centre)
    if before is None:
        return own, known_from(position)
    if seen_at <= before.at:
        return tuple(sorted({*own, *position.suspect})), before
    found = frozenset(own) | doubts_since(before, position, bounds.rate)
    return tuple(sorted(found)), _after(before, point) if is_believed(found) else before
