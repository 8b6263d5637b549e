"""A busy hour's changes to a city, committed beside whatever is measured."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from benchmarks.console.city import City

BOOKING_EACH_S = 0.45
"""500 bookings that take eight steps and revised forecasts each in half an hour make 2.2 a second."""
PRESSED_EACH_S = BOOKING_EACH_S / 2
SNAPSHOT_EACH_S = 5.0
ZONES_EACH_S = 15.0
TRIAGE_EACH_S = 10.0


@contextmanager
def running(
    city: City, *, booking_each_s: float = BOOKING_EACH_S, fleet: bool = True, triage: bool = True
) -> Iterator[None]:
    """Change the city for the length of a block.

    Args:
        city: what is changed.
        booking_each_s: how often some booking comes a step further.
        fleet: whether its snapshots are.
        triage: whether what waits for the operator is.
    """
    parts: dict[Callable[[], object], float] = {city.progress_any: booking_each_s, city.count_zones: ZONES_EACH_S}
    parts |= {city.take_snapshots: SNAPSHOT_EACH_S} if fleet else {}
    parts |= {city.open_triage: TRIAGE_EACH_S} if triage else {}
    over = threading.Event()
    with ThreadPoolExecutor(len(parts)) as threads:
        doing = [threads.submit(_repeat, change, each_s, over) for change, each_s in parts.items()]
        try:
            yield
        finally:
            over.set()
        for part in doing:
            part.result()


def _repeat(change: Callable[[], object], each_s: float, over: threading.Event) -> None:
    due_s = time.monotonic() + each_s
    while not over.wait(max(0.0, due_s - time.monotonic())):
        due_s += each_s
        change()
