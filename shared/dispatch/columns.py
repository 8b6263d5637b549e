"""The window's bookings and providers as arrays, so that all pairs can be judged at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shared.dispatch import config
from shared.dispatch.acceptance.columns import AcceptanceColumns
from shared.eta.estimate import pickup_s as estimated_pickup_s
from shared.eta.travel import FloatArray, IntArray, apart_m
from shared.models.decision import ExclusionReason
from shared.models.dispatch_settings import DispatchSettings

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.uint8]

NO_CODE = 0
CODE_OF: Mapping[ExclusionReason, int] = {reason: index for index, reason in enumerate(ExclusionReason, start=1)}
"""A reason as it stands in arrays; 0 is no reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobColumns:
    """One entry a booking. ``service``, ``skills`` and ``vehicles`` are rows of the fleet's tables."""

    pickup_deg: FloatArray
    pickup_at: FloatArray
    """The same on the unit sphere, ``(n, 3)``."""
    window_start_s: Ints
    window_end_s: Ints
    promise_end_s: Ints
    work_s: Ints
    """From pickup to the end: service and trip; ``UNKNOWN`` when the trip is."""
    trip_s: Ints
    """From pickup to the last stop, service aside; 0 when there is none or it is unknown."""
    demand: Ints
    waiting_s: Ints
    service: Ints
    skills: Ints
    vehicles: Ints
    preferred: Ints
    """Index of the preferred worker, -1 for none."""
    left_pressure: FloatArray
    entered_pressure: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetColumns:
    """One entry a provider; the tables have one row for each distinct requirement."""

    own_code: Codes
    """Reason that lies in the provider alone."""
    start_deg: FloatArray
    start_at: FloatArray
    """The same on the unit sphere, ``(n, 3)``."""
    free_at_s: Ints
    age_s: Ints
    accuracy_m: FloatArray
    heading: FloatArray
    """``(n, 2)``: unit vector of movement, east and north; zero when it says nothing."""
    capacity: Ints
    room: Ints
    offer_room: Ints
    idle_s: Ints
    own_rate: FloatArray
    """The provider's recorded share of offers accepted, drawn towards the prior."""
    shift_ends_s: Ints
    breaks_promise: Flags
    late_promises: Ints
    pressure: FloatArray
    """Of the provider's zone; not a number when that is unknown."""
    service_ok: Flags
    skills_ok: Flags
    vehicles_ok: Flags


class PickupTravel(Protocol):
    """How long it takes from where a worker is free to a job's pickup."""

    def seconds(self, job: Ints, worker: Ints, metres: FloatArray) -> Ints:
        """Whole seconds of pairs that lie ``metres`` apart; ``UNKNOWN`` where nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableTravel:
    """Times as somebody gave them, ``(n_jobs, n_workers)``."""

    to_pickup_s: IntArray

    def seconds(self, job: Ints, worker: Ints, metres: FloatArray) -> Ints:
        """Look pairs up."""
        del metres
        return self.to_pickup_s[job, worker].astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTravel:
    """Times over the straight line, at the speed of each worker."""

    road_mps: FloatArray
    detour_factor: float

    def seconds(self, job: Ints, worker: Ints, metres: FloatArray) -> Ints:
        """Work pairs out."""
        del job
        return estimated_pickup_s(metres, self.road_mps[worker], self.detour_factor).astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Barred:
    """Pairs that a reason names themselves: ``places`` are ``job * n_workers + worker``, rising."""

    n_workers: int
    places: Ints
    codes: Codes

    def of(self, job: Ints, worker: Ints) -> Codes:
        """The reasons of pairs, ``NO_CODE`` for most."""
        if not len(self.places):
            return np.zeros(np.broadcast_shapes(job.shape, worker.shape), dtype=np.uint8)
        wanted = job * self.n_workers + worker
        at = np.minimum(np.searchsorted(self.places, wanted), len(self.places) - 1)
        codes: Codes = np.where(self.places[at] == wanted, self.codes[at], np.uint8(NO_CODE))
        return codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """Who may do what, distance and time apart: bookings that need the same share a row.

    Attributes:
        need: of each booking, its row.
        codes: ``(n_needs, n_workers)``, the reason that keeps the two apart.
    """

    need: Ints
    codes: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudge:
    """Seconds taken off the score of one pair, to see what that would change; no decision that is acted on has one."""

    job: int
    worker: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """All arrays of a window."""

    settings: DispatchSettings
    jobs: JobColumns
    fleet: FleetColumns
    travel: PickupTravel
    barred: Barred
    fitness: Fitness
    acceptance: AcceptanceColumns | None
    """What was learned; none leaves the provider's own rate."""
    nudge: Nudge | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of bookings, number of providers."""
        return len(self.jobs.demand), len(self.fleet.room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Facts about pairs. ``job`` and ``worker`` are index arrays that broadcast: a grid, or a plain list of pairs."""

    columns: Columns
    job: Ints
    worker: Ints
    distance_m: FloatArray
    travel_s: Ints
    arrival_s: Ints
    pickup_s: Ints
    end_s: Ints


def pairs(columns: Columns, job: Ints, worker: Ints) -> Pairs:
    """Work out the facts of the given pairs; times of pairs with unknown travel mean nothing."""
    jobs, fleet = columns.jobs, columns.fleet
    metres = apart_m(_places(jobs.pickup_at, job), _places(fleet.start_at, worker))
    travel_s = columns.travel.seconds(job, worker, metres)
    arrival_s = fleet.free_at_s[worker] + travel_s
    pickup_s = np.maximum(arrival_s, jobs.window_start_s[job])
    return Pairs(
        columns=columns,
        job=job,
        worker=worker,
        distance_m=metres,
        travel_s=travel_s,
        arrival_s=arrival_s,
        pickup_s=pickup_s,
        end_s=pickup_s + jobs.work_s[job],
    )


def _places(at: FloatArray, index: Ints) -> FloatArray:
    """``at[index]`` with each axis in one piece, which is faster to make and to go through."""
    return np.moveaxis(np.take(at.T, index, axis=1), 0, -1)


def some(grid: Pairs, row: Ints, column: Ints) -> Pairs:
    """Some pairs of a grid, as a plain list."""
    cell = row * grid.worker.shape[1] + column
    return Pairs(
        columns=grid.columns,
        job=grid.job[row, 0],
        worker=grid.worker[0, column],
        distance_m=np.take(grid.distance_m, cell),
        travel_s=np.take(grid.travel_s, cell),
        arrival_s=np.take(grid.arrival_s, cell),
        pickup_s=np.take(grid.pickup_s, cell),
        end_s=np.take(grid.end_s, cell),
    )


def acceptance_of(found: Pairs) -> FloatArray:
    """Chance that the provider accepts, for each pair."""
    learned = found.columns.acceptance
    if learned is None:
        return found.columns.fleet.own_rate[found.worker]
    return learned.chances(found.job, found.worker, found.travel_s)


def blocks(n_rows: int, n_columns: int) -> Iterator[Ints]:
    """Row numbers in runs that hold at most ``BLOCK_CELLS`` pairs each, so that memory stays bounded."""
    step = max(1, config.BLOCK_CELLS // max(1, n_columns))
    for start in range(0, n_rows if n_columns else 0, step):
        yield np.arange(start, min(n_rows, start + step))
