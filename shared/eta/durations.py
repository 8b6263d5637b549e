"""How long things take, from how long they took lately: remembered durations, from broad to narrow.

A key names one thing at one place, and every outcome is remembered under a chain of keys, the broadest first: the area, the
zone at that hour, the place. The spread of the next one is a mixture: what the narrowest key remembers, and beneath it, with
the weight of a few observations, the spread of the next broader key, and at the bottom a stated prior. A key that remembers
nothing says what the broader one says; one that remembers much speaks for itself. So a spread narrows only with evidence.

What is remembered are seconds, or seconds over a plan (which may be negative), or thousandths of a plan: whoever asks knows.

The mixture is the predictive distribution of a hierarchical Dirichlet process with known strengths (Teh and others, 2006),
its atoms the remembered durations themselves: kitchens that always say twenty minutes keep their spike at twenty.
"""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from shared.models.eta import Remembered

BROAD_KEPT, MIDDLE_KEPT, NARROW_KEPT = 256, 64, 16
"""Durations remembered by the broadest key of a chain, those between, and the narrowest."""
NARROW_FADE = 0.9
"""Weight of a place's second newest duration over its newest, and so on: places change during a day."""
NARROW_STRENGTH = 1.5
"""Observations that the broader keys are worth beneath a place: places differ much, so a few of its own soon outweigh them."""
BROAD_STRENGTH = 8.0
"""The same beneath every other key, and the weight of the prior."""
BLUR = 1.1
"""A place's duration stands for its neighbourhood too: part of its weight lies at so many times more and less."""
_BLURRED = ((1 / BLUR, 0.3), (1.0, 0.4), (BLUR, 0.3))
KEYS_KEPT, BYTES_KEPT = 3000, 600_000
"""Keys in one document and what they may take up there: beside speeds, under Firestore's 1 MiB. Those not heard of for longest go
first."""
_KEY_BYTES, _DURATION_BYTES = 16, 8
"""What Firestore counts for a key beside its letters, and for each number (its page on storage size)."""
_PRIOR_Z = (-1.645, -1.036, -0.674, -0.385, -0.126, 0.126, 0.385, 0.674, 1.036, 1.645)
"""Standard normal quantiles of 5, 15, ... 95 %."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A log-normal duration before anything was seen: its median, and the standard deviation of its logarithm."""

    median_s: float
    log_sd: float

    def points(self) -> list[float]:
        """Ten equally likely durations, ascending."""
        return [self.median_s * math.exp(self.log_sd * z) for z in _PRIOR_Z]


@dataclass(frozen=True, slots=True)
class Spread:
    """A discrete distribution: ascending values, and for each the share below it, half of its own weight included."""

    values: Sequence[float]
    shares: Sequence[float]

    def at(self, share: float) -> float:
        """Give the value under which ``share`` of the outcomes lie, linear between the points."""
        low, high = 0, len(self.shares) - 1
        if share <= self.shares[low]:
            return self.values[low]
        if share >= self.shares[high]:
            return self.values[high]
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.shares[middle] <= share else (low, middle)
        step = (share - self.shares[low]) / (self.shares[high] - self.shares[low])
        return self.values[low] + step * (self.values[high] - self.values[low])

    def narrowest(self, mass: float, tail: float) -> tuple[float, float]:
        """Give the ends of the narrowest window that ``mass`` of the outcomes lie in, the earliest of several.

        Args:
            mass: share of the outcomes, at most ``1 - 2 * tail``.
            tail: the least share that is left out on each side.
        """
        shares = np.array(self.shares)
        corners = np.concatenate([shares, shares - mass])
        starts = np.sort(corners.clip(tail, 1 - tail - mass))
        lows, highs = (np.interp(at, shares, self.values) for at in (starts, starts + mass))
        best = int((highs - lows).argmin())
        return float(lows[best]), float(highs[best])


class Durations:
    """What is remembered, by key; learning one outcome costs the same however much is remembered."""

    def __init__(self, remembered: Iterable[Remembered] = (), *, to_the_door: bool = True) -> None:
        """Start from what is remembered.

        Args:
            remembered: by key.
            to_the_door: whether the narrowest keys name single places. A neighbourhood holds many kitchens and doors: the few
                outcomes known of it say little about the next one, so it leans on what is broader like every other key.
        """
        self._to_the_door = to_the_door
        self._by_key: dict[str, deque[int]] = {one.key: deque(one.took, BROAD_KEPT) for one in remembered}

    def learn(self, chain: Sequence[str], took: int) -> None:
        """Remember an outcome under each key of ``chain``, the broadest first."""
        for depth, key in enumerate(chain):
            lately = self._by_key.pop(key, None)
            kept = _kept(depth, len(chain))
            self._by_key[key] = deque(lately or (), kept) if lately is None or lately.maxlen != kept else lately
            self._by_key[key].append(took)

    def spread(self, chain: Sequence[str], prior: Sequence[float]) -> Spread:
        """Mix what the keys of ``chain`` remember, each leaning on the broader one before it, the first on ``prior``.

        Args:
            chain: keys, the broadest first.
            prior: equally likely outcomes before anything was seen.
        """
        points: list[tuple[float, float]] = []
        left = 1.0
        for depth in range(len(chain) - 1, -1, -1):
            is_place = self._to_the_door and 0 < depth == len(chain) - 1
            own, left = _own(self._by_key.get(chain[depth], ()), left, is_place=is_place)
            points += own
        points += [(value, left / len(prior)) for value in prior]
        points.sort()
        below = accumulate(weight for _, weight in points)
        shares = [so_far - weight / 2 for so_far, (_, weight) in zip(below, points, strict=True)]
        return Spread([value for value, _ in points], shares)

    def remembered(self) -> tuple[Remembered, ...]:
        """Give all keys to store, those heard of last at the end; the oldest left out when they are too much."""
        latest = list(self._by_key.items())[: -KEYS_KEPT - 1 : -1]
        sizes = accumulate(_KEY_BYTES + len(key) + _DURATION_BYTES * len(lately) for key, lately in latest)
        kept = [one for one, size in zip(latest, sizes, strict=True) if size <= BYTES_KEPT]
        return tuple(Remembered(key=key, took=tuple(lately)) for key, lately in reversed(kept))


def _kept(depth: int, length: int) -> int:
    if depth == 0:
        return BROAD_KEPT
    return NARROW_KEPT if depth == length - 1 else MIDDLE_KEPT


def _own(lately: Iterable[int], left: float, *, is_place: bool) -> tuple[list[tuple[float, float]], float]:
    """Weigh a key's own durations within ``left`` of the whole; what remains is for the broader keys."""
    newest_first = list(lately)[::-1]
    weights = [NARROW_FADE**age if is_place else 1.0 for age in range(len(newest_first))]
    strength = NARROW_STRENGTH if is_place else BROAD_STRENGTH
    unit = left / (sum(weights) + strength)
    blurred = _BLURRED if is_place else ((1.0, 1.0),)
    points = [
        (took * factor, unit * weight * part)
        for took, weight in zip(newest_first, weights, strict=True)
        for factor, part in blurred
    ]
    return points, unit * strength
