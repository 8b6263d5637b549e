"""Chance that is the same each time: numbers drawn ahead from a seed, handed out one by one."""

import numpy as np
from numpy.typing import NDArray

_DRAWN_AHEAD = 2048
_NOISE_ROWS = 8


class Chance:
    """A stream of chances that depends on its seeds alone, none of them negative."""

    def __init__(self, *seeds: int) -> None:
        self._generator = np.random.Generator(np.random.PCG64(seeds))
        self._drawn: list[float] = []
        self._noise: NDArray[np.float64] | None = None

    def share(self) -> float:
        """A number from 0 up to but not including 1."""
        if not self._drawn:
            self._drawn = self._generator.random(_DRAWN_AHEAD).tolist()
        return self._drawn.pop()

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit - 1``."""
        return int(self.share() * limit)

    def shuffle(self, items: list[int]) -> None:
        """Put the items in a random order."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]

    def noise(self, size: int, most: float) -> NDArray[np.float64]:
        """A row of numbers from 0 to ``most``; rows share what was drawn, each from another start."""
        if self._noise is None or len(self._noise) < 2 * size:
            self._noise = self._generator.random(max(_DRAWN_AHEAD, _NOISE_ROWS * size)) * most
        start = self.below(len(self._noise) - size)
        return self._noise[start : start + size]
