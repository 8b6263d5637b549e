"""Large windows for measuring: bookings and providers all over a town, or crowded as in a city of shops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.candidates import judge
from shared.dispatch.columns import NO_CODE
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.eta.estimate import travel_estimate
from shared.eta.speeds import RELATIVE_SPEED, speed_book
from shared.eta.travel import Traveller
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.units import AreaId, BookingId, Uid

Degrees = NDArray[np.float64]
CENTRE_DEG = np.array([48.2082, 16.3738])
HALF_SIDE_M = 6000.0
QUARTERS, SHOPS = 40, 300
RADIUS_M = 30_000
FLEET_MPS = 5.5
VEHICLES = (VehicleType.BICYCLE, VehicleType.SCOOTER, VehicleType.CAR)


@dataclass(frozen=True)
class Layout:
    """A window to be made by seed. ``is_city``: in crowds; ``is_mixed``: vehicles, routes and idle times differ."""

    jobs: int
    workers: int
    seed: int
    is_city: bool = False
    is_mixed: bool = False

    @property
    def name(self) -> str:
        """As it is told."""
        kinds = ["city" if self.is_city else "even", *["mixed"] * self.is_mixed]
        return f"{self.jobs:,} x {self.workers:,} {' '.join(kinds)} #{self.seed}"


LAYOUTS = (
    Layout(1000, 1000, 3),
    Layout(1000, 1000, 4),
    Layout(1000, 1000, 3, is_mixed=True),
    Layout(1000, 1000, 3, is_city=True),
    Layout(600, 1000, 3, is_city=True, is_mixed=True),
    Layout(1000, 600, 3, is_city=True),
    Layout(5000, 5000, 3),
    Layout(5000, 5000, 4, is_mixed=True),
    Layout(5000, 5000, 3, is_city=True),
    Layout(2000, 5000, 3, is_city=True, is_mixed=True),
    Layout(5000, 2000, 3),
)


@dataclass(frozen=True)
class Town:
    """Bare positions, ``(n, 2)`` latitude and longitude."""

    layout: Layout
    pickups_deg: Degrees
    starts_deg: Degrees

    @property
    def line_mps(self) -> float:
        """Speed of the plainest fleet over the straight line."""
        return FLEET_MPS * RELATIVE_SPEED[VehicleType.BICYCLE]


def town_of(layout: Layout) -> Town:
    """Scatter both sides over the town."""
    lot = np.random.default_rng(layout.seed)
    if layout.is_city:
        pickups_m, starts_m = _crowds(lot, layout)
    else:
        pickups_m, starts_m = (lot.uniform(-HALF_SIDE_M, HALF_SIDE_M, (n, 2)) for n in (layout.jobs, layout.workers))
    return Town(layout, _degrees(pickups_m), _degrees(starts_m))


def _crowds(lot: np.random.Generator, layout: Layout) -> tuple[Degrees, Degrees]:
    """Bookings at shops, shops and providers in quarters of unlike size: where there are many, they do not balance."""
    quarters_m = lot.normal(0, HALF_SIDE_M / 2.5, (QUARTERS, 2))
    share = lot.dirichlet(np.full(QUARTERS, 0.7))
    shops_m = quarters_m[lot.choice(QUARTERS, SHOPS, p=share)] + lot.normal(0, 400, (SHOPS, 2))
    starts_m = quarters_m[lot.choice(QUARTERS, layout.workers, p=share)] + lot.normal(0, 900, (layout.workers, 2))
    return shops_m[lot.integers(0, SHOPS, layout.jobs)], starts_m


def _degrees(metres: Degrees) -> Degrees:
    north_deg = metres[:, 0] / 111_195
    east_deg = metres[:, 1] / (111_195 * np.cos(np.radians(CENTRE_DEG[0])))
    degrees: Degrees = np.stack([north_deg, east_deg], axis=1) + CENTRE_DEG
    return degrees


def window_of(town: Town) -> WindowProblem:
    """Put the window together; nothing about travel is worked out beforehand."""
    lot = np.random.default_rng(town.layout.seed + 1)
    jobs = tuple(
        Job(booking_id=BookingId(f"b{place:05}"), service="courier", pickup=_place(at), attempts_left=12)
        for place, at in enumerate(town.pickups_deg)
    )
    workers = tuple(_worker(place, at, lot, town.layout) for place, at in enumerate(town.starts_deg))
    travel = travel_estimate(
        [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in workers],
        [(job.pickup, job.dropoff) for job in jobs],
        speed_book(FLEET_MPS),
        hour=12,
    )
    settings = DispatchSettings(max_radius_m=RADIUS_M, fleet_speed_mps=FLEET_MPS)
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return WindowProblem(area_id=AreaId("scale"), now=now, jobs=jobs, workers=workers, travel=travel, settings=settings)


def _worker(place: int, at: Degrees, lot: np.random.Generator, layout: Layout) -> Worker:
    differing: dict[str, Any] = {
        "vehicle": VEHICLES[lot.integers(len(VEHICLES))],
        "idle_s": int(lot.integers(0, 1800)),
        "free_at_s": max(0, int(lot.integers(-900, 900))),
        "offers_made": 50,
        "offers_accepted": int(lot.integers(20, 50)),
    }
    return Worker(
        provider_id=Uid(f"p{place:05}"),
        position=_place(at),
        services=("courier",),
        capacity=2,
        **(differing if layout.is_mixed else {}),
    )


def _place(at: Degrees) -> LatLng:
    return LatLng(lat=float(at[0]), lng=float(at[1]))


def dense_costs(problem: WindowProblem) -> NDArray[np.float64]:
    """The engine's own score of every pair, cut as the matching cuts it: somebody is cheaper than nobody."""
    judged = judge(problem)
    price_s = problem.settings.weights.unassigned_s
    return np.where(judged.codes == NO_CODE, np.minimum(judged.totals_s, price_s - 1), price_s).astype(np.float64)
