"""Percentiles, and tables of figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Table:
    """What one benchmark found: rows for people, ``numbers`` for machines, ``misses`` for figures not reached."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    numbers: dict[str, Any]
    notes: str = ""
    misses: tuple[str, ...] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """What people see, for the document."""
        rows = [list(row) for row in self.rows]
        return {"title": self.title, "columns": list(self.columns), "rows": rows, "notes": self.notes}


def percentile(values: Sequence[float], share: float) -> float:
    """Give the smallest value that at least ``share`` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def in_ms(seconds: float) -> str:
    """Write seconds as milliseconds."""
    return f"{seconds * 1000:.1f} ms"


def misses_of(reached: dict[str, float], at_most: dict[str, float]) -> tuple[str, ...]:
    """Name the figures that are above their limit."""
    return tuple(
        f"{name}: {reached[name]:.2f}, wanted at most {limit:g}"
        for name, limit in at_most.items()
        if reached[name] > limit
    )
