"""Plain values of many things as arrays, and many things out of such columns."""

from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import repeat, starmap
from operator import attrgetter, eq
from typing import Any, TypeVar

import numpy as np

from shared.dispatch import config
from shared.dispatch.columns import Flags, Ints
from shared.eta.travel import FloatArray

Made = TypeVar("Made")

_KEPT_BYTES = 24_000_000
"""A little under 32 MB, the most that glibc learns from."""


def keep_freed_memory() -> None:
    """Have the memory of large arrays kept for the next ones, not given back and fetched anew: a tenth of a window's time.

    Until glibc has seen a block as large as this freed, it maps each array of 128 kB by itself and hands freed memory back at
    once, and the next array pays for each page again (``mallopt(3)``, ``M_MMAP_THRESHOLD``). The block itself is never
    touched, so it takes up nothing. Other C libraries take no notice.
    """
    np.empty(_KEPT_BYTES, dtype=np.uint8)


def facts(things: Sequence[Any], *names: str) -> Iterator[tuple[Any, ...]]:
    """Attributes by name, each as a column."""
    rows = map(attrgetter(*names), things)
    return zip(*rows, strict=True) if things else iter([()] * len(names))


def things(kind: type[Made], **columns: Sequence[Any]) -> list[Made]:
    """Make one of each row of these columns: the other way round. In a third of the time of making them one by one.

    Args:
        kind: a dataclass with slots, frozen or not, that does nothing more when it is made than to keep its fields.
        columns: all its fields.
    """
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    made = [object.__new__(kind) for _ in columns[names[0]]]
    for name in names:
        put = getattr(kind, name).__set__
        deque(starmap(put, zip(made, columns[name], strict=True)), maxlen=0)
    return made


def ints(values: Iterable[int]) -> Ints:
    """As whole numbers, none beyond ``FAR_FUTURE_S`` either way."""
    limit, given = config.FAR_FUTURE_S, values if isinstance(values, tuple) else list(values)
    try:
        whole = np.array(given, dtype=np.int64)
    except OverflowError:
        whole = np.array([min(max(value, -limit), limit) for value in given], dtype=np.int64)
    return np.minimum(np.maximum(whole, -limit), limit)


def not_negative(values: Iterable[int]) -> Ints:
    """The same, and none below 0."""
    return np.maximum(0, ints(values))


def floats(values: Iterable[float]) -> FloatArray:
    """As numbers."""
    return np.array(values if isinstance(values, tuple) else list(values), dtype=np.float64)


def or_never(seconds: Sequence[int | None]) -> Ints:
    """Seconds, where none means never."""
    if seconds.count(None) == len(seconds):
        return np.full(len(seconds), config.FAR_FUTURE_S, dtype=np.int64)
    return ints([config.FAR_FUTURE_S if one is None else one for one in seconds])


def flags(values: Iterable[bool]) -> Flags:
    """As flags."""
    return np.array(list(values), dtype=np.bool_)


def are(values: Sequence[Any], wanted: Any) -> Flags:
    """Which of the values are the wanted one."""
    return np.fromiter(map(eq, values, repeat(wanted)), dtype=np.bool_, count=len(values))


def row_of(needs: Sequence[Hashable]) -> Ints:
    """Number each need by its place among the distinct ones."""
    rows = {need: row for row, need in enumerate(dict.fromkeys(needs))}
    return np.fromiter(map(rows.__getitem__, needs), dtype=np.int64, count=len(needs))
