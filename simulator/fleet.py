"""The providers of a city: vehicles, skills, shifts and tempers, all drawn from one seed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from shared.models.provider import VehicleType
from simulator.city import City, Ground
from simulator.scenario import ProviderPlan, Shift, Temperament

NAMES = (
    *("Ana", "Beatriz", "Bruno", "Carla", "Carlos", "Catarina", "Daniel", "Diana", "Diogo", "Duarte", "Eva", "Filipa"),
    *("Francisco", "Gabriel", "Gonçalo", "Helena", "Hugo", "Inês", "Isabel", "Ivo", "Joana", "João", "Jorge", "Lara"),
    *("Leonor", "Luís", "Madalena", "Mara", "Marco", "Maria", "Marta", "Miguel", "Nuno", "Olga", "Paulo", "Pedro"),
    *("Rafael", "Raquel", "Ricardo", "Rita", "Rui", "Sandra", "Sara", "Sofia", "Tiago", "Vasco", "Vera", "Xavier"),
)
VEHICLES = {VehicleType.BICYCLE: 5, VehicleType.SCOOTER: 4, VehicleType.CAR: 2}
CAPACITY = {VehicleType.BICYCLE: 1, VehicleType.SCOOTER: 2, VehicleType.CAR: 2, VehicleType.VAN: 1}
REPAIR_SHARE = 0.25
SHIFT_H = (4.0, 8.0)
LATE_STARTERS = 0.2
LIVES_OUT = 0.4
TAKES_TWO_OFFERS = 0.3
KNOWS_ALL = 0.7
SHIFTS_PLANNED = 4


def draw_fleet(city: City, *, providers: int, seed: int, start: datetime) -> tuple[ProviderPlan, ...]:
    """Draw the providers.

    Args:
        city: where they live and work.
        providers: how many.
        seed: of everything drawn.
        start: business time at which the run begins; most are on duty then, some come within the first hour.
    """
    rng = random.Random(f"fleet {seed}")
    ground = Ground(city.put_zones())
    return tuple(_provider(city, ground, rng, number, start) for number in range(1, providers + 1))


def _provider(city: City, ground: Ground, rng: random.Random, number: int, start: datetime) -> ProviderPlan:
    repairs = "repair" in city.services and rng.random() < REPAIR_SHARE
    vehicle = VehicleType.VAN if repairs else rng.choices(list(VEHICLES), weights=list(VEHICLES.values()))[0]
    service = "repair" if repairs else "courier"
    spot_kind = "homes" if repairs or rng.random() < LIVES_OUT else "shops"
    return ProviderPlan(
        uid=f"provider-{number:03d}",
        name=NAMES[(number - 1) % len(NAMES)],
        vehicle=vehicle,
        services=(service,),
        home=city.sample_served(rng, spot_kind, service, ground),
        shifts=_shifts(rng, start),
        skills=_skills(city, service, rng),
        capacity=CAPACITY[vehicle],
        max_open_offers=2 if rng.random() < TAKES_TWO_OFFERS else 1,
        temperament=_temperament(rng),
    )


def _shifts(rng: random.Random, start: datetime) -> tuple[Shift, ...]:
    on_at = start + timedelta(hours=rng.uniform(0.1, 1.0)) if rng.random() < LATE_STARTERS else start
    shifts = []
    for _ in range(SHIFTS_PLANNED):
        off_at = on_at + timedelta(hours=rng.uniform(*SHIFT_H))
        shifts.append(Shift(on_at=on_at, off_at=off_at))
        on_at = off_at + timedelta(hours=rng.uniform(1, 3))
    return tuple(shifts)


def _skills(city: City, service: str, rng: random.Random) -> tuple[str, ...]:
    known = city.services[service].skills
    if not known:
        return ()
    return known if rng.random() < KNOWS_ALL else (rng.choice(known),)


def _temperament(rng: random.Random) -> Temperament:
    return Temperament(
        willingness=min(1.0, max(0.4, rng.gauss(0.88, 0.12))),
        patience_m=rng.uniform(3000, 7000),
        delay_s=rng.uniform(0.6, 3.0),
        ignores=rng.choice((0.0, 0.0, 0.05, 0.15)),
        gives_back=rng.choice((0.0, 0.0, 0.04)),
    )
