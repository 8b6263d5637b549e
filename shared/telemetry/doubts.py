"""The doubts about a phone's positions: a code and a rule for each, and what follows from it.

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

Sources: nammayatri's location service (open, in production) drops what is older than the last point, clamps the future,
takes at most 100 points and 60 s of age, and wants 50 m of accuracy, which many indoor fixes miss: between 50 and 200 m a
point only needs to be confirmed by another before it counts as an arrival. 60 m/s: no vehicle here. Mocking, jumps and
frozen fixes are how locations were faked at Grab (Malay Mail, 2019-05-18) and what Uber's US 10,999,299 looks for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.geo.distance import MAX_SPEED_MPS, haversine_m, is_teleport
from shared.models.place import LatLng
from shared.models.provider import Doubt, Position, TrackPoint
from shared.units import Metres

MAX_ACCURACY_M = 200.0
MAX_LAG = timedelta(seconds=60)
MAX_LEAD = timedelta(seconds=30)
FROZEN_AFTER = timedelta(hours=2)
REGION_M = 200_000.0
_NOWHERE_DEG = 1e-3
"""Closer to 0,0 than this is the default of some library, not a place."""

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


def doubts_of_point(point: TrackPoint, last: Known | None, bounds: Bounds) -> frozenset[Doubt]:
    """Doubt a point of a track, by what was last believed."""
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
        (Doubt.FROZEN, _is_frozen(frozen_since(last, point.point), point.device_time)),
    ) | _of_place(reading, bounds)


def doubts_of(position: Position, centre: LatLng | None = None) -> tuple[Doubt, ...]:
    """Judge a position that a phone wrote by itself, when it is read, by what it says itself and what was noticed before.

    Its clock is held against the server's at the time of the write. Vagueness is for the area's settings to judge.
    """
    ahead = position.device_time - position.server_time
    reading = _Reading(position.point, position.accuracy_m, None, position.mocked)
    own = _of_place(reading, Bounds(position.server_time, centre=centre))
    clock = _holding((Doubt.LATE, -ahead > MAX_LAG), (Doubt.FUTURE, ahead > MAX_LEAD))
    return tuple(sorted(own | clock | set(position.suspect)))


def doubts_since(before: Known, position: Position, rate: float) -> frozenset[Doubt]:
    """Doubt a position by the one seen some time before it."""
    reading = _Reading(position.point, position.accuracy_m, None, position.mocked)
    at = position.server_time
    return _holding(
        (Doubt.TELEPORT, _teleports(before, reading, at, rate)),
        (Doubt.FROZEN, _is_frozen(frozen_since(before, position.point), at)),
    )


def is_believed(doubts: Iterable[Doubt]) -> bool:
    """Whether a position with these doubts may still be used."""
    return set(doubts) <= MARKING


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


def frozen_since(last: Known | None, point: LatLng) -> datetime | None:
    """Since when the very same fix comes, real time; None when it is another one."""
    if last is None or last.point != point:
        return None
    return last.frozen_since or last.at


def _is_frozen(since: datetime | None, at: datetime) -> bool:
    return since is not None and at - since >= FROZEN_AFTER
