"""How long the offline driver takes for a day of thousands of orders, on one core: public days laid over each other by a seed."""

import time
from pathlib import Path

from benchmarks.bounds.days import chosen
from benchmarks.bounds.variants import muster
from benchmarks.figures import Table, misses_of
from benchmarks.mdrp.day import play
from benchmarks.mdrp.instance import read_instance
from benchmarks.mdrp.overlay import overlaid
from benchmarks.mdrp.travel import MinuteTravel
from devtools.steps import say

ORDERS = 3_000
WANTED = {"the day in s of one core": 120.0}
_SHOWN = {
    "undelivered_pct": "undelivered %",
    "over_floor_min": "over floor, min",
    "decision_ms_p50": "decision p50, ms",
    "decision_ms_p99": "decision p99, ms",
}


def run(orders: int, folder: Path | None, seed: int) -> Table:
    """Lay days of the folder over each other and let the product dispatch them, minute by minute, its plans checked.

    Raises:
        FileNotFoundError: no folder is given, or no days are in it.
        ValueError: its days have fewer orders together.
    """
    day = overlaid([read_instance(one) for one in chosen(folder)], orders, seed)
    say(f"Long day: {len(day.orders)} orders, {len(day.couriers)} couriers")
    started_s = time.process_time()
    found = play(day, MinuteTravel(day), muster)
    took_s = time.process_time() - started_s
    rows = [
        ("orders, couriers", f"{len(day.orders)}, {len(day.couriers)}"),
        ("the day, on one core", f"{took_s:.0f} s"),
        *((shown, f"{found[key]:.3f}") for key, shown in _SHOWN.items()),
    ]
    notes = f"Days of the folder laid over each other, drawn by seed {seed}: travel times, each minute's decision, the rules checked."
    misses = misses_of(dict(zip(WANTED, (took_s,), strict=True)), WANTED)
    return Table("A long day", ("", ""), rows, {"took_s": took_s, **found}, notes=notes, misses=misses)
