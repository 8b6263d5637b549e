"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday noon; business and real time agree at this instant."""


class ManualClock:
    """Implements ``ports.clock.Clock``; business time runs ``rate`` times as fast as real time."""

    def __init__(self, start: datetime = START, rate: float = 1.0) -> None:
        """Stand at ``start`` in both times."""
        self.rate = rate
        self._start = start
        self._elapsed = timedelta()

    def now(self) -> datetime:
        """Business time, UTC."""
        return self._start + self._elapsed * self.rate

    def real_now(self) -> datetime:
        """Real server time, UTC."""
        return self._start + self._elapsed

    def real_at(self, business: datetime) -> datetime:
        """When the business instant falls in real time."""
        return self._start + (business - self._start) / self.rate

    def business_at(self, real: datetime) -> datetime:
        """What business time it is at the real instant."""
        return self._start + (real - self._start) * self.rate

    def advance(self, business_s: float) -> None:
        """Let business time pass, and real time with it."""
        self._elapsed += timedelta(seconds=business_s) / self.rate

    def advance_real(self, real_s: float) -> None:
        """Let real time pass, and business time with it."""
        self._elapsed += timedelta(seconds=real_s)

    def advance_to(self, business: datetime) -> None:
        """Go to a business instant that is not in the past."""
        self._elapsed = max(self._elapsed, (business - self._start) / self.rate)
