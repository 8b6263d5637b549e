"""When a scheduled function is due next, for the two notations Cloud Scheduler takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from croniter import croniter

SHORTEST_REAL_S = 5.0
"""No schedule runs more often than this in real time, however fast the business clock."""
UNIT_S = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86_400}
_EVERY = re.compile(r"every (?:(\d+) )?(second|sec|minute|min|hour|day)s?(?: from .*| synchronized)?")


class UnknownSchedule(ValueError):
    """A schedule in a notation that the local clock does not read."""


@dataclass(frozen=True)
class Cadence:
    """A declared schedule: a fixed interval, or a crontab line in a time zone; exactly one of the two."""

    interval: timedelta | None
    crontab: str
    time_zone: ZoneInfo

    def next_after(self, business_now: datetime) -> datetime:
        """Return the first due instant after ``business_now`` (aware)."""
        if self.interval is not None:
            return business_now + self.interval
        local: datetime = croniter(self.crontab, business_now.astimezone(self.time_zone)).get_next(datetime)
        return local


def parse(schedule: str, time_zone: str | None = None) -> Cadence:
    """Read a schedule as it is declared.

    Args:
        schedule: ``every 5 minutes`` or five crontab fields.
        time_zone: IANA name in which crontab fields are meant; UTC when left out.

    Raises:
        UnknownSchedule: neither notation.
    """
    zone = ZoneInfo(time_zone or "UTC")
    words = " ".join(schedule.split())
    every = _EVERY.fullmatch(words.lower())
    if every is not None and int(every.group(1) or 1) > 0:
        return Cadence(timedelta(seconds=int(every.group(1) or 1) * UNIT_S[every.group(2)]), "", zone)
    if croniter.is_valid(words):
        return Cadence(None, words, zone)
    raise UnknownSchedule(f"cannot read the schedule {schedule!r}: use `every N minutes` or five crontab fields")


def real_wait_s(cadence: Cadence, business_now: datetime, rate: float) -> float:
    """Return how many real seconds to wait for the next run.

    Args:
        cadence: the declared schedule.
        business_now: the business clock's instant, aware.
        rate: business seconds per real second, above 0.
    """
    business_s = (cadence.next_after(business_now) - business_now).total_seconds()
    return max(business_s / rate, SHORTEST_REAL_S)
