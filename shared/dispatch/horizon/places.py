"""The places of a window and the travel times between all of them, for each kind of vehicle."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.plan.model import REFERENCE_PACE
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.dispatch.ways import pickup_table
from shared.eta.speeds import RELATIVE_SPEED, SpeedBook, speed_book
from shared.eta.travel import UNKNOWN, apart_m, distance_m, line_s, on_sphere
from shared.models.place import LatLng, place_key
from shared.models.provider import VehicleType

_NO_WAY_S = 10**8
"""Stands where nobody goes, and for what would take longer."""


class Places:
    """Numbers for places: pickups first, then doors, then where each worker is free. Bookings at one place go together.

    Attributes:
        pickup: by job.
        door: by job; its pickup for a job of one stop.
        start: by worker; no two workers share one.
        points: by number.
        pickups: how many of them are pickups.
        targets: how many of them are pickups or doors.
    """

    def __init__(self, jobs: Sequence[Job], workers: Sequence[Worker]) -> None:
        known: dict[tuple[float, float], int] = {}
        self.points: list[LatLng] = []
        self.pickup = [self._numbered(job.pickup, known) for job in jobs]
        self.pickups = len(self.points)
        self.door = [
            self._numbered(job.dropoff, known) if job.dropoff else pickup
            for job, pickup in zip(jobs, self.pickup, strict=True)
        ]
        self.targets = len(self.points)
        self.start = list(range(len(self.points), len(self.points) + len(workers)))
        self.points.extend(worker.start for worker in workers)

    def _numbered(self, point: LatLng, known: dict[tuple[float, float], int]) -> int:
        key = place_key(point)
        if key not in known:
            known[key] = len(self.points)
            self.points.append(point)
        return known[key]


class PlaceTravel:
    """Whole seconds between the places of a window: what its table knows, and the straight-line estimate for the rest.

    Paces number the kinds of vehicle, the commonest first: that is the reference. Nobody travels to where a worker starts, so
    rows end before the starts; and from there only to pickups, for nothing is on board.
    """

    def __init__(self, problem: WindowProblem, places: Places) -> None:
        self._problem = problem
        self._places = places
        self._speeds: SpeedBook = speed_book(problem.settings.fleet_speed_mps)
        self.kinds = _by_frequency(worker.vehicle for worker in problem.workers)
        self._seconds_at: dict[int, NDArray[np.int32]] = {}
        self._rows_at: dict[int, _Rows] = {}

    def rows_at(self, pace: int, /) -> Mapping[int, Sequence[int]]:
        """``rows[origin][target]`` for a kind of vehicle."""
        if pace not in self._rows_at:
            self._rows_at[pace] = _Rows(self._table(pace))
        return self._rows_at[pace]

    def to_pickups_at(self, pace: int, /) -> NDArray[np.int32]:
        """From every place to every pickup, for a kind of vehicle."""
        return self._table(pace)[:, : self._places.pickups]

    @cached_property
    def rows(self) -> Mapping[int, Sequence[int]]:
        """At the reference pace."""
        return self.rows_at(REFERENCE_PACE)

    @cached_property
    def to_pickups(self) -> NDArray[np.int32]:
        """At the reference pace."""
        return self.to_pickups_at(REFERENCE_PACE)

    def _table(self, pace: int) -> NDArray[np.int32]:
        if pace not in self._seconds_at:
            self._seconds_at[pace] = self._seconds(self.kinds[pace])
        return self._seconds_at[pace]

    def _seconds(self, kind: VehicleType) -> NDArray[np.int32]:
        targets = self._places.targets
        seconds = np.empty((len(self._places.points), targets), dtype=np.int32)
        seconds[:targets] = self._estimated(self._line_m, kind)
        self._put_trips(seconds, kind)
        seconds[targets:] = self._from_starts(kind)
        return seconds

    @cached_property
    def _line_m(self) -> NDArray[np.float64]:
        """Between pickups and doors; what lies between one of each is as far there as back."""
        at = on_sphere(_degrees(self._places.points[: self._places.targets]))
        pickups, doors = np.split(at, [self._places.pickups])
        across = apart_m(pickups[:, None], doors[None])
        return np.block(
            [[apart_m(pickups[:, None], pickups[None]), across], [across.T, apart_m(doors[:, None], doors[None])]]
        )

    def _estimated(self, line_m: NDArray[np.float64], kind: VehicleType) -> NDArray[np.float64]:
        return line_s(line_m, self._speeds.detour_factor, self._speeds.speed_mps[kind])

    def _put_trips(self, seconds: NDArray[np.int32], kind: VehicleType) -> None:
        """The table tells trips at a car's pace, since it does not know who will win."""
        slower = RELATIVE_SPEED[VehicleType.CAR] / RELATIVE_SPEED[kind]
        trip_s = self._problem.travel.trip_s[: len(self._places.pickup)]
        pickup, door = (np.array(of_job[: len(trip_s)]) for of_job in (self._places.pickup, self._places.door))
        told = np.flatnonzero((trip_s != UNKNOWN) & (pickup != door))
        seconds[pickup[told], door[told]] = np.minimum(np.ceil(trip_s[told] * slower), _NO_WAY_S)

    def _from_starts(self, kind: VehicleType) -> NDArray[np.int32]:
        """Each worker's own way to each pickup, told for the worker's own vehicle; the start is nobody else's."""
        unknown = self._told == UNKNOWN
        if not unknown.any():
            return self._rows_from_starts
        starts = _degrees(self._places.points[self._places.targets :])
        pickups = _degrees([self._places.points[place] for place in self._places.pickup])
        estimated = self._estimated(distance_m(starts[:, None], pickups[None]), kind)
        return self._at_pickups(np.where(unknown, estimated, self._told))

    @cached_property
    def _told(self) -> NDArray[np.int32]:
        return pickup_table(self._problem).T

    @cached_property
    def _rows_from_starts(self) -> NDArray[np.int32]:
        return self._at_pickups(self._told)

    def _at_pickups(self, by_job: NDArray[np.number[Any]]) -> NDArray[np.int32]:
        """Rows of the table out of columns by job: nobody goes from a start to a door."""
        rows = np.full((len(by_job), self._places.targets), _NO_WAY_S, dtype=np.int32)
        rows[:, self._places.pickup] = by_job
        return rows


def _degrees(points: Sequence[LatLng]) -> NDArray[np.float64]:
    return np.array([(point.lat, point.lng) for point in points], dtype=np.float64).reshape(-1, 2)


class _Rows(dict[int, "array[int]"]):
    """Rows of a table, each made when it is first asked for; as arrays, since of most only a few entries are looked at."""

    def __init__(self, table: NDArray[np.int32]) -> None:
        super().__init__()
        self._cells = array("i", table.tobytes())
        self._width = table.shape[1]

    def __missing__(self, origin: int) -> "array[int]":
        first = origin * self._width
        row = self[origin] = self._cells[first : first + self._width]
        return row


def _by_frequency(kinds: Iterable[VehicleType]) -> list[VehicleType]:
    counts: dict[VehicleType, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
    return sorted(counts, key=lambda kind: (-counts[kind], kind))
