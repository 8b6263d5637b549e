"""The cheapest few among many: which of the sought cost a seeker least, found from places without looking at every pair.

Seekers who are neighbours are looked at together, as a tile. A ball round the tile says at once how far each of the sought
is from it at least and at most; who costs more at least than enough others cost at most is nobody's cheapest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from shared.dispatch.columns import Flags, Ints
from shared.dispatch.entries import HIGHEST_S, TURN_S, Costs, lowest, products, turns
from shared.eta.travel import EARTH_RADIUS_M, FloatArray, IntArray

TILE = 64
"""Seekers looked at together: fewer pay for the calls, more for a wider ball."""

GROUP = 8
"""Neighbouring tiles that are looked at together first: who is out of reach for all of them is for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One side of a window.

    Attributes:
        at: ``(n, 3)``, places on the unit sphere; each axis in one piece (Fortran's order) is faster to go through.
        pace: weighed seconds for a metre; the paces of both sides are multiplied.
        kind: who is of one kind is fit for the same others.
    """

    at: FloatArray
    pace: FloatArray
    kind: Ints


class Ways(Protocol):
    """What the way between seekers and sought costs, in weighed seconds."""

    def bounds(self, seekers: Ints, sought: Ints) -> tuple[FloatArray, FloatArray]:
        """Least and most that each of the sought costs any of ``seekers``; infinite where it is out of the question."""

    def costs(self, seekers: Ints, sought: Ints) -> Costs:
        """``(n_seekers, n_sought)``; infinite where it is out of the question. To a part in ten million."""


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Ways along straight lines through the globe, which are never longer than those along it."""

    seekers: Points
    sought: Points
    radius_m: float

    def bounds(self, seekers: Ints, sought: Ints) -> tuple[FloatArray, FloatArray]:
        """Bounds from a ball round the seekers."""
        at, pace, their_pace = self.seekers.at[seekers], self.seekers.pace[seekers], self.sought.pace[sought]
        centre = at.sum(axis=0) / len(at)
        reach = _gaps(at.T, centre).max()
        gap = _gaps(np.take(self.sought.at.T, sought, axis=1), centre)
        near_m = EARTH_RADIUS_M * np.maximum(0.0, gap - reach)
        least = near_m * (pace.min() * their_pace)
        most = (gap + reach) * (EARTH_RADIUS_M * pace.max() * their_pace)
        least[near_m > self.radius_m] = np.inf
        return least, most

    def costs(self, seekers: Ints, sought: Ints) -> Costs:
        """Costs along straight lines."""
        # The difference was taken in whole precision; what is left of it needs half, in which roots are several times as fast.
        costs = products(self._ends[seekers], self._scaled[sought]).astype(np.float32)
        np.sqrt(np.maximum(costs, np.float32(0), out=costs), out=costs)
        pace = self.seekers.pace[seekers]
        if (pace != 1.0).any():
            costs *= pace.astype(np.float32)[:, None]
        return costs

    @cached_property
    def _ends(self) -> FloatArray:
        return np.column_stack([self.seekers.at, np.ones(len(self.seekers.pace))])

    @cached_property
    def _scaled(self) -> FloatArray:
        """So that the product with an end is the squared chord, in the seconds that the sought takes."""
        squared_s = 2 * (EARTH_RADIUS_M * self.sought.pace) ** 2
        return np.column_stack([-self.sought.at * squared_s[:, None], squared_s])


def _gaps(axes: FloatArray, centre: FloatArray) -> FloatArray:
    """Chords from points on the sphere, ``(3, n)``, to a centre inside it."""
    along = axes[0] * centre[0] + axes[1] * centre[1] + axes[2] * centre[2]
    gaps: FloatArray = np.sqrt(np.maximum(1 + centre @ centre - 2 * along, 0.0))
    return gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Ways as somebody gave them, ``(n_seekers, n_sought)`` seconds."""

    seconds: IntArray
    weight: float

    def bounds(self, seekers: Ints, sought: Ints) -> tuple[FloatArray, FloatArray]:
        """No bounds but those of the entries themselves."""
        costs = self.costs(seekers, sought)
        return costs.min(axis=0), costs.max(axis=0)

    def costs(self, seekers: Ints, sought: Ints) -> Costs:
        """Entries of the table; what nobody knows is out of the question."""
        entries = self.seconds[np.ix_(seekers, sought)].astype(np.float64)
        return np.where(entries < 0, np.inf, self.weight * entries).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Whom to find.

    Attributes:
        of_each: so many for each seeker.
        price_s: of each of the sought, besides the way; infinite for who is not sought.
        limit_s: of each seeker; who costs as much is not wanted.
        fit: ``(n_kinds_of_seekers, n_kinds_of_sought)``.
    """

    of_each: int
    price_s: FloatArray
    limit_s: FloatArray
    fit: Flags

    @property
    def fits_all(self) -> bool:
        """Whether everybody is fit for everybody."""
        return bool(self.fit.all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Pairs of seeker and sought, and for each seeker whether these are all that there are."""

    seeker: Ints
    sought: Ints
    is_all: Flags


def cheapest(seekers: Points, sought: Points, ways: Ways, tiles: Sequence[Ints], search: Search) -> Found:
    """Find the cheapest of the sought for each seeker of ``tiles``, by way and price; the others find nobody.

    A price or a limit is kept to the second. What is found costs no more than any that is not, but for ``TURN_S``.
    """
    is_all = np.zeros(len(seekers.pace), dtype=np.bool_)
    rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    everybody, (ends, others) = np.arange(len(sought.pace)), turns(len(seekers.pace), search.price_s)
    # Whoever is out of reach for a group of mixed kinds may be all that one kind has.
    step = GROUP if search.fits_all else 1
    for group in (tiles[start : start + step] for start in range(0, len(tiles), step)):
        nearby, n_open = _within_reach(seekers, sought, ways, np.concatenate(group), everybody, search)
        is_whole = n_open == len(nearby)
        for tile in group:
            within, n_open = _within_reach(seekers, sought, ways, tile, nearby, search)
            costs = ways.costs(tile, within)
            costs += products(ends[tile], others[within])
            if not search.fits_all:
                costs[~search.fit[np.ix_(seekers.kind[tile], sought.kind[within])]] = np.inf
            is_all[tile] = is_whole and n_open == len(within) and n_open <= search.of_each
            row, column = lowest(costs, search.of_each, search.limit_s[tile])
            rows.append(tile[row])
            columns.append(within[column])
    return Found(seeker=np.concatenate(rows), sought=np.concatenate(columns), is_all=is_all)


def _within_reach(
    seekers: Points, sought: Points, ways: Ways, tile: Ints, among: Ints, search: Search
) -> tuple[Ints, int]:
    """Who may be among the cheapest of a seeker of the tile, and how many there were to choose from."""
    least, most = ways.bounds(tile, among)
    prices_s = search.price_s[among]
    least += prices_s
    is_open = least < np.minimum(search.limit_s[tile].max(), HIGHEST_S)
    if not search.fits_all:
        fits: Flags = np.logical_or.reduce(search.fit[np.unique(seekers.kind[tile])], axis=0)
        is_open &= fits[sought.kind[among]]
    n_open = int(np.count_nonzero(is_open))
    if n_open > search.of_each:
        bound = np.partition((most + prices_s)[is_open], search.of_each - 1)[search.of_each - 1] + TURN_S
        is_open &= least <= bound
    return among[is_open], n_open


def tiles_of(points: Points, members: Ints, most: int = TILE) -> list[Ints]:
    """Part ``members`` into neighbours of one kind, at most so many; kinds too many to be told apart so are mixed."""
    kinds = points.kind[members]
    order = np.argsort(kinds, kind="stable")
    ends = np.flatnonzero(np.diff(kinds[order])) + 1
    groups = np.split(members[order], ends) if len(ends) < len(members) // most else [members]
    return [tile for group in groups for tile in _neighbours(points.at, group, most)]


def _neighbours(at: FloatArray, members: Ints, most: int) -> Iterator[Ints]:
    """Part along the longest side, into as few parts as there must be, and all nearly as large."""
    n_tiles = -(-len(members) // most)
    if n_tiles <= 1:
        if n_tiles:
            yield members
        return
    side = at[members, np.argmax(np.ptp(at[members], axis=0))]
    middle = len(members) * (n_tiles // 2) // n_tiles
    order = np.argpartition(side, middle)
    yield from _neighbours(at, members[order[:middle]], most)
    yield from _neighbours(at, members[order[middle:]], most)
