"""What was measured of the console, beside what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from statistics import median

from benchmarks.figures import Table, misses_of, percentile

SPLIT_READS = 2.4
"""How often a list that is listened to in parts is read at most when that begins (decision 0029)."""
MOST_LISTED, MOST_WATCHED = 200, 1_000
"""The most documents that the rules let anybody list at once, and the most bookings that they let staff."""
SHORT_LISTS = 5
"""Fleet snapshots, triage, disruptions, suggestions and measures: each at most one list."""
DELAY_P50_MS, DELAY_P95_MS = 300.0, 1000.0
LONGEST_TASK_MS = 200.0
HEAP_MB_PER_MIN = 2.0
SCRIPT_KB = 350.0


Delays = list[tuple[float, float]]
"""Of one change after the other, in seconds: from before the commit, and from its acknowledgement."""


@dataclass
class Found:
    """What was measured: delays under the load of 500 bookings and when it is pressed to twice the pace, and the rest."""

    delays_s: dict[str, Delays] = field(default_factory=dict)
    pressed_s: dict[str, Delays] = field(default_factory=dict)
    documents: int = 0
    documents_bound: int = 0
    longest_task_ms: float = 0.0
    long_tasks: int = 0
    frames_per_s: float = 0.0
    heap_mb: float = 0.0
    heap_mb_per_min: float = 0.0
    script_kb: float = 0.0
    renderer: str = ""

    @property
    def reached(self) -> dict[str, float]:
        """Every figure that has a wanted one, by its name."""
        return {
            **_medians_ms(self.delays_s),
            **_p95s_ms(self.delays_s),
            "longest task on the main thread, ms": self.longest_task_ms,
            "heap grows, MB a minute": self.heap_mb_per_min,
            "documents read by the first view": float(self.documents),
            "script before the map, kB gzipped": self.script_kb,
        }

    @property
    def wanted(self) -> dict[str, float]:
        """The most that each may be."""
        names = (*self.delays_s,)
        return {
            **{f"{name}, median, ms": DELAY_P50_MS for name in names},
            **{f"{name}, p95, ms": DELAY_P95_MS for name in names},
            "longest task on the main thread, ms": LONGEST_TASK_MS,
            "heap grows, MB a minute": HEAP_MB_PER_MIN,
            "documents read by the first view": float(self.documents_bound),
            "script before the map, kB gzipped": SCRIPT_KB,
        }


def _medians_ms(delays_s: Mapping[str, Delays]) -> dict[str, float]:
    return {f"{name}, median, ms": 1000 * median([s for s, _ in pairs]) for name, pairs in delays_s.items()}


def _p95s_ms(delays_s: Mapping[str, Delays]) -> dict[str, float]:
    return {f"{name}, p95, ms": 1000 * percentile([s for s, _ in pairs], 0.95) for name, pairs in delays_s.items()}


def most_read(bookings: int, zones: int) -> int:
    """Give how many documents the first view may read by what the lists allow; zones are read with their states."""
    listed = _listed(bookings, MOST_WATCHED) + 2 * _listed(zones, MOST_LISTED)
    return listed + SHORT_LISTS * MOST_LISTED + 1


def _listed(documents: int, most: int) -> int:
    return documents if documents < most else round(SPLIT_READS * documents)


def table_of(found: Found, bookings: int, providers: int, load_s: float) -> Table:
    """Write the figures down, with what they miss."""
    reached, wanted = found.reached, found.wanted
    return Table(
        title=f"The console with {bookings:,} open bookings and {providers:,} providers",
        columns=("figure", "measured", "wanted at most"),
        rows=[*((name, f"{value:,.1f}", f"{wanted[name]:,g}") for name, value in reached.items()), *_published(found)],
        numbers={"reached": reached, "wanted": wanted, "frames_per_s": found.frames_per_s, "renderer": found.renderer},
        notes=(
            "A delay runs from before the commit to Firestore until the frame that shows it was painted; what follows the "
            f"delays is over {load_s:.0f} s of load on the map. Wanted of the documents is what the lists' limits allow."
        ),
        misses=misses_of(reached, wanted),
    )


def _published(found: Found) -> Iterator[tuple[str, str, str]]:
    """Figures without a wanted one."""
    after_s = [known_s for pairs in found.delays_s.values() for _, known_s in pairs]
    yield "all delays, median, from the commit's answer, ms", f"{median(after_s) * 1000:,.1f}", ""
    for name, value in {**_medians_ms(found.pressed_s), **_p95s_ms(found.pressed_s)}.items():
        yield f"at twice the pace: {name}", f"{value:,.1f}", ""
    yield "tasks over 50 ms", f"{found.long_tasks}", ""
    yield "heap after garbage collection, MB", f"{found.heap_mb:.1f}", ""
    yield "frames a second", f"{found.frames_per_s:.1f}", ""
    yield "drawn by", found.renderer, ""
