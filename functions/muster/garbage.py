"""How this process collects garbage."""

import gc

_NEW_OBJECTS = 50_000
"""Some ten decisions of a crowded window; almost all they make is freed at once, without any collection."""


def collect_seldom() -> None:
    """Leave what is loaded out of every collection, and collect after many new objects only.

    What is loaded stays for good: a full collection that walks it takes as long as half a decision of a window. And with
    Python's own threshold of 700 every window pays for some collections that find nothing (``gc.set_threshold``).
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
