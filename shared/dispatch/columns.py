"""The window's bookings and providers as arrays, so that all pairs can be judged at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.dispatch import config
from shared.dispatch.acceptance.columns import AcceptanceColumns
from shared.eta.travel import FloatArray, distance_m
from shared.models.decision import ExclusionReason
from shared.models.zone import DispatchSettings

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
    to_pickup_s: Ints
    acceptance: AcceptanceColumns | None
    """What was learned; none leaves the provider's own rate."""
    barred: Codes
    """``(n_jobs, n_workers)``: reasons that name the pair itself."""
    nudge: Nudge | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of bookings, number of providers."""
        return self.barred.shape[0], self.barred.shape[1]


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
    travel_s = columns.to_pickup_s[job, worker]
    arrival_s = fleet.free_at_s[worker] + travel_s
    pickup_s = np.maximum(arrival_s, jobs.window_start_s[job])
    return Pairs(
        columns=columns,
        job=job,
        worker=worker,
        distance_m=distance_m(jobs.pickup_deg[job], fleet.start_deg[worker]),
        travel_s=travel_s,
        arrival_s=arrival_s,
        pickup_s=pickup_s,
        end_s=pickup_s + jobs.work_s[job],
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
