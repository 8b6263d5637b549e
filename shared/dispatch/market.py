"""A large window as two sides that look for each other: bookings and providers as places with prices."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from shared.dispatch import config
from shared.dispatch.columns import NO_CODE, Columns, Flags, Ints, LineTravel, TableTravel, pairs
from shared.dispatch.entries import Costs
from shared.dispatch.grid import cheapest_in, grid_of
from shared.dispatch.nearest import Found, Lines, Points, Search, Table, Ways, cheapest, tiles_of
from shared.dispatch.score import score
from shared.eta.estimate import is_speed
from shared.eta.travel import FloatArray
from shared.models.decision import ScoreTerm

_OF_WORKER = frozenset(
    {
        ScoreTerm.ROUTE,
        ScoreTerm.POSITION,
        ScoreTerm.ACCEPTANCE,
        ScoreTerm.IDLE,
        ScoreTerm.PROMISES,
        ScoreTerm.PRESSURE,
    }
)
"""Terms that a provider has with every booking, the pressure where the booking goes apart; a learned acceptance has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a window.

    Attributes:
        price_s: what each of it costs besides the way; infinite for who can not be had at all. With the way it is never
            more than the score, but for a second for each term that was rounded and for a preference.
        ways: to the other side.
        fit: ``(n_kinds, n_kinds_of_the_other)``.
        grid: the ways of all pairs, in a window where that is less work than to look for the near ones.
    """

    points: Points
    price_s: FloatArray
    tiles: Sequence[Ints]
    ways: Ways
    fit: Flags
    grid: Costs | None

    def look_for(
        self,
        others: "Side",
        *,
        of_each: int,
        price_s: FloatArray | Ints | None = None,
        limit_s: FloatArray | None = None,
        members: Ints | None = None,
    ) -> Found:
        """Find the cheapest of the other side for each of this one.

        Args:
            others: the other side.
            of_each: so many for each.
            price_s: added to what the others cost.
            limit_s: of this side: what a pair has to cost less than; infinite where not given.
            members: of this side, who looks; everybody who can be had where not given.
        """
        search = Search(
            of_each=of_each,
            price_s=others.price_s if price_s is None else others.price_s + price_s,
            limit_s=np.full(len(self.price_s), np.inf) if limit_s is None else limit_s,
            fit=self.fit,
        )
        if self.grid is not None:
            lookers = np.flatnonzero(np.isfinite(self.price_s)) if members is None else members
            return cheapest_in(self.grid, lookers, search)
        tiles = self.tiles if members is None else tiles_of(self.points, members)
        return cheapest(self.points, others.points, self.ways, tiles, search)


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Both sides of a window."""

    columns: Columns
    jobs: Side
    workers: Side


def market_of(columns: Columns) -> Market:
    """Set the sides up."""
    fit, kind = _kinds(columns.fitness.codes == NO_CODE)
    jobs = Points(
        at=np.asfortranarray(columns.jobs.pickup_at), pace=np.ones(columns.shape[0]), kind=columns.fitness.need
    )
    workers = Points(at=np.asfortranarray(columns.fleet.start_at), pace=_pace(columns), kind=kind)
    to_workers, to_jobs = _ways(columns, jobs, workers)
    of_jobs, of_workers = _prices_s(columns)
    is_small = columns.shape[0] * columns.shape[1] <= config.GRID_PAIRS
    grid = grid_of(jobs, workers, to_workers, fit) if is_small else None
    return Market(
        columns=columns,
        jobs=_side(jobs, of_jobs, to_workers, fit, grid),
        workers=_side(workers, of_workers, to_jobs, fit.T, None if grid is None else np.ascontiguousarray(grid.T)),
    )


def _side(points: Points, price_s: FloatArray, ways: Ways, fit: Flags, grid: Costs | None) -> Side:
    tiles = tiles_of(points, np.flatnonzero(np.isfinite(price_s)))
    return Side(points=points, price_s=price_s, tiles=tiles, ways=ways, fit=fit, grid=grid)


def _kinds(fits: Flags) -> tuple[Flags, Ints]:
    """Providers who are fit for the same needs are of one kind: ``(n_needs, n_kinds)``, and the kind of each."""
    packed = np.ascontiguousarray(np.packbits(fits, axis=0).T)
    _, examples, kind = np.unique(
        packed.view(np.dtype((np.void, packed.shape[1]))).ravel(), return_index=True, return_inverse=True
    )
    return fits[:, examples], kind


def _pace(columns: Columns) -> FloatArray:
    """Weighed seconds for a metre of each provider; 0 for who has no speed and is not to be had."""
    travel = columns.travel
    if not isinstance(travel, LineTravel):
        return np.ones(columns.shape[1])
    s_per_m = np.zeros(columns.shape[1])
    np.divide(travel.detour_factor, travel.road_mps, out=s_per_m, where=is_speed(travel.road_mps))
    pace: FloatArray = columns.settings.weights.travel * s_per_m
    return pace


def _moves(columns: Columns) -> Flags:
    travel = columns.travel
    return is_speed(travel.road_mps) if isinstance(travel, LineTravel) else np.ones(columns.shape[1], dtype=np.bool_)


def _ways(columns: Columns, jobs: Points, workers: Points) -> tuple[Ways, Ways]:
    """From bookings to providers, and the other way round."""
    travel, radius_m = columns.travel, columns.settings.max_radius_m
    if isinstance(travel, TableTravel):
        weight = columns.settings.weights.travel
        return Table(seconds=travel.to_pickup_s, weight=weight), Table(seconds=travel.to_pickup_s.T, weight=weight)
    return (
        Lines(seekers=jobs, sought=workers, radius_m=radius_m),
        Lines(seekers=workers, sought=jobs, radius_m=radius_m),
    )


def _prices_s(columns: Columns) -> tuple[FloatArray, FloatArray]:
    """What each booking and each provider costs besides the way."""
    jobs, fleet = columns.jobs, columns.fleet
    of_jobs, of_workers = np.full(columns.shape[0], np.inf), np.full(columns.shape[1], np.inf)
    wanting = np.flatnonzero(jobs.work_s >= 0)
    # Facts that are no numbers belong to positions that nobody trusts: those must not be scored.
    may_move = _moves(columns) & ~fleet.breaks_promise & (fleet.free_at_s <= fleet.shift_ends_s)
    able = np.flatnonzero((fleet.own_code == NO_CODE) & may_move)
    if len(wanting) and len(able):
        calm = wanting[jobs.left_pressure[wanting].argmin()]
        own = _OF_WORKER if columns.acceptance is None else _OF_WORKER - {ScoreTerm.ACCEPTANCE}
        of_workers[able] = _terms(columns, np.full(len(able), calm), able, own)
        of_jobs[wanting] = _terms(columns, wanting, np.full(len(wanting), able[0]), {ScoreTerm.WAITING})
        calmer = jobs.entered_pressure[calm] - jobs.entered_pressure[wanting]
        of_jobs[wanting] += columns.settings.weights.pressure_s * calmer
    return of_jobs, of_workers


def _terms(columns: Columns, job: Ints, worker: Ints, wanted: AbstractSet[ScoreTerm]) -> FloatArray:
    """Sum of some terms of pairs."""
    summed: FloatArray = score(pairs(columns, job, worker), wanted).sum(axis=1, dtype=np.float64)
    return summed
