"""The two times from the machine's clock. Every process that has the same rate and epoch agrees on business time."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.units import as_utc


@dataclass(frozen=True)
class Epoch:
    """The instant at which business time starts to run at its rate: what real time and business time were then."""

    real_at: datetime
    business_at: datetime

    @classmethod
    def parse(cls, text: str) -> "Epoch":
        """Read ``REAL`` or ``REAL/BUSINESS``, both ISO 8601 with a timezone; alone, it is the same in both times.

        Raises:
            ValueError: it is not of that form.
        """
        real_text, _, business_text = text.partition("/")
        real_at = as_utc(datetime.fromisoformat(real_text))
        return cls(real_at, as_utc(datetime.fromisoformat(business_text)) if business_text else real_at)

    def __str__(self) -> str:
        """Write what ``parse`` reads."""
        return f"{self.real_at.isoformat()}/{self.business_at.isoformat()}"


def _machine_time() -> datetime:
    return datetime.now(UTC)


class SystemClock:
    """Implements ``ports.clock.Clock``.

    Args:
        rate: business seconds a real second.
        epoch: where business time starts; only at rate 1 it may be left out, and business time is real time.
        machine: tells real time.
    """

    def __init__(
        self, rate: float = 1.0, epoch: Epoch | None = None, machine: Callable[[], datetime] = _machine_time
    ) -> None:
        if not (math.isfinite(rate) and rate > 0):
            raise ValueError(f"the clock's rate must be a number above 0, not {rate}")
        if epoch is None and rate != 1.0:
            raise ValueError("a clock that does not run at rate 1 needs an epoch: set MUSTER_CLOCK_EPOCH")
        start = datetime(2000, 1, 1, tzinfo=UTC)
        self.rate = rate
        self._epoch = epoch or Epoch(start, start)
        self._machine = machine

    def now(self) -> datetime:
        """Business time, UTC."""
        return self.business_at(self._machine())

    def real_now(self) -> datetime:
        """Real server time, UTC."""
        return self._machine()

    def real_at(self, business: datetime) -> datetime:
        """When the business instant falls in real time."""
        return self._epoch.real_at + (as_utc(business) - self._epoch.business_at) / self.rate

    def business_at(self, real: datetime) -> datetime:
        """What business time it is at the real instant."""
        return self._epoch.business_at + (as_utc(real) - self._epoch.real_at) * self.rate
