"""The business clock as clients keep it: the same line through the same anchor as the backend's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """Tell real time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class BusinessClock:
    """Business time runs ``rate`` times as fast as real time; at the real instant ``real_at`` it shows ``business_at``."""

    rate: float
    real_at: datetime
    business_at: datetime
    real: Callable[[], datetime] = real_now

    def now(self) -> datetime:
        """Tell business time, UTC."""
        return self.business_at + (self.real() - self.real_at) * self.rate

    def later(self, business_s: float) -> datetime:
        """Tell the business instant so many business seconds from now."""
        return self.now() + timedelta(seconds=business_s)

    def real_s(self, business_s: float) -> float:
        """Real seconds that ``business_s`` business seconds take."""
        return business_s / self.rate

    def business_s(self, real_s: float) -> float:
        """Business seconds that pass in ``real_s`` real seconds."""
        return real_s * self.rate

    async def sleep(self, business_s: float) -> None:
        """Wait for a stretch of business time; not at all when it is not positive."""
        await asyncio.sleep(max(0.0, self.real_s(business_s)))

    async def sleep_until(self, business_at: datetime) -> None:
        """Wait until a business instant; not at all when it has passed."""
        await self.sleep((business_at - self.now()).total_seconds())

    @property
    def variables(self) -> dict[str, str]:
        """The environment by which the backend keeps the same time."""
        epoch = f"{self.real_at.isoformat()}/{self.business_at.isoformat()}"
        return {"MUSTER_CLOCK_RATE": f"{self.rate:g}", "MUSTER_CLOCK_EPOCH": epoch}
