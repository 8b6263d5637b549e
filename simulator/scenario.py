"""What a run plays: an area with its zones, the providers and when they work, and the bookings and when they are made.

A scenario is data, made from a city and a seed or read from a public instance; the same seed makes the same scenario.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.messages.commands import PutServiceArea, PutZone, StopRequest
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.models.stop import StopType
from shared.models.terms import Requirements
from simulator.travel import Roads


@dataclass(frozen=True)
class Shift:
    """A stretch of business time on duty."""

    on_at: datetime
    off_at: datetime


@dataclass(frozen=True)
class Temperament:
    """How a provider answers offers.

    Attributes:
        willingness: share of good offers accepted, 0 to 1.
        patience_m: way to the pickup at which the willingness has halved.
        delay_s: typical real seconds until an answer.
        ignores: share of offers never answered.
        gives_back: share of accepted jobs handed back before the pickup.
    """

    willingness: float = 1.0
    patience_m: float = 4000.0
    delay_s: float = 1.5
    ignores: float = 0.0
    gives_back: float = 0.0


@dataclass(frozen=True)
class ProviderPlan:
    """One provider of the scenario."""

    uid: str
    name: str
    vehicle: VehicleType
    services: tuple[str, ...]
    home: LatLng
    shifts: tuple[Shift, ...]
    skills: tuple[str, ...] = ()
    capacity: int = 1
    max_open_offers: int = 1
    temperament: Temperament = field(default_factory=Temperament)


@dataclass(frozen=True)
class Whim:
    """What a customer does besides booking, and what goes wrong at the door.

    Attributes:
        quotes_first: asks for a price, then books what was quoted.
        cancels_after_s: business seconds after booking at which the customer calls it off.
        amends_after_s: business seconds after booking at which the last stop moves to ``amended_point``.
        amended_point: where it moves.
        fails_at: the kind of stop that can not be done.
    """

    quotes_first: bool = False
    cancels_after_s: float | None = None
    amends_after_s: float | None = None
    amended_point: LatLng | None = None
    fails_at: StopType | None = None


@dataclass(frozen=True)
class BookingPlan:
    """One booking of the scenario.

    Attributes:
        number: counts from 1.
        at: when the customer asks, business time.
        customer: index of the customer.
        service: what is asked for.
        stops: the stops as they are asked for.
        ready_in_s: goods are ready so many seconds after ``at``.
        later_s: for later: the first stop begins so many seconds after ``at``.
        requirements: what the provider must bring.
        whim: what else happens.
        is_refused: the plan knows that no zone serves it.
    """

    number: int
    at: datetime
    customer: int
    service: str
    stops: tuple[StopRequest, ...]
    ready_in_s: float | None = None
    later_s: float | None = None
    requirements: Requirements = field(default_factory=Requirements)
    whim: Whim = field(default_factory=Whim)
    is_refused: bool = False

    @property
    def ready_at(self) -> datetime | None:
        """When the goods are ready."""
        return None if self.ready_in_s is None else self.at + timedelta(seconds=self.ready_in_s)


@dataclass(frozen=True)
class Scenario:
    """Everything a run plays. ``bookings`` may be endless."""

    name: str
    area: PutServiceArea
    zones: tuple[PutZone, ...]
    providers: tuple[ProviderPlan, ...]
    bookings: Iterator[BookingPlan]
    customers: int
    roads: Roads
