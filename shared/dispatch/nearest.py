"""The cheapest few among many: which of the sought cost a seeker least, found from places without looking at every pair.

Seekers who are neighbours are looked at together, as a tile. A ball round the tile says at once how far each of the sought
is from it at least and at most; who costs more at least than enough others cost at most is nobody's cheapest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from shared.dispatch.columns import Flags, Ints
from shared.eta.travel import EARTH_RADIUS_M, FloatArray, IntArray

TILE = 64
"""Seekers looked at together: fewer pay for the calls, more for a wider ball."""
TURN_S = 0.9
"""Equal prices are told apart by less than a second, by how far apart the two stand in the window: or like seekers would
all find the same few."""
HIGHEST_S = 1e12
"""Who costs more is out of the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """One side of a window.

    Attributes:
        at: ``(n, 3)``, places on the unit sphere.
        pace: weighed seconds for a metre; the paces of both sides are multiplied.
        kind: who is of one kind is fit for the same others.
    """

    at: FloatArray
    pace: FloatArray
    kind: Ints


class Ways(Protocol):
    """What the way between seekers and sought costs, in weighed seconds."""

    def bounds(self, seekers: Ints) -> tuple[FloatArray, FloatArray]:
        """Least and most that each of the sought costs any of ``seekers``; infinite where it is out of the question."""

    def costs(self, seekers: Ints, sought: Ints) -> FloatArray:
        """``(n_seekers, n_sought)``; infinite where it is out of the question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Ways along straight lines through the globe, which are never longer than those along it."""

    seekers: Points
    sought: Points
    radius_m: float

    def bounds(self, seekers: Ints) -> tuple[FloatArray, FloatArray]:
        """Bounds from a ball round the seekers."""
        at, pace = self.seekers.at[seekers], self.seekers.pace[seekers]
        centre = at.sum(axis=0) / len(at)
        reach = _gaps(at, centre).max()
        gap = _gaps(self.sought.at, centre)
        near_m = EARTH_RADIUS_M * np.maximum(0.0, gap - reach)
        least = near_m * (pace.min() * self.sought.pace)
        most = (gap + reach) * (EARTH_RADIUS_M * pace.max() * self.sought.pace)
        least[near_m > self.radius_m] = np.inf
        return least, most

    def costs(self, seekers: Ints, sought: Ints) -> FloatArray:
        """Costs along straight lines."""
        chord2 = 2 - 2 * (self.seekers.at[seekers] @ self.sought.at[sought].T)
        metres = np.sqrt(np.maximum(chord2, 0.0)) * EARTH_RADIUS_M
        costs: FloatArray = metres * self.seekers.pace[seekers][:, None] * self.sought.pace[sought]
        return costs


def _gaps(at: FloatArray, centre: FloatArray) -> FloatArray:
    """Chords from points on the sphere to a centre inside it."""
    return np.sqrt(np.maximum(1 + centre @ centre - 2 * (at @ centre), 0.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Ways as somebody gave them, ``(n_seekers, n_sought)`` seconds."""

    seconds: IntArray
    weight: float

    def bounds(self, seekers: Ints) -> tuple[FloatArray, FloatArray]:
        """No bounds but those of the entries themselves."""
        costs = self.costs(seekers, np.arange(self.seconds.shape[1]))
        return costs.min(axis=0), costs.max(axis=0)

    def costs(self, seekers: Ints, sought: Ints) -> FloatArray:
        """Entries of the table; what nobody knows is out of the question."""
        entries = self.seconds[np.ix_(seekers, sought)].astype(np.float64)
        return np.where(entries < 0, np.inf, self.weight * entries)


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
    for tile in tiles:
        within, n_open = _within_reach(seekers, sought, ways, tile, search)
        costs = _costs(seekers, sought, ways, tile, within, search)
        is_all[tile] = n_open == len(within) and n_open <= search.of_each
        row, column = _least(costs, search.of_each, search.limit_s[tile])
        rows.append(tile[row])
        columns.append(within[column])
    return Found(seeker=np.concatenate(rows), sought=np.concatenate(columns), is_all=is_all)


def _within_reach(seekers: Points, sought: Points, ways: Ways, tile: Ints, search: Search) -> tuple[Ints, int]:
    """Who may be among the cheapest of a seeker of the tile, and how many there were to choose from."""
    least, most = ways.bounds(tile)
    least = least + search.price_s
    within = np.flatnonzero(least < np.minimum(search.limit_s[tile].max(), HIGHEST_S))
    if not search.fits_all:
        fits: Flags = np.logical_or.reduce(search.fit[np.unique(seekers.kind[tile])], axis=0)
        within = within[fits[sought.kind[within]]]
    n_open = len(within)
    if n_open > search.of_each:
        most = most[within] + search.price_s[within]
        bound = np.partition(most, search.of_each - 1)[search.of_each - 1] + TURN_S
        within = within[least[within] <= bound]
    return within, n_open


def _costs(seekers: Points, sought: Points, ways: Ways, tile: Ints, within: Ints, search: Search) -> FloatArray:
    turn_s = np.abs(within * (TURN_S / len(sought.pace)) - (tile * (TURN_S / len(seekers.pace)))[:, None])
    costs = ways.costs(tile, within) + search.price_s[within] + turn_s
    if not search.fits_all:
        costs[~search.fit[np.ix_(seekers.kind[tile], sought.kind[within])]] = np.inf
    return costs


def _least(costs: FloatArray, of_each: int, limit_s: FloatArray) -> tuple[Ints, Ints]:
    """Rows and columns of the lowest entries of each row that are below its limit."""
    wanted = costs < np.minimum(limit_s, HIGHEST_S)[:, None]
    crowded = np.flatnonzero(np.count_nonzero(wanted, axis=1) > of_each)
    if len(crowded) == len(costs):
        best = np.argpartition(costs, of_each - 1, axis=1)[:, :of_each]
        return np.repeat(crowded, of_each), best.ravel()
    if len(crowded):
        beyond = np.argpartition(costs[crowded], of_each - 1, axis=1)[:, of_each:]
        wanted[crowded[:, None], beyond] = False
    row, column = np.divmod(np.flatnonzero(wanted), costs.shape[1])
    return row, column


def tiles_of(points: Points, members: Ints) -> list[Ints]:
    """Part ``members`` into neighbours of one kind; kinds too many to be told apart so are mixed."""
    kinds = points.kind[members]
    order = np.argsort(kinds, kind="stable")
    ends = np.flatnonzero(np.diff(kinds[order])) + 1
    groups = np.split(members[order], ends) if len(ends) < len(members) // TILE else [members]
    return [tile for group in groups for tile in _neighbours(points.at, group)]


def _neighbours(at: FloatArray, members: Ints) -> Iterator[Ints]:
    """Halve along the longest side until a part is small enough."""
    if len(members) <= TILE:
        if len(members):
            yield members
        return
    side = at[members, np.argmax(np.ptp(at[members], axis=0))]
    middle = len(members) // 2
    order = np.argpartition(side, middle)
    yield from _neighbours(at, members[order[:middle]])
    yield from _neighbours(at, members[order[middle:]])
