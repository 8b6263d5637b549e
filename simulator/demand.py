"""Who books what, where and when: an endless, seeded stream of bookings that follows the city's day."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.geo.distance import haversine_m
from shared.messages.commands import StopRequest
from shared.models.place import LatLng
from shared.models.stop import ProofKind, StopType
from shared.models.terms import Requirements
from simulator.city import City, Ground, ServiceProfile
from simulator.scenario import BookingPlan, Whim
from simulator.travel import moved

LATER_FROM_S, LATER_TO_S = 1500.0, 2400.0
NEAREST_OF = 4
PEAK_PER_PROVIDER_HOUR = 1.6
"""Bookings a provider and business hour at the day's busiest hour: some two thirds of what the fleet can do."""


@dataclass(frozen=True)
class Habits:
    """How often customers do what; each a share of bookings."""

    later: float = 0.08
    outside: float = 0.05
    quotes_first: float = 0.3
    cancels: float = 0.06
    amends: float = 0.06
    pin: float = 0.25
    photo: float = 0.25
    nobody_home: float = 0.04
    nothing_to_collect: float = 0.02
    needs_skill: float = 0.4


class Demand:
    """Draws bookings one after another; the same seed draws the same ones."""

    def __init__(self, city: City, *, providers: int, customers: int, seed: int, habits: Habits | None = None) -> None:
        """Prepare to draw.

        Args:
            city: where.
            providers: size of the fleet, which the demand is scaled to.
            customers: how many people take turns in booking.
            seed: of everything drawn.
            habits: the city's usual ones when left out.
        """
        self._city = city
        self._ground = Ground(city.put_zones())
        self._zone = ZoneInfo(str(city.area["timezone"]))
        self._peak_per_hour = PEAK_PER_PROVIDER_HOUR * providers
        self._customers = customers
        self._rng = random.Random(f"demand {seed}")
        self._habits = habits or Habits()

    def bookings(self, start: datetime) -> Iterator[BookingPlan]:
        """Give bookings from ``start`` on, without end, by a thinned Poisson process."""
        at = start
        numbers = itertools.count(1)
        while True:
            at += timedelta(seconds=self._rng.expovariate(self._peak_per_hour / 3600))
            if self._rng.random() < self.intensity(at):
                yield self._booking(next(numbers), at)

    def intensity(self, at: datetime) -> float:
        """How busy the hour is, 1 at the day's peak."""
        return self._weight(at.astimezone(self._zone).hour) / max(self._weight(hour) for hour in range(24))

    def _weight(self, hour: int) -> float:
        return sum(profile.share * profile.hours[hour] for profile in self._city.services.values())

    def _booking(self, number: int, at: datetime) -> BookingPlan:
        rng, habits = self._rng, self._habits
        hour = at.astimezone(self._zone).hour
        names = list(self._city.services)
        weights = [self._city.services[name].share * self._city.services[name].hours[hour] for name in names]
        service = rng.choices(names, weights=weights)[0]
        profile = self._city.services[service]
        is_refused = rng.random() < habits.outside
        stops = self._stops(service, profile, is_refused=is_refused)
        is_later = rng.random() < habits.later
        return BookingPlan(
            number=number,
            at=at,
            customer=(number - 1) % self._customers,
            service=service,
            stops=stops,
            ready_in_s=None if is_later or len(stops) == 1 else rng.uniform(0, 420),
            later_s=rng.uniform(LATER_FROM_S, LATER_TO_S) if is_later else None,
            requirements=self._requirements(profile),
            whim=self._whim(service, stops),
            is_refused=is_refused,
        )

    def _stops(self, service: str, profile: ServiceProfile, *, is_refused: bool) -> tuple[StopRequest, ...]:
        first = self._place(profile.from_spot, service, outside=is_refused and profile.to_spot is None)
        if profile.to_spot is None:
            return (self._stop(StopType.SERVICE, first, profile),)
        last = self._near(first, profile.to_spot, service, outside=is_refused)
        return (self._stop(StopType.PICKUP, first, profile), self._stop(StopType.DROPOFF, last, profile))

    def _near(self, start: LatLng, spot_kind: str, service: str, *, outside: bool) -> LatLng:
        """Draw a place that is rather near: few people order from the other end of the city."""
        drawn = [self._place(spot_kind, service, outside=outside) for _ in range(NEAREST_OF)]
        return min(drawn, key=lambda point: haversine_m(start, point))

    def _place(self, spot_kind: str, service: str, *, outside: bool) -> LatLng:
        if outside:
            return self._city.sample(self._rng, "outside")
        return self._city.sample_served(self._rng, spot_kind, service, self._ground)

    def _stop(self, kind: StopType, point: LatLng, profile: ServiceProfile) -> StopRequest:
        proofs, pin = self._proofs(kind)
        return StopRequest.model_validate(
            {
                "type": kind,
                "point": point,
                "service_s": self._rng.randint(*profile.service_s),
                "proof_required": proofs,
                "pin": pin,
                "address": f"{self._rng.randint(1, 180)} Rua {self._rng.choice('ABCDEFGHJKLM')}",
            }
        )

    def _proofs(self, kind: StopType) -> tuple[tuple[ProofKind, ...], str | None]:
        if kind is StopType.PICKUP:
            return (), None
        drawn = self._rng.random()
        if drawn < self._habits.pin:
            return (ProofKind.PIN,), f"{self._rng.randint(0, 9999):04d}"
        is_photo = drawn < self._habits.pin + self._habits.photo
        return ((ProofKind.PHOTO,) if is_photo else ()), None

    def _requirements(self, profile: ServiceProfile) -> Requirements:
        if not profile.skills or self._rng.random() >= self._habits.needs_skill:
            return Requirements()
        return Requirements(skills=(self._rng.choice(profile.skills),))

    def _whim(self, service: str, stops: tuple[StopRequest, ...]) -> Whim:
        rng, habits = self._rng, self._habits
        cancels = rng.random() < habits.cancels
        amends = not cancels and rng.random() < habits.amends
        return Whim(
            quotes_first=rng.random() < habits.quotes_first,
            cancels_after_s=rng.uniform(30, 600) if cancels else None,
            amends_after_s=rng.uniform(30, 300) if amends else None,
            amended_point=self._nearby(stops[-1].point, service) if amends else None,
            fails_at=self._failure(stops),
        )

    def _nearby(self, point: LatLng, service: str) -> LatLng:
        near = moved(point, east_m=self._rng.gauss(0, 150), north_m=self._rng.gauss(0, 150))
        return near if self._ground.serves(near, service) else point

    def _failure(self, stops: tuple[StopRequest, ...]) -> StopType | None:
        drawn = self._rng.random()
        if drawn < self._habits.nobody_home:
            return stops[-1].type
        if drawn < self._habits.nobody_home + self._habits.nothing_to_collect and len(stops) > 1:
            return StopType.PICKUP
        return None
