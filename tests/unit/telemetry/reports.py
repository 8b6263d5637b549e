"""Builders for telemetry tests: points, reports judged, and a leg to ride along."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from shared.models.area import RevisionSettings
from shared.models.progress import Progress
from shared.models.provider import Position, TrackPoint
from shared.models.stop import StopState
from shared.telemetry.doubts import Bounds, Known
from shared.telemetry.progress import Advance, Clocks, Leg, advance
from shared.telemetry.quality import Judged, judge
from shared.units import AreaId, BookingId, Geohash, StopId, Uid
from tests.builders import CENTRE, a_point
from tests.fakes.clock import START

LINE_MPS = 5.0


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def a_fix(seconds: float, north_m: float = 0, east_m: float = 0, **changes: Any) -> TrackPoint:
    fields = {"point": a_point(north_m, east_m), "accuracy_m": 8, "device_time": at(seconds), **changes}
    return TrackPoint.model_validate(fields)


def judged(points: Sequence[TrackPoint], now_s: float = 0, known: Known | None = None, **bounds: Any) -> Judged:
    return judge(points, known, Bounds(at(now_s), **{"centre": CENTRE, **bounds}))


def known_at(seconds: float, north_m: float = 0, **changes: Any) -> Known:
    return Known(a_point(north_m), 8, at(seconds), **changes)


def a_position(**changes: Any) -> Position:
    fields = {
        "provider_id": "ada",
        "point": CENTRE,
        "geohash": "u33db2m0x",
        "accuracy_m": 8,
        "device_time": START,
        "server_time": START,
        **changes,
    }
    return Position.model_validate(fields)


def a_leg(**changes: Any) -> Leg:
    """The way to a stop at the centre."""

    def factor(_cell: Geohash) -> float:
        return 1.0

    fields: dict[str, Any] = {
        "provider_id": Uid("ada"),
        "area_id": AreaId("berlin"),
        "booking_id": BookingId("b-1"),
        "stop_id": StopId("s1"),
        "stop_point": CENTRE,
        "stop_state": StopState.ENROUTE,
        "looked_at": START,
        "radius_m": 150.0,
        "line_mps": LINE_MPS,
        "factor": factor,
        **changes,
    }
    fields.setdefault("revisions", RevisionSettings())
    return Leg(**fields)


def ridden(fixes: Sequence[TrackPoint], leg: Leg | None = None, every: int = 1) -> list[Advance]:
    """Report fixes ``every`` so many at a time, each report as the backend takes it."""
    leg, known, before, steps = leg or a_leg(), None, None, list[Advance]()
    for start in range(0, len(fixes), every):
        points = fixes[start : start + every]
        step, known, before = reported(points, known, before, leg)
        steps += [step] if step else []
    return steps


def reported(
    points: Sequence[TrackPoint], known: Known | None, before: Progress | None, leg: Leg
) -> tuple[Advance | None, Known | None, Progress | None]:
    """One report; gives the step, what is known, and the progress after it."""
    now = max(point.device_time for point in points)
    found = judge(points, known, Bounds(now, centre=CENTRE))
    step = advance(before, leg, found, Clocks(now, now))
    if found.believed:
        last = found.believed[-1]
        known = Known(last.point, last.accuracy_m, last.device_time, found.frozen_since)
    return step, known, step.progress if step else before


def a_ride(start_m: float, mps: float, seconds: int, every_s: int = 7) -> list[TrackPoint]:
    """Straight south towards the stop at a steady speed."""
    return [a_fix(s, north_m=max(0.0, start_m - mps * s)) for s in range(0, seconds, every_s)]
