"""When a provider will have made each stop still to do of a running plan.

The plan may hold several bookings. It is forecast from where the provider was last seen, stop after stop, by the one
forecast of a route (``forecast``), with the area's learned speeds, stays and calibration where there are any.

Who was on the way when last seen may have gone on ever since, or not at all. Half of that counts as done while the link is not
lost, and the window reaches to both, so that it widens honestly while nobody hears of the provider.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.booking.terms import trip_m
from shared.eta import forecast
from shared.eta.forecast import AGE_SHARE, Spreads, StopAhead, awaiting, remaining
from shared.eta.learned import LearnedEta
from shared.eta.speeds import road_s
from shared.geo.cells import encode
from shared.geo.hours import local_zone
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.eta import EtaWindow, Forecast
from shared.models.place import LatLng
from shared.models.provider import Link, Provider
from shared.models.stop import Stop, StopState, StopType
from shared.units import BookingId, Geohash, Metres, StopId, whole_seconds

PACE_CARRIES = 0.35
"""How much of the pace of the present leg the later ones are believed to have, as a power: 1.6 now counts as 1.18 there."""
PACE_LEAST, PACE_MOST = 0.5, 3.0
"""Beyond these it was no road that was measured."""
_CELL_PRECISION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """From where and when a plan goes on.

    Attributes:
        place: where the provider was last seen; None when nobody knows.
        age_s: how long ago that was, in business seconds.
        accuracy_m: how vague the place is.
        link: how fresh it counts.
        departs_at: the provider sets out no sooner.
        departs_vague_s: half-widths of that, towards early and towards late.
        pace: seconds needed over seconds assumed on the present leg; None before there is enough to say.
        later_pace: the same of the legs after it, where more is known of them than how the present one goes.
    """

    place: LatLng | None
    age_s: int = 0
    accuracy_m: Metres = 0.0
    link: Link = Link.FRESH
    departs_at: datetime | None = None
    departs_vague_s: tuple[float, float] = (0.0, 0.0)
    pace: float | None = None
    later_pace: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopForecast:
    """When work at a stop begins (there, and ready) and when it is done."""

    booking_id: BookingId
    stop_id: StopId
    begin: EtaWindow
    end: EtaWindow


def forecast_route(
    provider: Provider,
    bookings: Mapping[BookingId, Booking],
    start: Start,
    area: ServiceArea,
    learned: LearnedEta,
    now: datetime,
) -> tuple[StopForecast, ...]:
    """Forecast every stop still to do of a provider's plan, in the plan's order.

    Args:
        provider: with the plan.
        bookings: those on it, as far as known; stops of others are left out, and so are finished ones.
        start: where the plan goes on from.
        area: its settings and time zone.
        learned: what the area has learned; the priors when it is new.
        now: business time.
    """
    if not (to_do := _to_do(provider, bookings)):
        return ()
    way = _Way(provider, start, area, learned, learned.spreads(), now)
    ahead = [_ahead(*entry, way_s, way) for entry, way_s in zip(to_do, _ways_s(to_do, way), strict=True)]
    is_moving = to_do[0][1].state is StopState.ENROUTE
    may_be_done_s = min(start.age_s, ahead[0].travel_s) if is_moving else 0
    done_s = round(AGE_SHARE * min(may_be_done_s, area.dispatch.lost_after_s))
    found = forecast.forecast_route(
        [replace(ahead[0], travel_s=ahead[0].travel_s - done_s), *ahead[1:]],
        position_age_s=start.age_s if ahead[0].travel_s else 0,
        busy_s=whole_seconds(start.departs_at, now) if start.departs_at else 0,
        vague_s=_vague_s(may_be_done_s - done_s, ahead[0].travel_s, way),
        spreads=way.spreads,
    )
    return tuple(
        StopForecast(
            booking_id=booking.booking_id,
            stop_id=stop.stop_id,
            begin=_window(one.begun, now),
            end=_window(one.done, now),
        )
        for (booking, stop), one in zip(to_do, found, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Way:
    """What travel and stays are judged by."""

    provider: Provider
    start: Start
    area: ServiceArea
    learned: LearnedEta
    spreads: Spreads
    now: datetime

    @property
    def hour(self) -> int:
        return self.now.astimezone(local_zone(self.area.timezone)).hour

    def leg_s(self, origin: LatLng, stop: LatLng) -> float:
        cell = Geohash(encode(origin, _CELL_PRECISION))
        speed_mps = self.area.dispatch.fleet_speed_mps
        road_m, vehicle = trip_m([origin, stop]), self.provider.vehicle
        return self.learned.leg_s(road_m, cell, self.hour, speed_mps, vehicle, self.now)


def _to_do(provider: Provider, bookings: Mapping[BookingId, Booking]) -> list[tuple[Booking, Stop]]:
    known = ((bookings[entry.booking_id], entry.stop_id) for entry in provider.route if entry.booking_id in bookings)
    stops = ((booking, booking.stop(stop_id)) for booking, stop_id in known)
    return [(booking, stop) for booking, stop in stops if stop and not stop.is_finished]


def _ways_s(to_do: Sequence[tuple[Booking, Stop]], way: _Way) -> Iterator[int]:
    """Give the way to each stop from the one before it; a place that is not known counts as no way."""
    at, pace = way.start.place, _limited(way.start.pace)
    later = pace**PACE_CARRIES if way.start.later_pace is None else _limited(way.start.later_pace)
    for number, (booking, stop) in enumerate(to_do):
        if number == 0 and stop.state in {StopState.ARRIVED, StopState.SERVICING}:
            yield 0
        elif at is None:
            yield _planned_way_s(booking, stop, way.now) if number == 0 else 0
        else:
            yield round(pace * way.leg_s(at, stop.point)) if stop.point else 0
        pace, at = later, stop.point or at


def _planned_way_s(booking: Booking, stop: Stop, now: datetime) -> int:
    """Seconds until a provider of whom nothing is known was last expected there."""
    if booking.assignment is None:
        return 0
    is_first = stop.stop_id == booking.terms.stops[0].stop_id
    predicted_at = booking.assignment.predicted_pickup_at if is_first else booking.assignment.predicted_end_at
    return max(0, whole_seconds(predicted_at, now) - (0 if is_first else stop.service_s))


def _ahead(booking: Booking, stop: Stop, way_s: int, way: _Way) -> StopAhead:
    stay = way.learned.handling(stop.type, stop.zone_id, stop.cell, way.hour, stop.service_s)
    opens_at = booking.opens_at(stop) or way.now
    if stop.arrived_at is not None:
        stay = _left(stop, stay, whole_seconds(way.now, max(stop.arrived_at, opens_at)), way)
    return StopAhead(travel_s=way_s, ready_s=whole_seconds(opens_at, way.now), handling=stay)


def _left(stop: Stop, stay: Forecast, elapsed_s: int, way: _Way) -> Forecast:
    """What is left of a stay; one that is overdue and at which no work has begun waits for things."""
    over_s = elapsed_s - stop.service_s
    if stop.type is StopType.PICKUP and stop.state is StopState.ARRIVED and over_s >= way.area.detection.not_ready_s:
        return awaiting(stay.p50_s, over_s, way.spreads)
    return remaining(stay, elapsed_s)


def _vague_s(further_s: int, travel_s: int, way: _Way) -> tuple[float, float]:
    """Half-widths of where the provider is (further on by now, and the fix itself), of a slow road, which may end, and of a halt."""
    fix_s = road_s(way.start.accuracy_m, way.area.dispatch.fleet_speed_mps, way.provider.vehicle)
    slow_s = travel_s * max(0.0, 1 - 1 / _limited(way.start.pace))
    early_s, late_s = way.start.departs_vague_s
    return math.hypot(further_s, fix_s, slow_s, early_s), math.hypot(fix_s, late_s)


def _limited(pace: float | None) -> float:
    return 1.0 if pace is None else min(max(pace, PACE_LEAST), PACE_MOST)


def _window(one: Forecast, now: datetime) -> EtaWindow:
    p10_at, p50_at, p90_at = (now + timedelta(seconds=s) for s in (one.p10_s, one.p50_s, one.p90_s))
    return EtaWindow(p10_at=p10_at, p50_at=p50_at, p90_at=p90_at)
