"""When something will be ready to be taken over, if that is only estimated: learned from what was seen, never one number.

A plan that takes an estimate for the truth waits for half of the food too long. With equally likely times in its place, being
there at a time costs the expected lateness, and takes the expected wait, of which both follow from one expression.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Self

_POINTS = 8
_ALL_WEIGHT = 2.0
"""How many orders of a place all orders together count for in the estimate of that place."""
_GUESS_SPREAD = (0.3, 0.5, 0.65, 0.85, 1.0, 1.2, 1.5, 2.0)
"""Before anything was seen: shares of the first guess, as wide as preparation times of kitchens are."""
_OVERDUE_STEP = 0.05
"""Longer than anything seen before: it will be one of so many steps more, each this share of the time it took so far."""


class UnsureTime(float):
    """Equally likely times, ascending; as a number it is their mean."""

    __slots__ = ("points",)
    points: tuple[float, ...]

    def __new__(cls, points: Iterable[float]) -> Self:
        """From times in any order, at least one."""
        ascending = tuple(sorted(points))
        made = super().__new__(cls, sum(ascending) / len(ascending))
        made.points = ascending
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[float, ...]]]:
        """For copies."""
        return (type(self), (self.points,))

    def served(self, reached: float) -> float:
        """The expected time of the later of the two: when somebody who is there at ``reached`` has it."""
        points = self.points
        if reached <= points[0]:
            return float(self)
        if reached >= points[-1]:
            return reached
        return sum(max(reached, point) for point in points) / len(points)

    def quantile(self, share: float) -> float:
        """The time by which it is ready with a probability of ``share``, from 0 to 1."""
        return self.points[min(len(self.points) - 1, int(share * len(self.points)))]


def served(reached: float, ready: float) -> float:
    """When somebody who is there at ``reached`` is expected to have what is ``ready``, surely or not."""
    if type(ready) is UnsureTime:
        return ready.served(reached)
    return max(reached, ready)


def quantile(ready: float, share: float) -> float:
    """The time by which it is ready with a probability of ``share``."""
    return ready.quantile(share) if type(ready) is UnsureTime else ready


def together(readies: Iterable[float]) -> float:
    """When the last of several, independent of each other, is ready."""
    last, *others = readies
    for other in others:
        if type(last) is UnsureTime or type(other) is UnsureTime:
            last = UnsureTime(_thinned([max(pair) for pair in product(_points(last), _points(other))]))
        else:
            last = max(last, other)
    return last


def _points(ready: float) -> tuple[float, ...]:
    return ready.points if type(ready) is UnsureTime else (ready,)


def _thinned(points: list[float]) -> Sequence[float]:
    """As many points as usual, with the same mean if their number allows; the extremes are drawn in."""
    step = len(points) // _POINTS
    if step <= 1:
        return points
    points.sort()
    return [sum(points[start : start + step]) / step for start in range(0, step * _POINTS, step)]


class Preparations:
    """What preparations took, place by place, and what that says of the next one.

    An order's preparation is believed to be like one of that place's earlier ones, or like one of all, which count as much
    as two of its own: so little data gives wide estimates. What is not ready yet is known to take longer than it has so far.
    """

    def __init__(self, first_guess: float) -> None:
        self._all: list[float] = [share * first_guess for share in _GUESS_SPREAD]
        self._own: dict[int, list[float]] = {}

    def observe(self, place: int, took: float) -> None:
        """Learn from an order that was seen ready ``took`` after it was placed."""
        insort(self._all, took)
        insort(self._own.setdefault(place, []), took)

    def expected(self, place: int, placed: float, now: float) -> UnsureTime:
        """When an order that is not ready ``now`` will be ready.

        Args:
            place: where it is prepared.
            placed: since when, in the unit of what was observed.
            now: the present.
        """
        so_far = now - placed
        own, all_of_them = self._own.get(place, []), self._all
        own_left = own[bisect_right(own, so_far) :]
        all_left = all_of_them[bisect_right(all_of_them, so_far) :]
        if not own_left and not all_left:
            return UnsureTime(now + max(1.0, _OVERDUE_STEP * so_far) * (step + 1) for step in range(_POINTS))
        weight = _ALL_WEIGHT / len(all_of_them)
        return UnsureTime(placed + took for took in _mixed(own_left, all_left, weight))


def _mixed(own: Sequence[float], others: Sequence[float], weight: float) -> list[float]:
    """Equally likely points of a mixture: ``own`` count 1 each, ``others`` count ``weight`` each."""
    weighed = sorted([*((took, 1.0) for took in own), *((took, weight) for took in others)])
    step = (len(own) + weight * len(others)) / _POINTS
    points: list[float] = []
    seen = 0.0
    for took, counts in weighed:
        seen += counts
        while len(points) < _POINTS and (len(points) + 0.5) * step <= seen:
            points.append(took)
    points.extend([weighed[-1][0]] * (_POINTS - len(points)))
    return points
