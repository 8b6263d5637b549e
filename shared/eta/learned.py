"""What an area has learned about its times, as forecasts use it, and how it learns from a booking that ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shared.eta.calibration import STEP, adjusted, widening
from shared.eta.durations import Durations, Prior, Spread
from shared.eta.forecast import TRAVEL_EARLY, TRAVEL_LATE, Spreads, half_widths_s, planned
from shared.eta.road_speeds import RoadSpeeds
from shared.eta.speeds import SpeedBook, road_s, speed_book
from shared.geo.cells import SPEED_PRECISION
from shared.models.eta import Calibration, DriveSample, EtaModel, EtaWindow, Forecast
from shared.models.facts import BookingFacts, StopFact, TripFact
from shared.models.provider import VehicleType
from shared.models.stop import StopType
from shared.units import AreaId, Geohash, Metres, ZoneId

HANDLING_LOG_SD = 0.5
"""Spread of a stay at a stop before anything was seen: within half and twice the plan in four of five cases."""
_LEAST_S = 60
"""The prior spreads a stay as if at least this were planned: who plans nothing still parks and knocks."""
_TRAVEL = ("travel",)
_WHOLE = 1000
_TRAVEL_PRIOR = Prior(_WHOLE, 0.2).points()
_LEAST = 0.01
"""Least share of a tail: on a day of trouble the model's own tails are too short by more than 3 % would make good."""
_TOLD_AGAIN_STEP = 4 * STEP
"""Some one booking in four is told again: as fewer such windows are under way, one outcome may move them further."""
_LONGEST_OVER_S = 3600
"""A stay counts as no longer over its plan than this: who forgets to end stops does not make windows of hours for all."""
_SHORTEST_TRIP_S = 60
"""Shorter trips say more about doors than about roads."""


class LearnedEta:
    """An area's forecasts: durations by zone, hour and place, speeds by cell and hour, and the calibration of windows."""

    def __init__(self, model: EtaModel | None = None) -> None:
        self._durations = Durations(model.remembered if model else (), to_the_door=False)
        self._speeds = RoadSpeeds(model)
        self._calibration = model.calibration if model else Calibration()
        self._revised = model.revised if model else Calibration()
        self._outcomes = model.outcomes if model else 0
        self._stays: dict[tuple[tuple[str, ...], int], Forecast] = {}

    def handling(self, kind: StopType, zone: ZoneId | None, cell: Geohash, hour: int, service_s: int) -> Forecast:
        """Forecast a stay at a stop, from being there and things being ready until it is done."""
        if not self._outcomes:
            return planned(service_s)
        chain = _chain(kind, zone, cell, hour)
        if (known := self._stays.get((chain, service_s))) is not None:
            return known
        plan_s = max(_LEAST_S, service_s)
        prior = [stay_s - plan_s for stay_s in Prior(plan_s, HANDLING_LOG_SD).points()]
        spread = self._durations.spread(chain, prior)
        stay = self._told(spread, service_s)
        return self._stays.setdefault((chain, service_s), stay)

    def _told(self, spread: Spread, service_s: int) -> Forecast:
        """A stay whose half-widths, once widened like the window they go into, reach to the shares that are told.

        Stays are no normal curve: where one in eight kitchens is late by a quarter of an hour, the 90 % and the 95 % are far
        apart, so a share that moves is read off what is remembered and not stretched.
        """
        low, middle, high = (
            service_s + spread.at(share) for share in (self._calibration.low, 0.5, self._calibration.high)
        )
        early, late = widening(self._calibration, least=_LEAST)
        p10_s, p50_s, p90_s = (
            max(0, round(one)) for one in (middle - (middle - low) / early, middle, middle + (high - middle) / late)
        )
        return Forecast(p10_s=p10_s, p50_s=p50_s, p90_s=p90_s)

    def spreads(self) -> Spreads:
        """Give how far travel strays, and how windows are widened to hold what they say."""
        early, late = TRAVEL_EARLY, TRAVEL_LATE
        if self._outcomes:
            seen = self._durations.spread(_TRAVEL, _TRAVEL_PRIOR)
            low, middle, high = (seen.at(share) for share in (0.1, 0.5, 0.9))
            early, late = max(0.0, (middle - low) / _WHOLE), max(0.0, (high - middle) / _WHOLE)
        widen_early, widen_late = widening(self._calibration, least=_LEAST)
        return Spreads(
            travel_early=round(early, 4),
            travel_late=round(late, 4),
            widen_early=round(widen_early, 4),
            widen_late=round(widen_late, 4),
        )

    def told_again(self, window: EtaWindow, now: datetime) -> EtaWindow:
        """Give a window as somebody is told it who was told another before, its half-widths by what came of such windows.

        What is told again is what moved notably, and part of that is error: how wide it has to be is another matter.
        """
        early, late = widening(self._revised, least=_LEAST)
        middle_at = window.p50_at
        early_s, late_s = half_widths_s(window)
        return EtaWindow(
            p10_at=max(min(now, middle_at), middle_at - timedelta(seconds=round(early * early_s))),
            p50_at=middle_at,
            p90_at=middle_at + timedelta(seconds=round(late * late_s)),
        )

    @property
    def outcomes(self) -> int:
        """How many bookings were learned from."""
        return self._outcomes

    def leg_s(
        self,
        road_m: Metres,
        start: Geohash,
        hour: int,
        fleet_speed_mps: float,
        vehicle: VehicleType,
        now: datetime | None = None,
    ) -> float:
        """Seconds for a way along the road.

        Args:
            road_m: its length, detours included.
            start: where it sets out.
            hour: local hour.
            fleet_speed_mps: the area's speed.
            vehicle: what rides it.
            now: business time for a way about to be made, which goes at the speeds seen lately.
        """
        cell = Geohash(start[:SPEED_PRECISION])
        factor = self._speeds.factor(cell, hour, now) if now else self._speeds.usual(cell, hour)
        return road_s(road_m, fleet_speed_mps, vehicle) / factor

    def speed_book(self, fleet_speed_mps: float, now: datetime | None = None) -> SpeedBook:
        """Give speeds by vehicle, with the factors learned by cell and hour; those seen lately too for journeys ``now``."""
        return speed_book(fleet_speed_mps, self._speeds.factors(now))

    def learn(self, facts: BookingFacts, hour: int, fleet_speed_mps: float) -> None:
        """Learn from a booking that ended; what it does not tell teaches nothing.

        Args:
            facts: of the booking.
            hour: local hour of its end, for which all of it counts.
            fleet_speed_mps: the area's speed, from which a trip's assumed time follows.
        """
        self._stays.clear()
        for stop in facts.stops:
            self._durations.learn(_chain_of(stop, hour), min(stop.over_plan_s, _LONGEST_OVER_S))
        if facts.trip is not None:
            self._learn_trip(facts.trip, hour, facts.ended_at, fleet_speed_mps)
        if facts.told_end is not None and facts.end_after_s is not None:
            self._calibration = adjusted(self._calibration, facts.told_end, facts.end_after_s, least=_LEAST)
        if facts.revisions and facts.told_last is not None and facts.end_after_s is not None:
            self._revised = adjusted(
                self._revised, facts.told_last, facts.end_after_s, least=_LEAST, step=_TOLD_AGAIN_STEP
            )
        self._outcomes += 1

    def learn_drive(self, sample: DriveSample, hour: int) -> None:
        """Learn from some minutes of driving; ``hour`` is the local one of its end."""
        self._speeds.learn_drive(sample, hour)

    def _learn_trip(self, trip: TripFact, hour: int, ended_at: datetime, fleet_speed_mps: float) -> None:
        assumed_s = road_s(trip.trip_m, fleet_speed_mps, trip.vehicle)
        if assumed_s < _SHORTEST_TRIP_S or trip.took_s < _SHORTEST_TRIP_S:
            return
        cell = Geohash(trip.cell[:SPEED_PRECISION])
        expected_s = assumed_s / self._speeds.usual(cell, hour)
        self._durations.learn(_TRAVEL, round(_WHOLE * min(trip.took_s / expected_s, 10.0)))
        self._speeds.learn_trip(cell, hour, ended_at, assumed_s=assumed_s, took_s=trip.took_s)

    def document(self, area_id: AreaId, learned_until: datetime, drives_until: datetime | None = None) -> EtaModel:
        """Give all of it to store."""
        return EtaModel(
            area_id=area_id,
            learned_until=learned_until,
            outcomes=self._outcomes,
            remembered=self._durations.remembered(),
            calibration=self._calibration,
            revised=self._revised,
            drives_until=drives_until,
            **self._speeds.fields(learned_until),
        )


def learn_all(
    model: EtaModel | None,
    facts: Iterable[tuple[BookingFacts, int]],
    fleet_speed_mps: float,
    drives: Iterable[tuple[DriveSample, int]] = (),
) -> LearnedEta:
    """Learn from drives and bookings with the local hours of their ends, in the order of their ends."""
    learned = LearnedEta(model)
    for drive, hour in drives:
        learned.learn_drive(drive, hour)
    for one, hour in facts:
        learned.learn(one, hour, fleet_speed_mps)
    return learned


def _chain_of(stop: StopFact, hour: int) -> tuple[str, ...]:
    return _chain(stop.type, stop.zone_id, stop.cell, hour)


def _chain(kind: StopType, zone: ZoneId | None, cell: Geohash, hour: int) -> tuple[str, ...]:
    """Keys of a stop, the broadest first: the area, the zone at that hour, the place."""
    return (kind.value, f"{kind.value}|{zone or ''}|{hour}", f"{kind.value}|{cell}")
