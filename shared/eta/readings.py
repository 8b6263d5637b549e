"""What was believed of a booking's end, over time, in a document that stays small."""

from collections.abc import Sequence

from shared.models.eta import EtaReading

MOST = 30


def with_reading(readings: Sequence[EtaReading], new: EtaReading) -> tuple[EtaReading, ...]:
    """Add a reading; when full, every second silent one goes, and after those the oldest, but never the first."""
    listed = (*readings, new)
    if len(listed) <= MOST:
        return listed
    silent = [index for index, one in enumerate(listed[:-1]) if not one.told and index > 0]
    gone = set(silent[::2]) or {1}
    return tuple(one for index, one in enumerate(listed) if index not in gone)
