"""A made-up city and one busy stretch of its day: who orders what, who rides, what goes wrong. All of it follows from a seed.

Each draw has a stream of its own, named by what it is for, so that two runs of one seed meet the same people and the same
trouble, however differently they go.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from benchmarks.loops.ground import ZONES_A_SIDE, Place, a_trip_from, anywhere, within, zone_of
from shared.eta.speeds import RELATIVE_SPEED
from shared.models.dispatch_settings import DispatchSettings
from shared.models.provider import VehicleType

FLEET_MPS = DispatchSettings().fleet_speed_mps
"""What the backend assumes; the truth differs by place, rider and hour."""
PLANNED_STAY_S = 120
HOUR_S = 3600.0
_HALF_HOURS = (0.6, 0.8, 1.0, 1.3, 1.5, 1.3, 1.0, 0.6)
"""Demand by half-hour."""
_HOT = (5, 6, 9, 10, 1, 2, 4, 7, 8, 11, 13, 14)
"""Zones of which one has more demand than usual: not a corner, where hardly anybody orders."""
_PREPARATION_S = (420.0, 1_500.0)
_FIELD_SD, _PACE_SD, _STAY_SD, _KITCHEN_SD_S = 0.08, 0.08, 0.35, 90.0


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What goes wrong, by share; the defaults are the day that is asked for."""

    silent: float = 0.05
    """Providers whose phone dies in the middle of a job; half of them never come back, half do after ``silent_s``."""
    silent_s: float = 1_200.0
    late_pickups: float = 0.15
    late_s: tuple[float, float] = (600.0, 1_200.0)
    slowdown: float = 1.6
    """In the north-east quarter, between these shares of the busy stretch."""
    slow_from: float = 0.25
    slow_until: float = 0.75
    cancellations: float = 0.05
    hot_zone: float = 3.0
    """Demand of one zone over what it usually is, from this share of the busy stretch on."""
    hot_from: float = 0.25


CALM = Trouble(silent=0.0, late_pickups=0.0, slowdown=1.0, cancellations=0.0, hot_zone=1.0)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of a city.

    So many providers for so many bookings as a city staffs itself: a calm day, without the loops, is on time in at least 95 cases
    of a hundred, and the report says whether it was. Then it is trouble that makes bookings late, and not a lasting want of
    providers, against which no recovery helps. The rule reads calm days only.
    """

    bookings: int = 360
    providers: int = 54
    busy_s: float = 4.0 * HOUR_S


@dataclass(frozen=True, kw_only=True)
class Order:
    """One booking as its customer, its kitchen and its doors will have it. Times are seconds from the opening."""

    number: int
    placed_s: float
    pickup: Place
    dropoff: Place
    prepared_s: float
    """From placing to readiness, as the kitchen says."""
    kitchen_late_s: float
    """By how much it is wrong."""
    pickup_stay_s: float
    dropoff_stay_s: float
    cancels_after_s: float | None

    @property
    def ready_s(self) -> float:
        """When the goods are ready in truth."""
        return self.placed_s + self.prepared_s + self.kitchen_late_s

    @property
    def is_late(self) -> bool:
        """Whether the kitchen is late by injection, not by chance."""
        return self.kitchen_late_s > 4 * _KITCHEN_SD_S


@dataclass(frozen=True, kw_only=True)
class Rider:
    """One provider as a person: where they begin, how fast they are, when their phone dies."""

    number: int
    home: Place
    vehicle: VehicleType
    capacity: int
    pace: float
    silent_from_s: float | None
    back_after_s: float | None


@dataclass(frozen=True)
class City:
    """Everything that is given."""

    seed: int
    size: Size
    trouble: Trouble
    hot: int
    orders: tuple[Order, ...]
    riders: tuple[Rider, ...]
    field: tuple[float, ...]
    """Speed of each zone over what is assumed."""

    def speed_mps(self, rider: Rider, place: Place, at_s: float) -> float:
        """How fast the rider gets on here and now, along a straight road."""
        zone_mps = FLEET_MPS * RELATIVE_SPEED[rider.vehicle] * rider.pace * self.field[zone_of(place)]
        return zone_mps / (self.trouble.slowdown if self.is_slow(place, at_s) else 1.0)

    def is_slow(self, place: Place, at_s: float) -> bool:
        """Whether the roads are slower here and now by injection."""
        if self.trouble.slowdown <= 1 or place.north_m <= 0 or place.east_m <= 0:
            return False
        return self.trouble.slow_from <= at_s / self.size.busy_s < self.trouble.slow_until

    @property
    def hot_from_s(self) -> float:
        """When the demand of one zone rises."""
        return self.trouble.hot_from * self.size.busy_s


def stream(seed: int, *names: object) -> Random:
    """Chance for one purpose."""
    return Random("/".join(map(str, (seed, *names))))


def build(seed: int, size: Size | None = None, trouble: Trouble | None = None) -> City:
    """Draw a city and its day."""
    size, trouble = size or Size(), trouble or Trouble()
    hot = stream(seed, "hot").choice(_HOT)
    field = tuple(math.exp(stream(seed, "field", zone).gauss(0, _FIELD_SD)) for zone in range(ZONES_A_SIDE**2))
    silent = tuple(sorted(_picked(seed, "silent", size.providers, trouble.silent)))
    riders = tuple(_rider(seed, number, size, trouble, silent) for number in range(size.providers))
    return City(seed, size, trouble, hot, tuple(_orders(seed, size, trouble, hot)), riders, field)


def _orders(seed: int, size: Size, trouble: Trouble, hot: int) -> Iterator[Order]:
    drawn = [_order(seed, number, size, None) for number in range(size.bookings)]
    from_s = trouble.hot_from * size.busy_s
    usual = sum(zone_of(order.pickup) == hot and order.placed_s >= from_s for order in drawn)
    more = range(size.bookings, size.bookings + round((trouble.hot_zone - 1) * usual))
    drawn += [_order(seed, number, size, hot, from_s) for number in more]
    late = _picked(seed, "late", len(drawn), trouble.late_pickups)
    gone = _picked(seed, "gone", len(drawn), trouble.cancellations)
    for order in sorted(drawn, key=lambda order: order.placed_s):
        chance = stream(seed, "trouble", order.number)
        yield replace(
            order,
            kitchen_late_s=chance.uniform(*trouble.late_s) if order.number in late else order.kitchen_late_s,
            cancels_after_s=chance.uniform(60, 900) if order.number in gone else None,
        )


def _order(seed: int, number: int, size: Size, zone: int | None, from_s: float = 0.0) -> Order:
    chance = stream(seed, "order", number)
    pickup = anywhere(chance) if zone is None else within(chance, zone)
    placed_s = _moment(chance, size.busy_s)
    while placed_s < from_s:
        placed_s = _moment(chance, size.busy_s)
    return Order(
        number=number,
        placed_s=placed_s,
        pickup=pickup,
        dropoff=a_trip_from(chance, pickup),
        prepared_s=chance.uniform(*_PREPARATION_S),
        kitchen_late_s=min(max(chance.gauss(0, _KITCHEN_SD_S), -2 * _KITCHEN_SD_S), 2 * _KITCHEN_SD_S),
        pickup_stay_s=PLANNED_STAY_S * math.exp(chance.gauss(-0.1, _STAY_SD)),
        dropoff_stay_s=PLANNED_STAY_S * math.exp(chance.gauss(0.0, _STAY_SD)),
        cancels_after_s=None,
    )


def _rider(seed: int, number: int, size: Size, trouble: Trouble, silent: tuple[int, ...]) -> Rider:
    chance = stream(seed, "rider", number)
    dies = number in silent
    returns = dies and silent.index(number) % 2 == 1
    return Rider(
        number=number,
        home=anywhere(chance),
        vehicle=chance.choice((VehicleType.BICYCLE, VehicleType.BICYCLE, VehicleType.SCOOTER, VehicleType.CAR)),
        capacity=chance.choice((1, 2, 2, 3)),
        pace=math.exp(chance.gauss(0, _PACE_SD)),
        silent_from_s=chance.uniform(0.1, 0.8) * size.busy_s if dies else None,
        back_after_s=trouble.silent_s if returns else None,
    )


def _picked(seed: int, name: str, count: int, share: float) -> frozenset[int]:
    """So many of ``count`` as the share says, at least one if it says any."""
    wanted = max(1, round(share * count)) if share else 0
    return frozenset(stream(seed, name).sample(range(count), wanted))


def _moment(chance: Random, busy_s: float) -> float:
    slot_s = busy_s / len(_HALF_HOURS)
    slot = chance.choices(range(len(_HALF_HOURS)), cum_weights=list(accumulate(_HALF_HOURS)))[0]
    return (slot + chance.random()) * slot_s
