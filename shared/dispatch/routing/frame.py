"""States of some jobs in the order in which a table over them is filled; it depends on the lengths of the jobs alone."""

from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.intp]


class Move(NamedTuple):
    """All states of a layer in which one spot may come next, and the states that follow, both by place in the table."""

    spot: int
    here: Ints
    after: Ints


class Layer(NamedTuple):
    """States with the same number of stops to go: a stretch of the table."""

    first: int
    end: int
    moves: tuple[Move, ...]


class Frame(NamedTuple):
    """What depends on the lengths of the chains alone.

    Attributes:
        position: of each state in the table, whose states are sorted by stops to go.
        progress: ``(n_jobs, n_states)`` stops served of each job, in the order of the table.
    """

    strides: tuple[int, ...]
    position: Ints
    progress: NDArray[np.int8]
    layers: tuple[Layer, ...]


@lru_cache(maxsize=64)
def frame_of(lengths: tuple[int, ...]) -> Frame:
    """The frame for jobs with so many stops each; kept, for it takes longer to make than to use."""
    radix = [length + 1 for length in lengths]
    strides = tuple(accumulate(reversed(radix[1:]), lambda a, b: a * b, initial=1))[::-1]
    states = np.arange(int(np.prod(radix)))
    progress = np.stack([(states // stride) % base for stride, base in zip(strides, radix, strict=True)])
    to_go = sum(lengths) - progress.sum(axis=0)
    order = np.argsort(to_go, kind="stable")
    position = np.empty_like(order)
    position[order] = states
    bounds = np.searchsorted(to_go[order], np.arange(sum(lengths) + 2))
    layers = []
    for first, end in zip(bounds[1:-1].tolist(), bounds[2:].tolist(), strict=True):
        layer = order[first:end]
        layers.append(Layer(first, end, _moves(lengths, strides, progress[:, layer], layer, position)))
    return Frame(strides, position, progress[:, order].astype(np.int8), tuple(layers))


def _moves(
    lengths: tuple[int, ...], strides: tuple[int, ...], progress: Ints, layer: Ints, position: Ints
) -> tuple[Move, ...]:
    found = []
    spot = 0
    for job, length in enumerate(lengths):
        for step in range(length):
            here = np.flatnonzero(progress[job] == step)
            if len(here):
                found.append(Move(spot, here, position[layer[here] + strides[job]]))
            spot += 1
    return tuple(found)
