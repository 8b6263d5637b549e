"""``shared.eta.forecast`` for many jobs at once, as arrays: what a window tells of each booking and who is asked for it.

A job is a way to its pickup, a stay there, a trip and a stay at its last stop; to the second what ``forecast_route`` says
of these two stops. Arrays have one entry a job and are whole seconds.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shared.eta.forecast import AGE_SHARE, BASE_S, HANDLING_EARLY, HANDLING_LATE, Spreads

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Quantiles(NamedTuple):
    """The columns of forecasts."""

    p10_s: Ints
    p50_s: Ints
    p90_s: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsAhead:
    """Jobs to come.

    Attributes:
        busy_s: until the provider can set out; as uncertain as travel of that length.
        age_s: how old the position is from which the way is counted.
        way_s: to the pickup.
        ready_s: before this, from now, nothing can be done there.
        stay: at the pickup.
        trip_s: to the last stop; 0 without one.
        last: the stay there.
        has_trip: whether there is a last stop other than the pickup.
    """

    busy_s: Ints
    age_s: Ints
    way_s: Ints
    ready_s: Ints
    stay: Quantiles
    trip_s: Ints
    last: Quantiles
    has_trip: NDArray[np.bool_]


class _Courses(NamedTuple):
    """Forecasts under way: where the middles are, travel since the last certain point, other half-widths squared."""

    middle_s: Ints
    travel_s: Ints
    early2: Floats
    late2: Floats


def planned_stays(service_s: Ints) -> Quantiles:
    """Spread planned stays of which nothing was learned."""
    early, late = np.floor(service_s * (1 - HANDLING_EARLY)), np.ceil(service_s * (1 + HANDLING_LATE))
    return Quantiles(early.astype(np.int64), service_s.copy(), late.astype(np.int64))


def forecast_jobs(jobs: JobsAhead, spreads: Spreads) -> tuple[Quantiles, Quantiles]:
    """When work at the pickup begins, and when the last stop is done."""
    to_pickup_s = np.maximum(0, jobs.busy_s) + np.maximum(0, jobs.way_s)
    aged_s = AGE_SHARE * np.maximum(0, jobs.age_s)
    arriving = _Courses(to_pickup_s, to_pickup_s, np.zeros(len(aged_s)), aged_s * aged_s)
    begun, course = _begun(arriving, jobs.ready_s, spreads)
    course = _travelled(_stayed(course, jobs.stay), np.maximum(0, jobs.trip_s))
    floor_s = np.where(jobs.has_trip, 0, np.maximum(0, jobs.ready_s))
    return begun, _windows(_stayed(course, jobs.last), spreads, floor_s)


def _travelled(course: _Courses, travel_s: Ints) -> _Courses:
    return course._replace(middle_s=course.middle_s + travel_s, travel_s=course.travel_s + travel_s)


def _stayed(course: _Courses, stay: Quantiles) -> _Courses:
    early_s, late_s = (stay.p50_s - stay.p10_s).astype(np.float64), (stay.p90_s - stay.p50_s).astype(np.float64)
    return _Courses(
        course.middle_s + stay.p50_s,
        course.travel_s,
        course.early2 + early_s * early_s,
        course.late2 + late_s * late_s,
    )


def _begun(course: _Courses, ready_s: Ints, spreads: Spreads) -> tuple[Quantiles, _Courses]:
    """The windows of the arrivals, cut off at readiness, and how it goes on from there."""
    arrival = _windows(course, spreads, np.zeros_like(ready_s))
    waits = ready_s > arrival.p10_s
    begun = Quantiles(*(np.maximum(quantile_s, ready_s) for quantile_s in arrival))
    early_s = (begun.p50_s - begun.p10_s) / spreads.widen_early
    late_s = (begun.p90_s - begun.p50_s) / spreads.widen_late
    return begun, _Courses(
        np.where(waits, begun.p50_s, course.middle_s),
        np.where(waits, 0, course.travel_s),
        np.where(waits, early_s * early_s, course.early2),
        np.where(waits, late_s * late_s, course.late2),
    )


def _windows(course: _Courses, spreads: Spreads, floor_s: Ints) -> Quantiles:
    base_s = np.where(course.travel_s > 0, BASE_S, 0)
    early_s = base_s + spreads.travel_early * course.travel_s
    late_s = 2 * base_s + spreads.travel_late * course.travel_s
    middle_s = np.maximum(course.middle_s, floor_s)
    p10_s = np.floor(middle_s - spreads.widen_early * np.sqrt(early_s * early_s + course.early2)).astype(np.int64)
    p90_s = np.ceil(middle_s + spreads.widen_late * np.sqrt(late_s * late_s + course.late2)).astype(np.int64)
    return Quantiles(np.minimum(middle_s, np.maximum(floor_s, p10_s)), middle_s, p90_s)
