"""What is believed of a phone's positions: coded doubts, and what follows from each.

| doubt | rule | what follows |
|---|---|---|
| duplicate, reordered | not after the last believed point | passed over; nothing is held against the phone |
| late | device time over 60 s behind the server's | not believed: phones never queue positions |
| future | device time over 30 s ahead; up to that it is clamped | not believed |
| mocked | the phone says that another app made the location up | not believed |
| nowhere | 0,0 | not believed |
| out of region | over 200 km from the area's centre (latitude and longitude swapped, for one) | not believed |
| impossible speed | the phone reports over 60 m/s | not believed |
| teleport | over 60 m/s from the last believed point, accuracies granted; heals as time passes | not believed |
| vague | accuracy over 200 m in a track; ``suspect_accuracy_m`` of the area for a position that is only read | not believed |
| no accuracy | 0, which no receiver has | believed, counted as accurate to 200 m |
| frozen | the very same fix for two hours: receivers at rest jitter, though some phones repeat a fix for minutes | the same |

A point that is not believed never moves the provider: the last believed place stays, grows old, and the doubt is shown beside
it. Matching leaves such a provider out; the others are priced by their accuracy. Nobody is banned for a doubt.

Sources: nammayatri's location service (open, in production) drops what is older than the last point, clamps the future,
takes at most 100 points and 60 s of age, and wants 50 m of accuracy, which many indoor fixes miss: between 50 and 200 m a
point only needs to be confirmed by another before it counts as an arrival. 60 m/s: no vehicle here. Mocking, jumps and
frozen fixes are how locations were faked at Grab (Malay Mail, 2019-05-18) and what Uber's US 10,999,299 looks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.geo.cells import encode
from shared.geo.distance import MAX_SPEED_MPS, haversine_m, is_teleport
from shared.models.place import LatLng
from shared.models.provider import Doubt, Position, TrackPoint
from shared.units import Metres, Uid

MAX_ACCURACY_M = 200.0
MAX_LAG = timedelta(seconds=60)
MAX_LEAD = timedelta(seconds=30)
FROZEN_AFTER = timedelta(hours=2)
REGION_M = 200_000.0
_NOWHERE_DEG = 1e-3
"""Closer to 0,0 than this is the default of some library, not a place."""
_WHOLE_EARTH_M = 20_015_000.0
"""Half way round: a position that is not believed says that the provider is somewhere on earth."""
_GEOHASH_PRECISION = 9

HARMLESS = frozenset({Doubt.DUPLICATE, Doubt.REORDERED})
"""The network's doing; such a point is passed over and nothing is held against the phone."""
MARKING = frozenset({Doubt.NO_ACCURACY, Doubt.FROZEN})
"""The point is used, with little accuracy, and the doubt is shown."""


@dataclass(frozen=True)
class Known:
    """The last believed point. ``at`` is real time, never later than when the server learned of it."""

    point: LatLng
    accuracy_m: Metres
    at: datetime
    frozen_since: datetime | None = None


@dataclass(frozen=True)
class Bounds:
    """What points are judged against: server time, business seconds a real second, and the area's centre where known."""

    real_now: datetime
    rate: float = 1.0
    centre: LatLng | None = None


@dataclass(frozen=True)
class Judged:
    """A report, judged.

    Attributes:
        believed: oldest first, each once, none before what was known.
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
    last, believed, suspect = known, list[TrackPoint](), 0
    doubts: tuple[Doubt, ...] | None = None
    for point in sorted(points, key=_in_time):
        found = _doubts(point, last, bounds)
        if found & HARMLESS:
            continue
        doubts = tuple(sorted(found))
        if found - MARKING:
            suspect += 1
            continue
        believed.append(_as_used(point, bounds))
        last = _after(last, point)
    return Judged(tuple(believed), suspect, doubts, last.frozen_since if last else None)


def _in_time(point: TrackPoint) -> tuple[datetime, str]:
    """Two points of one instant are taken in an order that does not depend on how they came."""
    return point.device_time, point.model_dump_json()


def _doubts(point: TrackPoint, last: Known | None, bounds: Bounds) -> frozenset[Doubt]:
    lag = bounds.real_now - point.device_time
    reading = _Reading(point.point, point.accuracy_m, point.speed_mps, point.mocked)
    jumped = last is not None and _teleports(last, reading, point.device_time, bounds.rate)
    return _holding(
        (Doubt.DUPLICATE, last is not None and point.device_time == last.at),
        (Doubt.REORDERED, last is not None and point.device_time < last.at),
        (Doubt.LATE, lag > MAX_LAG),
        (Doubt.FUTURE, -lag > MAX_LEAD),
        (Doubt.VAGUE, not point.accuracy_m <= MAX_ACCURACY_M),
        (Doubt.TELEPORT, jumped),
        (Doubt.FROZEN, _is_frozen(_frozen_since(last, point), point.device_time)),
    ) | _of_place(reading, bounds)


@dataclass(frozen=True)
class _Reading:
    point: LatLng
    accuracy_m: Metres
    speed_mps: float | None
    mocked: bool


def _of_place(reading: _Reading, bounds: Bounds) -> frozenset[Doubt]:
    where = reading.point
    nowhere = abs(where.lat) < _NOWHERE_DEG and abs(where.lng) < _NOWHERE_DEG
    far = bounds.centre is not None and haversine_m(bounds.centre, where) > REGION_M
    speeding = reading.speed_mps is not None and not reading.speed_mps <= MAX_SPEED_MPS * bounds.rate
    return _holding(
        (Doubt.MOCKED, reading.mocked),
        (Doubt.NOWHERE, nowhere),
        (Doubt.OUT_OF_REGION, far and not nowhere),
        (Doubt.IMPOSSIBLE_SPEED, speeding),
        (Doubt.NO_ACCURACY, reading.accuracy_m == 0),
    )


def _holding(*judged: tuple[Doubt, bool]) -> frozenset[Doubt]:
    return frozenset(doubt for doubt, holds in judged if holds)


def _teleports(last: Known, reading: _Reading, at: datetime, rate: float) -> bool:
    slack_m = reading.accuracy_m + last.accuracy_m
    return at > last.at and is_teleport(
        last.point, last.at, reading.point, at, max_mps=MAX_SPEED_MPS * rate, slack_m=slack_m
    )


def _frozen_since(last: Known | None, point: TrackPoint) -> datetime | None:
    if last is None or last.point != point.point:
        return None
    return last.frozen_since or last.at


def _is_frozen(since: datetime | None, at: datetime) -> bool:
    return since is not None and at - since >= FROZEN_AFTER


def _after(last: Known | None, point: TrackPoint) -> Known:
    return Known(point.point, _used_accuracy_m(point.accuracy_m), point.device_time, _frozen_since(last, point))


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
    """Write a believed point up as the provider's position; duty and area stay as the server set them."""
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
        suspect=judged.doubts or (),
    )


def doubts_of(position: Position, centre: LatLng | None = None) -> tuple[Doubt, ...]:
    """Judge a position that a phone wrote by itself, when it is read, by what it says itself and what was noticed before.

    Its clock is held against the server's at the time of the write. Vagueness is for the area's settings to judge.
    """
    ahead = position.device_time - position.server_time
    reading = _Reading(position.point, position.accuracy_m, None, position.mocked)
    own = _of_place(reading, Bounds(position.server_time, centre=centre))
    clock = _holding((Doubt.LATE, -ahead > MAX_LAG), (Doubt.FUTURE, ahead > MAX_LEAD))
    return tuple(sorted(own | clock | set(position.suspect)))


def is_believed(doubts: Iterable[Doubt]) -> bool:
    """Whether a position with these doubts may still be used."""
    return set(doubts) <= MARKING


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
    found = set(own)
    reading = _Reading(position.point, position.accuracy_m, None, position.mocked)
    if _teleports(before, reading, seen_at, bounds.rate):
        found.add(Doubt.TELEPORT)
    after = _after(before, point)
    if _is_frozen(after.frozen_since, seen_at):
        found.add(Doubt.FROZEN)
    return tuple(sorted(found)), after if is_believed(found) else before
